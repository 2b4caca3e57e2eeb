// A Lua program of any size, the same at every call: for timing what reads programs.
//
// The mix is that of application code: functions of some twenty statements with comments, calls of methods and fields,
// constructors, conditions, loops, closures, strings and numbers; names of a few to fifteen letters, most of them seen
// before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace tri::bench {

class GeneratedProgram {
 public:
  // At least `size` bytes, to the end of the function that reaches it.
  static std::string text(size_t size) {
    GeneratedProgram program;
    program.out_ = "local M = { count = 0, handlers = {} }\n";
    for (int n = 0; program.out_.size() < size; ++n) program.function(n);
    program.out_ += "return M\n";
    return std::move(program.out_);
  }

 private:
  unsigned below(unsigned limit) { return unsigned(random_()) % limit; }
  template <size_t kCount>
  const char* one_of(const char* const (&words)[kCount]) {
    return words[below(kCount)];
  }
  void put(const char* text) { out_ += text; }
  void number(unsigned n) { out_ += std::to_string(n); }
  void line(const char* text) {
    out_.append(size_t(depth_) * 2, ' ');
    out_ += text;
  }

  const char* name() {
    static constexpr const char* kNames[] = {
        "self",   "value",   "item",     "index", "result",  "buffer",        "options", "x", "y",
        "handle", "request", "response", "user",  "message", "configuration", "a",       "b", "n"};
    return one_of(kNames);
  }
  const char* field() {
    static constexpr const char* kFields[] = {"name",     "id",       "size",   "parent",
                                              "children", "position", "length", "enabled",
                                              "state",    "callback"};
    return one_of(kFields);
  }
  const char* callee() {
    static constexpr const char* kCallees[] = {"print",      "tostring",      "assert",
                                               "type",       "string.format", "table.insert",
                                               "math.floor", "M.notify"};
    return one_of(kCallees);
  }

  void function(int n) {
    put("\n-- Handles the event and tells those who wait for it; see the notes in the manual.\n");
    put("function M.event");
    number(unsigned(n));
    put("(self, value, ...)\n");
    depth_ = 1;
    for (unsigned statements = 8 + below(24); statements > 0; --statements) statement();
    put("  return ");
    expression(2);
    put("\nend\n");
  }

  void block() {
    ++depth_;
    for (unsigned statements = 1 + below(3); statements > 0; --statements) statement();
    --depth_;
  }

  void statement() {
    switch (depth_ > 4 ? below(5) : below(10)) {
      case 0:
      case 1:
        line("local ");
        put(name());
        put(" = ");
        expression(2);
        break;
      case 2:
        line(name());
        put(".");
        put(field());
        put(" = ");
        expression(2);
        break;
      case 3: line(callee()); return arguments(2), put("\n");
      case 4:
        line(name());
        put(":");
        put(field());
        arguments(1);
        break;
      case 5:
      case 6:
        line("if ");
        condition();
        put(" then\n");
        block();
        if (below(3) == 0) line("else\n"), block();
        line("end");
        break;
      case 7:
        line("for i = 1, #");
        put(name());
        put(" do\n");
        block();
        line("end");
        break;
      case 8:
        line("for key, entry in pairs(");
        put(name());
        put(") do\n");
        block();
        line("end");
        break;
      case 9:
        line("local function visit(node, depth)\n");
        block();
        line("end");
        break;
    }
    put("\n");
  }

  void arguments(int depth) {
    put("(");
    for (unsigned count = below(3), i = 0; i <= count; ++i) {
      if (i > 0) put(", ");
      expression(depth - 1);
    }
    put(")");
  }

  void condition() {
    static constexpr const char* kComparisons[] = {" == ", " ~= ", " < ", " >= ", " and ", " or "};
    expression(1);
    put(one_of(kComparisons));
    expression(1);
  }

  void expression(int depth) {
    static constexpr const char* kOperators[] = {" + ", " - ", " * ", " / ", " .. ", " or ", " % "};
    switch (depth <= 0 ? below(6) : below(12)) {
      case 0:
      case 1: return put(name());
      case 2: put(name()), put("."); return put(field());
      case 3: return number(below(300));
      case 4: put("\""), put(field()); return put(" of the item\"");
      case 5: return put(below(2) == 0 ? "nil" : "true");
      case 6: put(callee()); return arguments(depth);
      case 7: put(name()), put(":"), put(field()); return arguments(depth);
      case 8:
        put("{ ");
        put(field());
        put(" = ");
        expression(depth - 1);
        put(", ");
        expression(depth - 1);
        return put(" }");
      case 9: put(name()), put("["), expression(depth - 1); return put("]");
      default:
        expression(depth - 1);
        put(one_of(kOperators));
        return expression(depth - 1);
    }
  }

  std::mt19937 random_{548};
  std::string out_;
  int depth_ = 0;
};

}  // namespace tri::bench
