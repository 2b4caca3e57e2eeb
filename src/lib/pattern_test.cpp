// Patterns against texts. The expected outcomes are what Lua 5.4 gives for string.find with the same arguments.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "lib/matcher.hpp"
#include "lib/plain_search.hpp"
#include "runtime/limits.hpp"
#include "runtime/raw_state.hpp"

using namespace tri;
using namespace tri::lib;

namespace {

// A literal with its zero bytes.
struct Text : std::string_view {
  Text(const char* text) : std::string_view(text) {}
  Text(const char* text, size_t length) : std::string_view(text, length) {}
};

std::string describe(const PatternError& e) {
  char text[80];
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  snprintf(text, sizeof text, e.format, e.number);
  return std::string("error: ") + text;
}

// Where a pattern is found, "first-last", and its captures: @n for a position, <...> for a text.
std::string found(std::string_view subject, std::string_view pattern) {
  RawState state;
  Matcher m{state.L(), subject, compiled(state.L(), state.str(pattern), Caret::Anchor)};
  if (!m.find(0)) return m.failed() ? describe(m.error()) : "none";
  std::string out = std::to_string(m.start() + 1) + "-" + std::to_string(m.end());
  for (int i = 0; i < m.capture_count(); ++i) {
    Captured c;
    if (!m.captured(i, &c)) return describe(m.error());
    out += c.position ? " @" + std::to_string(c.position) : " <" + std::string(c.text) + ">";
  }
  return out;
}

// The matches of a pattern one after another, as gmatch finds them.
std::string all(std::string_view subject, std::string_view pattern) {
  RawState state;
  Str* const text = state.str(pattern);
  std::string out;
  size_t from = 0;
  for (bool first = true;; first = false) {
    Matcher m{state.L(), subject, compiled(state.L(), text, Caret::Character)};
    if (!(first ? m.find(from) : m.find_next(from))) return out;
    out += "<" + std::string(m.text()) + ">";
    from = m.end();
  }
}

std::string repeat(std::string_view unit, int times) {
  std::string out;
  while (times-- > 0) out += unit;
  return out;
}

struct Case {
  Text subject, pattern;
  const char* expected;
};

}  // namespace

