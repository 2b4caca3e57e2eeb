#include "lua_cli.hpp"

#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "commands.hpp"
#include "disassembler.hpp"
#include "heap/watch.hpp"
#include "quantity.hpp"
#include "repl.hpp"
#include "report.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/library.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "session.hpp"

namespace tri::cli {

namespace {

// What the arguments ask for, found before anything runs.
struct Request {
  bool version = false;
  bool interactive = false;
  bool execute = false;  // some -e
  Session::Options session;
  const char* help = nullptr;  // "--help" or "--version"
  int bad = 0;                 // index of an argument that is no option or lacks its value
  std::string wrong;           // what is wrong with the value of an option of ours
  int script = 0;              // index of the script, 0: none
};

// Whether `argument` is `name` and a number from 1 to `most`, which becomes `*number`.
bool is_number_option(const char* argument, std::string_view name, uint64_t most,
                      uint64_t* number) {
  std::string_view digits = argument;
  if (!digits.starts_with(name)) return false;
  digits.remove_prefix(name.size());
  const char* end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, *number);
  return error == std::errc{} && read == end && *number >= 1 && *number <= most;
}

// Takes what `argument` has behind `name`, if that is how it begins.
bool take_topics(const char* argument, std::string_view name,
                 Result<bool> (*add)(std::string_view, engine::Inspection*), engine::Inspection* to,
                 std::string* wrong) {
  const std::string_view text = argument;
  if (!text.starts_with(name)) return false;
  if (const Result<bool> added = add(text.substr(name.size()), to); !added)
    *wrong = std::string(name.substr(0, name.size() - 1)) + ": " + added.error().message;
  if (wrong->empty() && engine::wants_disassembly(*to))
    if (const std::string why = why_no_disassembler(); !why.empty())
      *wrong = std::string(name) + "asm: " + why;
  return true;
}

// How instructions follow each other, without native code: `threaded` is tier 2, the others are tier 1.
bool take_dispatch(const char* argument, Session::Options* options, std::string* wrong) {
  constexpr std::string_view kName = "--dispatch=";
  std::string_view kind = argument;
  if (!kind.starts_with(kName)) return false;
  kind.remove_prefix(kName.size());
  if (kind == "switch" || kind == "table")
    options->max_tier = 1;
  else if (kind == "threaded")
    options->max_tier = 2;
  else
    *wrong = "--dispatch expects switch, table or threaded, not '" + std::string(kind) + "'";
  options->shared_dispatch = kind == "switch";
  return true;
}

// Options of the engine, which only `trinity` has. `wrong`: what is wrong with the value of one.
bool take_engine_option(const char* argument, Session::Options* options, std::string* wrong) {
  uint64_t number;
  if (take_topics(argument, "--dump=", engine::add_dump, &options->inspection, wrong) ||
      take_topics(argument, "--trace=", engine::add_trace, &options->inspection, wrong) ||
      take_dispatch(argument, options, wrong))
    return true;
  if (std::strcmp(argument, "--no-ic") == 0)
    options->no_caches = true;
  else if (std::strcmp(argument, "--no-quicken") == 0)
    options->no_quickening = true;
  else if (std::strcmp(argument, "--no-fuse") == 0)
    options->no_fusion = true;
  else if (is_number_option(argument, "--tier=", 4, &number))
    options->max_tier = uint32_t(number);
  else if (is_number_option(argument, "--seed=", UINT64_MAX, &number))
    options->seed = number;
  else if (is_number_option(argument, "--gc-stress=", uint64_t(GcStress::Count) - 1, &number))
    options->gc_stress = uint32_t(number);
  else if (std::strcmp(argument, "--gc-stress") == 0)
    options->gc_stress = uint32_t(GcStress::Polls);
  else if (std::strcmp(argument, "--move-stack") == 0)
    options->move_stack = true;
  else
    return false;
  return true;
}

// Takes an option with a value, "--name VALUE" or "--name=VALUE", at argv[*i]. Null: it is another one, or has no value (then
// `wrong` says so).
const char* value_of(const Invocation& in, const char* name, const char* example, int* i,
                     std::string* wrong) {
  const std::string_view argument = in.argv[*i];
  if (!argument.starts_with(name)) return nullptr;
  const size_t length = std::strlen(name);
  if (argument.size() > length) return argument[length] == '=' ? &in.argv[*i][length + 1] : nullptr;
  if (*i + 1 < in.argc) return in.argv[++*i];
  *wrong = std::string(name) + " expects a value such as " + example;
  return nullptr;
}

// Options that set limits: true when argv[*i] is one, the last of which is then at *i.
bool is_limit_option(const Invocation& in, int* i, Request* r) {
  auto take = [&](const char* name, const char* example, auto parse, auto* to) {
    const char* value = value_of(in, name, example, i, &r->wrong);
    if (!value) return !r->wrong.empty();
    if (const auto parsed = parse(value))
      *to = *parsed;
    else
      r->wrong =
          std::string(name) + " expects a value such as " + example + ", not '" + value + "'";
    return true;
  };
  Session::Options& s = r->session;
  return take("--fuel", "1000000 or 5M", parse_count, &s.fuel) ||
         take("--deadline", "250ms, 1.5s or 2m", parse_duration, &s.deadline_ns) ||
         take("--memory", "65536 or 64M", parse_size, &s.memory) ||
         take("--output", "65536 or 64M", parse_size, &s.output);
}

Request parse(const Invocation& in) {
  Request r;
  r.session = in.session;
  for (int i = 1; i < in.argc; ++i) {
    const char* argument = in.argv[i];
    if (argument[0] != '-' || argument[1] == '\0') {
      r.script = i;
      return r;
    }
    if (in.style == Style::Trinity) {
      if (std::strcmp(argument, "--help") == 0 || std::strcmp(argument, "--version") == 0) {
        r.help = argument;
        return r;
      }
      if (take_engine_option(argument, &r.session, &r.wrong)) {
        if (!r.wrong.empty()) return r;
        continue;
      }
      if (is_limit_option(in, &i, &r)) {
        if (!r.wrong.empty()) return r;
        continue;
      }
    }
    const bool alone = argument[2] == '\0';
    r.bad = i;
    switch (argument[1]) {
      case '-':
        if (!alone) return r;
        r.bad = 0;
        r.script = i + 1 < in.argc ? i + 1 : 0;
        return r;
      case 'E':
        if (!alone) return r;
        r.session.ignore_environment = true;
        break;
      case 'W':
        if (!alone) return r;
        break;
      case 'i':
        if (!alone) return r;
        r.interactive = r.version = true;
        break;
      case 'v':
        if (!alone) return r;
        r.version = true;
        break;
      case 'e': r.execute = true; [[fallthrough]];
      case 'l':
        if (alone && (++i >= in.argc || in.argv[i][0] == '-')) return r;
        break;
      default: return r;
    }
    r.bad = 0;
  }
  return r;
}

void print_usage(const char* program, const char* bad_argument) {
  std::fprintf(stderr, "%s: ", program);
  if (bad_argument[1] == 'e' || bad_argument[1] == 'l')
    std::fprintf(stderr, "'%s' needs argument\n", bad_argument);
  else
    std::fprintf(stderr, "unrecognized option '%s'\n", bad_argument);
  std::fprintf(stderr,
               "usage: %s [options] [script [args]]\n"
               "Available options are:\n"
               "  -e stat   execute string 'stat'\n"
               "  -i        enter interactive mode after executing 'script'\n"
               "  -l mod    require library 'mod' into global 'mod'\n"
               "  -l g=mod  require library 'mod' into global 'g'\n"
               "  -v        show version information\n"
               "  -E        ignore environment variables\n"
               "  -W        turn warnings on\n"
               "  --        stop handling options\n"
               "  -         stop handling options and execute stdin\n",
               program);
  std::fflush(stderr);
}

class Interpreter {
 public:
  Interpreter(const Invocation& in, const Request& request, Session& session)
      : in_(in), request_(request), session_(session), program_(in.argv[0]) {}

