// Interning: equal short strings are one object, whatever their length, and however often the table was divided and joined.
#include "runtime/string_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "runtime/raw_state.hpp"

using namespace tri;

TEST_CASE("short strings that are equal are one, others are not") {
  RawState state;
  for (size_t length = 0; length <= kShortMax; ++length) {
    const std::string text(length, 'x');
    const Str* s = state.str(text);
    CHECK(is_short(s));
    CHECK(text_of(s) == text);
    CHECK(data_of(s)[length] == '\0');
    CHECK(state.str(std::string(text)) == s);
    for (size_t i = 0; i < length; ++i) {
      std::string other = text;
      other[i] = 'y';
      CHECK(state.str(other) != s);
      CHECK(text_of(state.str(other)) == other);
    }
  }
  CHECK(state.str(std::string_view("a\0b", 3)) != state.str(std::string_view("a\0c", 3)));
}

TEST_CASE("the table grows by dividing, and shrinks by joining") {
  RawState state;
  const auto start = state.mark();
  const uint32_t before = state.state.strings.count;
  constexpr int kMany = 60000;
  std::vector<const Str*> kept;
  for (int i = 0; i < kMany; ++i) kept.push_back(state.str("key " + std::to_string(i)));
  CHECK(state.state.strings.count == before + kMany);
  CHECK(state.state.strings.depth > 2);
  for (int i = 0; i < kMany; i += 7)
    CHECK(new_string(state.L(), "key " + std::to_string(i)) == kept[size_t(i)]);
  const uint32_t slots = state.state.strings.slots;
  const auto all = state.mark();
  state.release(start + 3000);
  for (int i = 0; i < 40; ++i) {
    state.collect();
    shrink_strings(&state.state);
  }
  state.release(all < start + 3000 ? all : start + 3000);
  CHECK(state.state.strings.count < before + 3100);
  CHECK(state.state.strings.slots < slots / 4);
  for (int i = 0; i < 2900; ++i)
    CHECK(new_string(state.L(), "key " + std::to_string(i)) == kept[size_t(i)]);
  CHECK(new_string(state.L(), "key 59999") != nullptr);
}

TEST_CASE("an emergency in the middle of interning") {
  RawState state;
  for (long after = 0; after < 12; ++after) {
    const uint32_t count = state.state.strings.count;
    state.refuse_after = after;
    for (int i = 0; state.refuse_after >= 0; ++i) {
      const std::string text = std::to_string(after) + ":" + std::to_string(i);
      const Str* s = new_string(state.L(), text);  // those before it may be gone
      REQUIRE(s);
      CHECK(text_of(s) == text);
      CHECK(new_string(state.L(), text) == s);
    }
    state.collect();
    CHECK(state.state.strings.count <= count + 1);  // the message of the error
  }
}
