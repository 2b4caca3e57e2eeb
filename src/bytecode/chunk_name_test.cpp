#include "bytecode/chunk_name.hpp"

#include <doctest/doctest.h>

using tri::bytecode::shown_name;

// Expected values: debug.getinfo(load("", name)).short_src of stock Lua.
TEST_CASE("chunk_name: literal names are cut at the end") {
  CHECK(shown_name("=stdin") == "stdin");
  CHECK(shown_name("=") == "");
  CHECK(shown_name("=" + std::string(59, 'x')) == std::string(59, 'x'));
  CHECK(shown_name("=" + std::string(60, 'x')) == std::string(59, 'x'));
}

TEST_CASE("chunk_name: files are cut at the start") {
  CHECK(shown_name("@a/b.lua") == "a/b.lua");
  CHECK(shown_name("@" + std::string(59, 'y')) == std::string(59, 'y'));
  CHECK(shown_name("@z" + std::string(59, 'y')) == "..." + std::string(56, 'y'));
}

TEST_CASE("chunk_name: program text shows its first line") {
  CHECK(shown_name("return 1") == "[string \"return 1\"]");
  CHECK(shown_name("") == "[string \"\"]");
  CHECK(shown_name("a\nb") == "[string \"a...\"]");
  CHECK(shown_name("\n") == "[string \"...\"]");
  CHECK(shown_name(std::string(44, 't')) == "[string \"" + std::string(44, 't') + "\"]");
  CHECK(shown_name(std::string(45, 't')) == "[string \"" + std::string(45, 't') + "...\"]");
  CHECK(shown_name(std::string(46, 't')) == "[string \"" + std::string(45, 't') + "...\"]");
  CHECK(shown_name(std::string_view("a\0b", 3)) == "[string \"a\"]");
}