  // False: an error was reported.
  bool run() {
    make_argument_table();
    if (!request_.session.ignore_environment && !run_init_variable()) return false;
    if (!run_options()) return false;
    if (request_.script && !run_script()) return false;
    if (request_.interactive) return run_repl(session_), true;
    if (request_.script || request_.execute || request_.version) return true;
    if (!isatty(STDIN_FILENO)) {
      const bool ok = run_loaded(session_.load_file(nullptr), 0);
      return ok || in_.style == Style::Lua;  // lua ends well however its standard input does
    }
    print_lua_version();
    run_repl(session_);
    return true;
  }

 private:
  Thread* thread() const { return session_.thread(); }

  bool report() {
    report_error(session_, program_);
    return false;
  }

  // Calls what was loaded, reports errors, drops results.
  bool run_loaded(bool loaded, uint32_t nargs) {
    if (!loaded || !session_.call(nargs)) return report();
    session_.set_depth(0);
    return true;
  }

  bool run_text(const char* text, const char* shown_name) {
    session_.keep_text(text, shown_name);
    return run_loaded(session_.load_text(text, std::string("=") + shown_name), 0);
  }

  // Global `arg`: the script is at 0, what follows it above, the rest below.
  void make_argument_table() {
    Table* arg = new_table(thread());
    if (!arg) return;
    session_.push(Value::of(arg));
    for (int i = 0; i < in_.argc; ++i) {
      session_.push_text(in_.argv[i]);
      if (!set_int(thread(), arg, i - request_.script, session_.pop())) return;
    }
    (void)!set_field(thread(), globals(thread()), "arg", session_.pop());
  }

