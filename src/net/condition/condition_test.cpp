#include "net/condition/condition.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::net::condition;

namespace {

// A condition in postfix, or why there is none.
std::string parsed(const std::string& text) {
  const auto condition = parse_condition(text);
  if (!condition) return condition.error().message;
  constexpr const char* kNames[] = {"",   "#", "$",  "?", "==", "!=", "<",
                                    "<=", ">", ">=", "!", "&&", "||"};
  std::string shown;
  for (const Op& op : condition->ops)
    shown += (shown.empty() ? "" : " ") + std::string(kNames[int(op.kind)]) +
             (op.kind <= OpKind::Taken ? std::string(op.text.in(text)) : "");
  return shown;
}

}  // namespace

TEST_CASE("conditions become postfix, operators binding as in C") {
  CHECK(parsed("const.config >= stable") == "const.config stable >=");
  CHECK(parsed("arg.items.repr == record && arg.items.size >= 256") ==
        "arg.items.repr record == arg.items.size #256 >= &&");
  CHECK(parsed("!taken(vec)") == "?vec !");
  CHECK(parsed("a or b and c") == "a b c && ||");
  CHECK(parsed("(a || b) && !c") == "a b || c ! &&");
  CHECK(parsed(" not not a ") == "a ! !");
  CHECK(parsed("nothing == 1.5 && taken2 != \"x y\"") == "nothing #1.5 == taken2 $x y != &&");
  CHECK(parsed("a < -3") == "a #-3 <");
}

TEST_CASE("what is no condition is refused, with the place") {
  CHECK(parsed("a ==") == "byte 4: expected number, \"\"\" or name, found the end of input");
  CHECK(parsed("a b").starts_with("byte 2: expected "));
  CHECK(parsed("(a").ends_with("found the end of input"));
  CHECK(parsed("").starts_with("byte 0: expected "));
  CHECK(parsed("taken()").starts_with("byte 6: "));
  CHECK(parsed("a && ").ends_with("found the end of input"));
  CHECK(parsed("5 == a").starts_with("byte 0: expected "));
}

TEST_CASE("conditions are bounded in length, depth and size") {
  CHECK(parsed(std::string(100, '(') + "a").find("nested deeper than allowed") !=
        std::string::npos);
  CHECK(parsed(std::string(5000, ' ') + "a").find("expected at most 4096") != std::string::npos);
  std::string many = "a";
  for (int i = 0; i < 600; ++i) many += "&&a";
  CHECK(parsed(many).find("more than 512 operations") != std::string::npos);
}
