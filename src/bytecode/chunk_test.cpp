#include "bytecode/chunk.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::bytecode;

TEST_CASE("text: equal bytes are one text, numbers are dense") {
  TextPool pool;
  std::vector<const Text*> texts;
  for (int i = 0; i < 1000; ++i) texts.push_back(pool.intern("name" + std::to_string(i)));
  for (int i = 0; i < 1000; ++i) {
    CHECK(pool.intern("name" + std::to_string(i)) == texts[size_t(i)]);
    CHECK(texts[size_t(i)]->number == unsigned(i));
    CHECK(pool.at(size_t(i))->view() == "name" + std::to_string(i));
  }
  const Text* zero = pool.intern(std::string_view("a\0b", 3));
  CHECK(zero->size == 3);
  CHECK(zero != pool.intern("a"));
  CHECK(pool.intern("")->size == 0);
  const Text* alone = pool.add("name1");
  CHECK(alone != texts[1]);
  CHECK(pool.intern("name1") == texts[1]);
  CHECK(pool.count() == 1004);
}

TEST_CASE("chunk: lines from deltas and anchors") {
  Function f;
  f.line_defined = 10;
  f.line_deltas = {1, 0, 2, kAnchoredLine, -3, 0};
  f.anchors = {{3, 500}};
  const int expected[] = {11, 11, 13, 500, 497, 497};
  for (int pc = 0; pc < 6; ++pc) CHECK(line_of(f, pc) == expected[pc]);
  CHECK(line_of(f, 6) == -1);
  CHECK(line_of(f, -1) == -1);
}

TEST_CASE("chunk: names of locals follow registers") {
  TextPool pool;
  const LocalVariable locals[] = {
      {pool.intern("a"), 0, 9}, {pool.intern("b"), 2, 4}, {pool.intern("c"), 5, 8}};
  CHECK(local_name(locals, 0, 0)->view() == "a");
  CHECK(local_name(locals, 1, 1) == nullptr);
  CHECK(local_name(locals, 1, 3)->view() == "b");
  CHECK(local_name(locals, 1, 4) == nullptr);
  CHECK(local_name(locals, 1, 5)->view() == "c");
  CHECK(local_name(locals, 0, 9) == nullptr);
}
