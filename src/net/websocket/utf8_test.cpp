#include "net/websocket/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::net;
using namespace tri::net::websocket;

namespace {

// One code point as UTF-8, whatever its value; `size` bytes, the shortest form for 0.
std::string encoded(uint32_t point, int size = 0) {
  if (size == 0) size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  if (size == 1) return {char(point)};
  std::string text;
  for (int i = size - 1; i > 0; --i) {
    text.insert(text.begin(), char(0x80 | (point & 0x3f)));
    point >>= 6;
  }
  text.insert(text.begin(), char((0xf00 >> size) | point));
  return text;
}

bool valid(std::string_view text, size_t cut = 0) {
  Utf8Check check;
  return check.feed(text.substr(0, cut)) && check.feed(text.substr(cut)) && check.complete();
}

}  // namespace

TEST_CASE("every code point is valid in its shortest form alone, surrogates never") {
  size_t wrong = 0;
  for (uint32_t point = 0; point < 0x110400; ++point) {
    const bool fine = point < 0x110000 && !(point >= 0xd800 && point < 0xe000);
    wrong += valid(encoded(point)) != fine;
    if (point < 0x80) wrong += valid(encoded(point, 2));
    if (point < 0x800) wrong += valid(encoded(point, 3));
    if (point < 0x10000) wrong += valid(encoded(point, 4));
  }
  CHECK(wrong == 0);
}

TEST_CASE("validity does not depend on how the text is cut, or on the instruction set") {
  std::string text = "plain text that is long enough for a block, and then some more of it: ";
  text += encoded(0xe9) + encoded(0x20ac) + encoded(0x1f600) + "x" + encoded(0x10ffff);
  text += std::string(70, 'a') + encoded(0x7ff);
  for (size_t cut = 0; cut <= text.size(); ++cut) CHECK(valid(text, cut));
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512}) {
    if (!parse::has_isa(isa)) continue;
    Utf8Check check(isa);
    CHECK(check.feed(text));
    CHECK(!check.feed("\x80"));
  }
}

TEST_CASE("the first byte that cannot be is the one that fails") {
  for (const std::string bad : {"\xc0", "\xc1", "\xf5", "\xff", "\xed\xa0", "\xe0\x9f", "\xf0\x8f",
                                "\xf4\x90", "\xe2\x82\x28", "\x80"}) {
    Utf8Check check;
    CHECK(check.feed("text" + bad.substr(0, bad.size() - 1)));
    CHECK(!check.feed(bad.substr(bad.size() - 1)));
  }
  Utf8Check open;
  CHECK(open.feed("\xe2\x82"));
  CHECK(!open.complete());
}
