#include "repl.hpp"

#include <cstdio>
#include <string>

#include "line_reader.hpp"
#include "report.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::cli {

namespace {

class Repl {
 public:
  explicit Repl(Session& session) : session_(session), lines_(session) {}

  void run() {
    std::string line;
    while (read(&line)) {
      if (!load(line) || !session_.call(0))
        report_error(session_, nullptr);
      else
        print_results();
      session_.set_depth(0);
    }
    std::puts("");
    std::fflush(stdout);
  }

 private:
  // Globals _PROMPT and _PROMPT2 replace the usual prompts.
  std::string prompt(bool first) {
    Thread* L = session_.thread();
    const Value v = get_text(session_.state(), globals(L), first ? "_PROMPT" : "_PROMPT2");
    if (v.is_nil()) return first ? "> " : ">> ";
    const Str* s = to_display_string(L, v);
    return s ? std::string(text_of(s)) : "";
  }

  bool read(std::string* line) { return lines_.read(prompt(true), line); }

  // Pushes a function for the line, or a message. First it is tried as an expression, then as a
  // statement, which takes more lines while it is not complete.
  bool load(std::string line) {
    if (line.starts_with('=')) line = "return " + line.substr(1);  // as before 5.3
    session_.keep_text("", "stdin");
    if (session_.load_text("return " + line + ";", "=stdin")) {
      lines_.remember(line);
      return true;
    }
    for (;;) {
      session_.set_depth(0);
      const bool ok = session_.load_text(line, "=stdin");
      std::string more;
      // What was typed on one line is still in sight.
      session_.keep_text(line.find('\n') == line.npos ? "" : line, "stdin");
      if (ok || !is_incomplete() || !lines_.read(prompt(false), &more)) {
        lines_.remember(line);
        return ok;
      }
      line += '\n';
      line += more;
    }
  }

  // Whether the message on top says that the text ended too early.
  bool is_incomplete() const {
    const Value& message = session_.thread()->top[-1];
    return message.is_string() && text_of(message.str()).ends_with("<eof>");
  }

  void print_results() {
    const uint32_t count = session_.depth();
    if (count == 0) return;
    Thread* L = session_.thread();
    if (!ensure_stack(L, kMinSlots)) return;
    for (Value* v = L->top; v > L->top - count; --v) copy(v, v - 1);
    L->top[-ptrdiff_t(count)] = get_text(session_.state(), globals(L), "print");
    ++L->top;
    const ptrdiff_t call = L->top - count - 1 - L->stack;
    if (call_protected(L, L->stack + call, count, 0)) return;
    std::string message = "error calling 'print' (";
    if (L->error.is_string()) message += text_of(L->error.str());
    print_message(nullptr, message + ")");
  }

  Session& session_;
  LineReader lines_;
};

}  // namespace

void run_repl(Session& session) { Repl{session}.run(); }

}  // namespace tri::cli