TEST_CASE("what patterns match") {
  const Case cases[] = {
      {"hello world", "o w", "5-7"},
      {"hello", "l+", "3-4"},
      {"hello", "l-o", "3-5"},
      {"hello", "(l)(l)", "3-4 <l> <l>"},
      {"", "", "1-0"},
      {"abc", "^b", "none"},
      {"abc", "^a.c$", "1-3"},
      {"abc", "b$", "none"},
      {"a$c", "a$c", "1-3"},
      {"key = value", "^(%w+)%s*=%s*(%w+)$", "1-11 <key> <value>"},
      {"  trim me  ", "^%s*(.-)%s*$", "1-11 <trim me>"},
      {"2024-11-21", "(%d+)-(%d+)-(%d+)", "1-10 <2024> <11> <21>"},
      {"f(a(b)c)d", "%b()", "2-8"},
      {"((x)", "%b()", "2-4"},
      {"x", "%b", "error: malformed pattern (missing arguments to '%b')"},
      {"x", "%bx", "error: malformed pattern (missing arguments to '%b')"},
      {"THE (quick) fox", "%f[%a]%a+", "1-3"},
      {"foo.bar", "%f[%z]", "8-7"},
      {"abc", "%fa", "error: missing '[' after '%f' in pattern"},
      {"abc", "%f", "error: missing '[' after '%f' in pattern"},
      {"abcabc", "(abc)%1", "1-6 <abc>"},
      {"abab", "()%1", "none"},
      {"aXb", "(%u)", "2-2 <X>"},
      {"[]", "[]]", "2-2"},
      {"a]b", "[^]]+", "1-1"},
      {"a-b", "[a-]+", "1-2"},
      {"x^y", "[%^x]+", "1-2"},
      {"a-z", "[%a-z]+", "1-3"},
      {"abc", "[a", "error: malformed pattern (missing ']')"},
      {"abc", "[a%", "error: malformed pattern (missing ']')"},
      {"abc", "a%", "error: malformed pattern (ends with '%')"},
      {"abc", "[", "error: malformed pattern (missing ']')"},
      {"abc", "[^", "error: malformed pattern (missing ']')"},
      {"abc", "[]", "error: malformed pattern (missing ']')"},
      {"abc", "%", "error: malformed pattern (ends with '%')"},
      {"abc", "(a", "error: unfinished capture"},
      {"abc", "a)", "error: invalid pattern capture"},
      {"abc", "%1", "error: invalid capture index %1"},
      {"abc", "(%1)", "error: invalid capture index %1"},
      {"abc", "%0", "error: invalid capture index %0"},
      {"abc", "(()b)", "2-2 <b> @2"},
      {"aaa", "a-$", "1-3"},
      {"aaab", "a*ab", "1-4"},
      {"aaab", "a?a?a?ab", "1-4"},
      {"x=1, y=2", "(%w)=(%w), (%w)=(%w)", "1-8 <x> <1> <y> <2>"},
      {"a.b", "%.", "2-2"},
      {{"a\000b", 3}, "%z", "2-2"},
      {{"a\000b", 3}, "[%z]b", "2-3"},
      {{"a\000b", 3}, {"\000b", 2}, "2-3"},
      {"one;two;;four", "([^;]*);", "1-4 <one>"},
      {"caf\351", "%a+", "1-3"},
      {"caf\351", "[\340-\377]", "4-4"},
      {"*a", "*a", "1-2"},
      {"+a", "+", "1-1"},
      {"?", "?", "1-1"},
      {"-", "-", "1-1"},
      {"ab", "^*", "none"},
      {"ab", "a^b", "none"},
      {"a^b", "a^b", "1-3"},
      {"aaa", "(a)(a)(a)%3%2%1", "none"},
      {"aaaaaa", "(a)(a)(a)%3%2%1", "1-6 <a> <a> <a>"},
      {"x", "()()()", "1-0 @1 @1 @1"},
      {"0x1F", "^0[xX](%x+)$", "1-4 <1F>"},
      {"tab\011here", "%c", "4-4"},
      {"a b", "%g%s%g", "1-3"},
      {"!?", "%p+", "1-2"},
      {"abC", "%l+%u", "1-3"},
      {"abC", "%L", "3-3"},
      {"a_b", "[%w_]*", "1-3"},
      {"a_b", "[^%w_]", "none"},
      {"a]", "[^%]]", "1-1"},
      {"]", "[%]]", "1-1"},
      {"a-b", "a--b", "1-3"},
      {"\377", "[\001-\377]", "1-1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.subject);
    CAPTURE(c.pattern);
    CHECK(found(c.subject, c.pattern) == c.expected);
  }
}

TEST_CASE("repeated searches pass over an empty match where the last one ended") {
  CHECK(all("one two", "%a+") == "<one><two>");
  CHECK(all("abc", "") == "<><><><>");
  CHECK(all("abc", "%a*") == "<abc>");
  CHECK(all("a,b,,c", "[^,]*") == "<a><b><><c>");
  CHECK(all("ab", "b*") == "<><b>");
}

TEST_CASE("at most 200 nested tries") {
  const std::string subject = repeat("a", 300);
  CHECK(found(subject, repeat("a?", 199)) == "1-199");
  CHECK(found(subject, repeat("a?", 200)) == "error: pattern too complex");
  // Repetitions whose rest fails at once still count as a try.
  CHECK(found(subject, repeat("a?", 198) + "a*") == "1-300");
  CHECK(found(subject, repeat("a?", 199) + "a*x") == "error: pattern too complex");
  CHECK(found(subject, repeat("a?", 199) + "a-x") == "error: pattern too complex");
  CHECK(found(subject, repeat("a", 300)) == "1-300");
}

TEST_CASE("at most 32 captures") {
  CHECK(found("", repeat("()", 32)) == "1-0" + repeat(" @1", 32));
  CHECK(found("", repeat("()", 33)) == "error: too many captures");
  CHECK(found("x", repeat("(", 33)) == "error: too many captures");
}

TEST_CASE("more sets than one table has") {
  CHECK(found("abcdefghijk", "[aA][bB][cC][dD][eE][fF][gG][hH][iI][jJ]$") == "none");
  CHECK(found("abcdefghijk", "[aA][bB][cC][dD][eE][fF][gG][hH][iI][jJ]k$") == "1-11");
  CHECK(found("xxabcdef", "[a-c]+[^a-c]-[d][e][f]$") == "3-8");
}

TEST_CASE("patterns of several pieces") {
  const std::string x = repeat("x", 1000), dots = repeat(".", 1000);
  CHECK(found(x, dots) == "1-1000");
  CHECK(found(x, dots + ".") == "none");
  CHECK(found(x, x + "$") == "1-1000");
  CHECK(found(x + "y", "(" + dots + ")()$") == "2-1001 <" + x.substr(1) + "y> @1002");
  CHECK(found(x + x, "(" + dots + ")%1$") == "1-2000 <" + x + ">");
  CHECK(found(x, dots + "[") == "error: malformed pattern (missing ']')");
  CHECK(found(x, dots + ".[") == "none");
  CHECK(found(x, "x-" + dots + "(%2)") == "error: invalid capture index %2");
  CHECK(found("xz", "x[" + repeat("y", 1000) + "z]") == "1-2");
  CHECK(found("y" + x, "x*" + dots + "$") == "2-1001");
}

TEST_CASE("a repetition gives back only what the rest may begin with") {
  CHECK(found("aaa:bbb", "%a*a:") == "1-4");
  CHECK(found("aaa", "a*(a)$") == "1-3 <a>");
  CHECK(found("aaab", "a-ab") == "1-4");
  CHECK(found("a,b,,c", "[^,]*,,") == "3-5");
  CHECK(found("xx  ", "x*()%s-()$") == "1-4 @3 @5");
  CHECK(found("ab12", "(%w-)(%d*)$") == "1-4 <ab> <12>");
  CHECK(found("aab", ".*%f[b]") == "1-2");
  CHECK(found("aab", ".-%f[%z]") == "1-3");
  CHECK(found("aab", "[ab]*%f[%z]") == "1-3");
  CHECK(found("a=b", "a?=?b?$") == "1-3");
  CHECK(found("ab", "a?ab") == "1-2");
  CHECK(found("((x))", "%(*%b()") == "1-4");
  CHECK(found("", "^.-$") == "1-0");
  CHECK(found("abcabc", ".*b") == "1-5");
  CHECK(found("abcabc", ".-c$") == "1-6");
}

TEST_CASE("a later part of the pattern is not looked at before it is reached") {
  CHECK(found("bbb", "a[") == "none");
  CHECK(found("bbb", "(((a[") == "none");
  CHECK(found("bba", "a[") == "error: malformed pattern (missing ']')");
}

TEST_CASE("plain searches") {
  CHECK(find_plain("hello", "", 5) == 5);
  CHECK(find_plain("hello", "l", 0) == 2);
  CHECK(find_plain("hello", "l", 3) == 3);
  CHECK(find_plain("hello", "lo", 4) == std::string_view::npos);
  CHECK(find_plain(Text("a\0b", 3), Text("\0b", 2), 0) == 1);
  for (const size_t length : {2, 3, 15, 16, 17, 40, 5000}) {
    const std::string needle = repeat("a", int(length) - 1) + "b";
    for (const size_t at : {0, 1, 14, 15, 16, 17, 31, 33, 4095, 4097, 9000}) {
      const std::string text = repeat("a", int(at)) + needle;
      CHECK(find_plain(text, needle, 0) == at);
      CHECK(find_plain(text + "a", needle, 0) == at);
      CHECK(find_plain(text + repeat("x", 40), needle, at) == at);
      CHECK(find_plain(text + repeat("x", 40), needle, at + 1) == std::string_view::npos);
      CHECK(find_plain(text.substr(0, text.size() - 1), needle, 0) == std::string_view::npos);
    }
  }
  RawState state;
  CHECK(compiled(state.L(), state.str("hello]) world"), Caret::Anchor)->is_plain);
  CHECK_FALSE(compiled(state.L(), state.str("50%"), Caret::Anchor)->is_plain);
}

TEST_CASE("compiled patterns are kept until a sweep begins") {
  RawState state;
  Thread* L = state.L();
  Str* text = state.str("^[%w_]+$");
  const Userdata* code = compiled(L, text, Caret::Anchor).code;
  CHECK(compiled(L, text, Caret::Anchor).code == code);
  CHECK(compiled(L, text, Caret::Character).code != code);
  CHECK(compiled(L, text, Caret::Anchor).code == code);
  state.collect();
  Matcher m{L, "abc", compiled(L, text, Caret::Anchor)};
  state.collect();  // the matcher keeps its own
  CHECK(m.find(0));
  for (int i = 0; i < 1000; ++i) {
    const auto mark = state.mark();
    Str* digits = state.str(std::to_string(i));
    CHECK(Matcher(L, std::to_string(i), compiled(L, digits, Caret::Anchor)).find(0));
    state.release(mark);
  }
  CHECK(m.find(0));
}
