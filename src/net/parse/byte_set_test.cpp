#include "net/parse/byte_set.hpp"

#include <doctest/doctest.h>

using namespace tri::net::parse;

TEST_CASE("a byte set holds what it was made of, and its complement the rest") {
  constexpr ByteSet kSet = bytes_of("az") | byte_range(0xf0, 0xff);
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool in = byte == 'a' || byte == 'z' || byte >= 0xf0;
    CHECK(kSet.has(uint8_t(byte)) == in);
    CHECK((~kSet).has(uint8_t(byte)) == !in);
  }
  CHECK(kSet.size() == 18);
  CHECK((kSet - bytes_of("a")).size() == 17);
  CHECK(kNoByte.empty());
}

TEST_CASE("the runs of a set cover it, in order and apart") {
  constexpr ByteRuns kRuns = runs_of(bytes_of("abcx") | byte_range(0xfe, 0xff));
  static_assert(kRuns.count == 3);
  CHECK(kRuns.runs[0].low == 'a');
  CHECK(kRuns.runs[0].high == 'c');
  CHECK(kRuns.runs[1].low == 'x');
  CHECK(kRuns.runs[2].high == 0xff);
  CHECK(runs_of(kAnyByte).count == 1);
  CHECK(runs_of(kNoByte).count == 0);
}
