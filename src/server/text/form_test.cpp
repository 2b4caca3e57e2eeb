#include "server/text/form.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace tri::server;

namespace {

std::string decoded(std::string_view text) {
  std::string out;
  decode_form(text, out);
  return out;
}

}  // namespace

TEST_CASE("escapes are decoded, and what is none stays") {
  CHECK(decoded("a+b%20c") == "a b c");
  CHECK(decoded("%C3%a4") == "\xC3\xA4");
  CHECK(decoded("%00") == std::string(1, '\0'));
  CHECK(decoded("100%") == "100%");
  CHECK(decoded("%4") == "%4");
  CHECK(decoded("%4g%zz%%41") == "%4g%zz%A");
}

TEST_CASE("pairs come in their order; empty ones do not count") {
  std::vector<std::string> seen;
  CHECK(each_form_pair("a=1&&b&=2&c=x=y", [&](const std::string& name, const std::string& value) {
    seen.push_back(name + ":" + value);
    return true;
  }));
  CHECK(seen == std::vector<std::string>{"a:1", "b:", ":2", "c:x=y"});
}

TEST_CASE("whoever takes pairs may end it") {
  int count = 0;
  CHECK_FALSE(each_form_pair("a&b&c", [&](auto&, auto&) { return ++count < 2; }));
  CHECK(count == 2);
}
