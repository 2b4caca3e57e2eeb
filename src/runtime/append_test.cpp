// Appending: strings that grow share a buffer, and none of them sees what was added to another.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "runtime/raw_state.hpp"
#include "runtime/strings.hpp"

using namespace tri;

namespace {

// A string that lies at the tip of an append buffer with room left, and what it is.
struct Grown {
  explicit Grown(RawState& state) : state(state), s(state.str(text)) {
    for (int i = 0; i < 20; ++i) add("piece " + std::to_string(i) + ", ");
  }
  void add(const std::string& piece) {
    s = concat(state.L(), s, piece);
    REQUIRE(s);
    text += piece;
  }
  RawState& state;
  std::string text = "a text that is no short string from the beginning on: ";
  Str* s;
};

}  // namespace

TEST_CASE("a text that was handed out stays as it is, with its zero, when something is appended") {
  RawState state;
  Grown grown(state);
  const std::string before = grown.text;
  const char* handed_out = c_string(state.L(), grown.s);
  REQUIRE(handed_out);
  for (int i = 0; i < 30; ++i) {
    grown.add("+");
    CHECK(text_of(grown.s) == grown.text);
    CHECK(handed_out == before);
  }
}

TEST_CASE("two strings that go on from the same one are apart") {
  RawState state;
  Grown grown(state);
  Str* const root = grown.s;
  const std::string text = grown.text;
  Str* const left = concat(state.L(), root, "left");
  Str* const right = concat(state.L(), root, "right");
  REQUIRE((left && right));
  CHECK(text_of(root) == text);
  CHECK(text_of(left) == text + "left");
  CHECK(text_of(right) == text + "right");
  // Another one has grown over the place of its zero by now.
  const char* handed_out = c_string(state.L(), root);
  REQUIRE(handed_out);
  CHECK(handed_out == text);
  CHECK(text_of(left) == text + "left");
}
