#include "bytecode/listing.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>

using namespace tri::bytecode;

namespace {

std::string listed(const Function& f, bool full) {
  return std::regex_replace(list(f, full), std::regex("0x[0-9a-f]+"), "ADDRESS");
}

// The line of an instruction in a function with the constants, upvalues and functions it may name.
std::string line_for(Instr i, Instr next = 0) {
  TextPool texts;
  Function f;
  f.line_defined = 1;
  f.code = {i, next};
  f.constants = {Constant::nil(), Constant::of(int64_t{-7}), Constant::of(2.0),
                 Constant::of(texts.intern("name"))};
  f.upvalues = {{texts.intern("up"), true, 0, VariableKind::Regular}, {}};
  f.functions.push_back(std::make_unique<Function>());
  const std::string text = listed(f, false);
  const size_t start = text.find("\t1\t[-]\t") + 7;
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

TEST_CASE("listing: header, code and tables") {
  TextPool texts;
  Function f;
  f.source = texts.intern("@dir/a.lua");
  f.is_vararg = true;
  f.code = {encode_abc(Op::VarArgPrep, 0, 0, 0), encode_abx(Op::Closure, 0, 0),
            encode_abc(Op::Return, 0, 1, 1)};
  f.constants = {
      Constant::nil(),
      Constant::boolean(true),
      Constant::of(int64_t{12}),
      Constant::of(1e15),
      Constant::of(0.5),
      Constant::of(texts.intern(std::string_view("\"\\\a\b\f\n\r\t\v\0\x7f\xff~ ", 14)))};
  f.upvalues = {{texts.intern("_ENV"), true, 0, VariableKind::Regular}, {}};
  f.line_deltas = {1, 2, 0};
  f.locals = {{texts.intern("x"), 1, 3}};
  auto inner = std::make_unique<Function>();
  inner->source = f.source;
  inner->line_defined = 3;
  inner->last_line_defined = 5;
  inner->num_params = 1;
  inner->max_stack = 1;
  inner->code = {encode_abc(Op::Return0, 0, 1, 0)};
  f.functions.push_back(std::move(inner));
  CHECK(listed(f, true) == R"(
main <dir/a.lua:0,0> (3 instructions at ADDRESS)
0+ params, 2 slots, 2 upvalues, 1 local, 6 constants, 1 function
	1	[1]	VARARGPREP	0
	2	[3]	CLOSURE  	0 0	; ADDRESS
	3	[3]	RETURN   	0 1 1	; 0 out
constants (6) for ADDRESS:
	0	N	nil
	1	B	true
	2	I	12
	3	F	1e+15
	4	F	0.5
	5	S	"\"\\\a\b\f\n\r\t\v\000\127\255~ "
locals (1) for ADDRESS:
	0	x	2	4
upvalues (2) for ADDRESS:
	0	_ENV	1	0
	1	-	0	0

function <dir/a.lua:3,5> (1 instruction at ADDRESS)
1 param, 1 slot, 0 upvalues, 0 locals, 0 constants, 0 functions
	1	[-]	RETURN0  	
constants (0) for ADDRESS:
locals (0) for ADDRESS:
upvalues (0) for ADDRESS:
)");
}

TEST_CASE("listing: where the code came from") {
  TextPool texts;
  const char* const cases[][2] = {
      {"=stdin", "stdin"}, {"print(1)", "(string)"}, {"\x1bLua", "(bstring)"}, {"", "(string)"}};
  for (const auto& [name, shown] : cases) {
    Function f;
    f.source = texts.intern(name);
    CHECK(listed(f, false).starts_with(std::string("\nmain <") + shown + ":0,0> (0 instr"));
  }
  CHECK(listed(Function{}, false).starts_with("\nmain <?:0,0>"));
}

TEST_CASE("listing: operands and comments") {
  CHECK(line_for(encode_abc(Op::Move, 3, 4, 0)) == "MOVE     \t3 4");
  CHECK(line_for(encode_asbx(Op::LoadF, 3, -65535)) == "LOADF    \t3 -65535");
  CHECK(line_for(encode_abx(Op::LoadKX, 3, 0), encode_ax(Op::ExtraArg, 2)) ==
        "LOADKX   \t3\t; 2.0");
  CHECK(line_for(encode_abc(Op::LoadNil, 1, 2, 0)) == "LOADNIL  \t1 2\t; 3 out");
  CHECK(line_for(encode_abc(Op::GetUpval, 1, 1, 0)) == "GETUPVAL \t1 1\t; -");
  CHECK(line_for(encode_abc(Op::SetTabUp, 0, 3, 1, true)) == "SETTABUP \t0 3 1k\t; up \"name\" -7");
  CHECK(line_for(encode_abc(Op::SetField, 5, 3, 1, false)) == "SETFIELD \t5 3 1\t; \"name\"");
  CHECK(line_for(encode_abc(Op::SetI, 5, 255, 0, true)) == "SETI     \t5 255 0k\t; nil");
  CHECK(line_for(encode_abc(Op::Self, 5, 6, 3, true)) == "SELF     \t5 6 3k\t; \"name\"");
  CHECK(line_for(encode_abc(Op::Self, 5, 6, 3, false)) == "SELF     \t5 6 3");
  CHECK(line_for(encode_abc(Op::NewTable, 0, 3, 10, true), encode_ax(Op::ExtraArg, 2)) ==
        "NEWTABLE \t0 3 10\t; 522");
  CHECK(line_for(encode_abc(Op::AddI, 0, 1, kExcessC - 4)) == "ADDI     \t0 1 -4");
  CHECK(line_for(encode_abc(Op::IDivK, 0, 1, 2)) == "IDIVK    \t0 1 2\t; 2.0");
  CHECK(line_for(encode_abc(Op::MmBin, 0, 1, int(Event::BXor))) == "MMBIN    \t0 1 15\t; __bxor");
  CHECK(line_for(encode_abc(Op::MmBinI, 0, kExcessC - 1, int(Event::Sub), true)) ==
        "MMBINI   \t0 -1 7 1\t; __sub flip");
  CHECK(line_for(encode_abc(Op::MmBinK, 0, 1, int(Event::IDiv))) ==
        "MMBINK   \t0 1 12 0\t; __idiv -7");
  CHECK(line_for(encode_sj(Op::Jmp, -1)) == "JMP      \t-1\t; to 1");
  CHECK(line_for(encode_abc(Op::EqK, 0, 3, 9, true)) == "EQK      \t0 3 1\t; \"name\"");
  CHECK(line_for(encode_abc(Op::GeI, 0, kExcessC + 5, 1)) == "GEI      \t0 5 0");
  CHECK(line_for(encode_abc(Op::Test, 4, 0, 0, true)) == "TEST     \t4 1");
  CHECK(line_for(encode_abc(Op::TestSet, 4, 5, 0)) == "TESTSET  \t4 5 0");
  CHECK(line_for(encode_abc(Op::Call, 0, 0, 1)) == "CALL     \t0 0 1\t; all in 0 out");
  CHECK(line_for(encode_abc(Op::Call, 0, 3, 0)) == "CALL     \t0 3 0\t; 2 in all out");
  CHECK(line_for(encode_abc(Op::TailCall, 0, 0, 2, true)) == "TAILCALL \t0 0 2k\t; -1 in");
  CHECK(line_for(encode_abc(Op::Return, 0, 0, 0, true)) == "RETURN   \t0 0 0k\t; all out");
  CHECK(line_for(encode_abx(Op::ForLoop, 0, 1)) == "FORLOOP  \t0 1\t; to 1");
  CHECK(line_for(encode_abx(Op::ForPrep, 0, 1)) == "FORPREP  \t0 1\t; exit to 4");
  CHECK(line_for(encode_abx(Op::TForPrep, 0, 1)) == "TFORPREP \t0 1\t; to 3");
  CHECK(line_for(encode_abc(Op::TForCall, 0, 0, 2)) == "TFORCALL \t0 2");
  CHECK(line_for(encode_abc(Op::SetList, 0, 2, 50, true), encode_ax(Op::ExtraArg, 1)) ==
        "SETLIST  \t0 2 50\t; 306");
  CHECK(line_for(encode_abc(Op::SetList, 0, 2, 50)) == "SETLIST  \t0 2 50");
  CHECK(line_for(encode_abc(Op::VarArg, 0, 0, 0)) == "VARARG   \t0 0\t; all out");
  CHECK(line_for(encode_ax(Op::ExtraArg, 12)) == "EXTRAARG \t12");
}
