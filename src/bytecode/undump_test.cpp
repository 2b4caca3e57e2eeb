#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "bytecode/dump.hpp"

using namespace tri::bytecode;

namespace {

// function(a, ...) local x = "short" .. a; return function() return x end, 1, 2.5, true, nil, long end
Chunk sample() {
  Chunk chunk;
  TextPool& texts = chunk.texts;
  chunk.main = std::make_unique<Function>();
  Function& main = *chunk.main;
  main.source = texts.intern("@sample.lua");
  main.is_vararg = true;
  main.max_stack = 7;
  main.constants = {Constant::of(texts.intern("short")), Constant::of(int64_t{-1} << 60),
                    Constant::of(2.5), Constant::of(texts.intern(std::string(300, 'x')))};
  main.code = {encode_abc(Op::VarArgPrep, 0, 0, 0),  encode_abx(Op::LoadK, 0, 0),
               encode_abx(Op::Closure, 1, 0),        encode_abx(Op::LoadK, 2, 1),
               encode_abx(Op::LoadK, 3, 2),          encode_abc(Op::LoadTrue, 4, 0, 0),
               encode_abc(Op::LoadNil, 5, 0, 0),     encode_abx(Op::LoadK, 6, 3),
               encode_abc(Op::Return, 1, 7, 1, true)};
  main.upvalues = {{texts.intern("_ENV"), true, 0, VariableKind::Regular}};
  main.line_deltas = {0, 1, 0, 0, kAnchoredLine, 0, 0, 0, 1};
  main.anchors = {{4, 700}};
  main.locals = {{texts.intern("x"), 2, 9}};
  auto inner = std::make_unique<Function>();
  inner->source = main.source;
  inner->line_defined = inner->last_line_defined = 1;
  inner->code = {encode_abc(Op::GetUpval, 0, 0, 0), encode_abc(Op::Return1, 0, 2, 0),
                 encode_abc(Op::Return0, 0, 1, 0)};
  inner->upvalues = {{texts.intern("x"), true, 0, VariableKind::Const}};
  inner->line_deltas = {0, 0, 0};
  main.functions.push_back(std::move(inner));
  return chunk;
}

std::string why_not(std::string_view bytes, std::string_view name = "=name") {
  const auto chunk = undump(bytes, name);
  return chunk ? "accepted" : chunk.error().message;
}

std::string with_byte(std::string bytes, size_t at, uint8_t byte) {
  bytes[at] = char(byte);
  return bytes;
}

}  // namespace

TEST_CASE("undump: gives back what was dumped") {
  const std::string bytes = dump(*sample().main, /*strip=*/false);
  const auto chunk = undump(bytes, "=name");
  REQUIRE_MESSAGE(chunk, chunk.error().message);
  CHECK(dump(*chunk->main, /*strip=*/false) == bytes);
  CHECK(chunk->main->source->view() == "@sample.lua");
  CHECK(chunk->main->functions[0]->source->view() == "@sample.lua");
  CHECK(chunk->main->constants[1].integer == int64_t{-1} << 60);
  CHECK(chunk->main->constants[2].number == 2.5);
  CHECK(chunk->main->constants[3].text->size == 300);
  CHECK(chunk->main->functions[0]->upvalues[0].name->view() == "x");
  CHECK(chunk->main->functions[0]->upvalues[0].kind == VariableKind::Const);
  CHECK(line_of(*chunk->main, 8) == 701);
}

TEST_CASE("undump: a stripped chunk has neither names nor lines") {
  const std::string bytes = dump(*sample().main, /*strip=*/true);
  const auto chunk = undump(bytes, "=name");
  REQUIRE_MESSAGE(chunk, chunk.error().message);
  CHECK(dump(*chunk->main, /*strip=*/true) == bytes);
  CHECK(chunk->main->source == nullptr);
  CHECK(chunk->main->line_deltas.empty());
  CHECK(chunk->main->upvalues[0].name == nullptr);
  CHECK(line_of(*chunk->main, 3) == -1);
}

TEST_CASE("undump: bytes after the chunk are ignored, missing ones are not") {
  for (const bool strip : {false, true}) {
    const std::string bytes = dump(*sample().main, strip);
    CHECK(why_not(bytes + "more") == "accepted");
    for (size_t size = 0; size < bytes.size(); ++size)
      CHECK(why_not(bytes.substr(0, size)) == "name: bad binary format (truncated chunk)");
  }
}