  bool run_init_variable() {
    const char* name = "LUA_INIT_5_4";
    const char* init = std::getenv(name);
    if (!init) init = std::getenv(name = "LUA_INIT");
    if (!init) return true;
    if (init[0] == '@') return run_loaded(session_.load_file(init + 1), 0);
    return run_text(init, name);
  }

  // -e, -l and -W, in their order.
  bool run_options() {
    const int end = request_.script ? request_.script : in_.argc;
    for (int i = 1; i < end; ++i) {
      const char* argument = in_.argv[i];
      if (argument[0] != '-') continue;
      const char option = argument[1];
      if (option == 'W') warn(session_.state(), "@on", false);
      if (option != 'e' && option != 'l') continue;
      const char* value = argument[2] ? argument + 2 : in_.argv[++i];
      const bool ok = option == 'e' ? run_text(value, "(command line)") : require(value);
      if (!ok) return false;
    }
    return true;
  }

  // "global=module", or just "module": then a suffix behind a hyphen is not part of the global's
  // name.
  bool require(std::string_view argument) {
    const size_t equals = argument.find('=');
    const std::string_view module =
        equals == argument.npos ? argument : argument.substr(equals + 1);
    const std::string_view global =
        equals == argument.npos ? module.substr(0, module.find('-')) : argument.substr(0, equals);
    session_.push(get_text(session_.state(), globals(thread()), "require"));
    session_.push_text(module);
    if (!session_.call(1)) return report();
    if (session_.depth() == 0) session_.push(Value::nil());
    session_.set_depth(1);
    if (!set_field(thread(), globals(thread()), global, thread()->top[-1])) return report();
    session_.set_depth(0);
    return true;
  }

  bool run_script() {
    char** argv = in_.argv + request_.script;
    const bool from_stdin = std::strcmp(argv[0], "-") == 0 && std::strcmp(argv[-1], "--") != 0;
    if (!session_.load_file(from_stdin ? nullptr : argv[0])) return report();
    uint32_t count;
    return push_script_arguments(&count) && run_loaded(true, count);
  }

  // The table may have been changed by -e or LUA_INIT.
  bool push_script_arguments(uint32_t* count) {
    const Value arg = get_text(session_.state(), globals(thread()), "arg");
    if (!arg.is_table()) {
      session_.push_text("'arg' is not a table");
      return report();
    }
    const uint64_t length = length_of(arg.table());
    if (length > kMaxStack / 2 || !ensure_stack(thread(), uint32_t(length) + kMinSlots)) {
      session_.push_text("stack overflow (too many arguments to script)");
      return report();
    }
    *count = uint32_t(length);
    for (uint32_t i = 1; i <= *count; ++i) session_.push(get_int(arg.table(), i));
    return true;
  }

  const Invocation& in_;
  const Request& request_;
  Session& session_;
  const char* program_;
};

}  // namespace

int engine_option_length(int argc, char** argv, int i) {
  Request ignored;
  if (take_engine_option(argv[i], &ignored.session, &ignored.wrong)) return 1;
  int last = i;
  return is_limit_option({argc, argv, Style::Trinity}, &last, &ignored) ? last - i + 1 : 0;
}

int lua_main(const Invocation& in) {
  static char name[] = "lua";
  static char* no_arguments[] = {name, nullptr};
  Invocation invocation = in;
  if (in.argc < 1) invocation = {1, no_arguments, in.style, in.session};
  const char* program = invocation.argv[0][0] ? invocation.argv[0] : name;

  const Request request = parse(invocation);
  if (request.help) {
    std::strcmp(request.help, "--help") == 0 ? print_help() : print_version();
    return EXIT_SUCCESS;
  }
  if (!request.wrong.empty()) {
    print_message(program, request.wrong);
    return EXIT_FAILURE;
  }
  if (request.bad) {
    print_usage(program, invocation.argv[request.bad]);
    return EXIT_FAILURE;
  }
  if (request.version) print_lua_version();
  Session session{request.session};
  if (!session.is_open()) {
    print_message(program, "cannot create state: not enough memory");
    return EXIT_FAILURE;
  }
  const bool ok = Interpreter{invocation, request, session}.run();
  tell(session.state(), &Watch::leaving, session.state());
  return session.is_stopped() ? kExitStopped : ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace tri::cli