TEST_CASE("undump: every part of the header is checked") {
  const std::string bytes = dump(*sample().main, /*strip=*/false);
  const struct {
    size_t at;
    const char* why;
  } cases[] = {{1, "not a binary chunk"},
               {4, "version mismatch"},
               {5, "format mismatch"},
               {6, "corrupted chunk"},
               {11, "corrupted chunk"},
               {12, "Instruction size mismatch"},
               {13, "lua_Integer size mismatch"},
               {14, "lua_Number size mismatch"},
               {15, "integer format mismatch"},
               {30, "float format mismatch"}};
  for (const auto& c : cases)
    CHECK(why_not(with_byte(bytes, c.at, 9)) ==
          std::string("name: bad binary format (") + c.why + ")");
}

TEST_CASE("undump: messages name the chunk") {
  CHECK(why_not("\x1bLu", "@file.lua") == "file.lua: bad binary format (truncated chunk)");
  CHECK(why_not("\x1bXuaX", "\x1bLua") == "binary string: bad binary format (not a binary chunk)");
  CHECK(why_not("\x1bXuaX", "text") == "text: bad binary format (not a binary chunk)");
}

TEST_CASE("undump: lengths and tags are not trusted") {
  const std::string bytes = dump(*sample().main, /*strip=*/false);
  constexpr size_t kSource = 32, kLines = kSource + 1 + 11, kCode = kLines + 5;
  REQUIRE(bytes[kCode] == char(0x80 | 9));
  // Nine instructions become 2^21 - 1, of which the bytes are not there.
  std::string more = bytes;
  more.replace(kCode, 1, std::string("\x7f\x7f\xff", 3));
  CHECK(why_not(more) == "name: bad binary format (truncated chunk)");
  more = bytes;
  more.replace(kCode, 1, std::string("\x0f\x7f\x7f\x7f\xff", 5));
  CHECK(why_not(more) == "name: bad binary format (integer overflow)");
  more = bytes;
  more.replace(kSource, 1, std::string("\x01\x7f\x7f\x7f\x7f\x7f\x7f\xff", 8));
  CHECK(why_not(more) == "name: bad binary format (truncated chunk)");
  const size_t constants = kCode + 1 + 9 * sizeof(Instr);
  REQUIRE(bytes[constants] == char(0x84));
  CHECK(why_not(with_byte(bytes, constants + 1, 0x7f)) ==
        "name: bad binary format (unknown constant tag 127)");
  CHECK(why_not(with_byte(bytes, constants + 2, 0x80)) ==
        "name: bad binary format (bad format for constant string)");
  CHECK(why_not(with_byte(bytes, 31, 7)) ==
        "name: bad binary format (number of upvalues mismatch)");
}

TEST_CASE("undump: code is verified") {
  Chunk chunk = sample();
  chunk.main->code[1] = encode_abx(Op::LoadK, 99, 0);
  CHECK(why_not(dump(*chunk.main, false)) ==
        "name: bad binary format (main function, instruction 2 (LoadK): register 99, of 7)");
}

TEST_CASE("undump: loops of 5.4.4 that break close their own variable") {
  // for k in next, nil, nil, nil do f(function() return k end) break end, as Lua 5.4.4 compiles it
  Chunk chunk = sample();
  Function& f = *chunk.main;
  f.code = {encode_abc(Op::VarArgPrep, 0, 0, 0), encode_abc(Op::LoadNil, 0, 3, 0),
            encode_abx(Op::TForPrep, 0, 1),      encode_sj(Op::Jmp, 2),
            encode_abc(Op::TForCall, 0, 0, 1),   encode_abx(Op::TForLoop, 0, 3),
            encode_abc(Op::Close, 4, 0, 0),      encode_abc(Op::LoadNil, 0, 0, 0),
            encode_abc(Op::Call, 0, 1, 1),       encode_abc(Op::Return, 0, 1, 1)};
  f.line_deltas.clear();
  f.anchors.clear();
  f.locals.clear();
  const auto mended = undump(dump(f, /*strip=*/false), "=name");
  REQUIRE_MESSAGE(mended, mended.error().message);
  CHECK(a_of(mended->main->code[6]) == 0);
  // Another Close is what it says.
  f.code[6] = encode_abc(Op::Close, 3, 0, 0);
  const auto kept = undump(dump(f, /*strip=*/false), "=name");
  REQUIRE_MESSAGE(kept, kept.error().message);
  CHECK(a_of(kept->main->code[6]) == 3);
}
