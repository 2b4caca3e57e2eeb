#include "bytecode/verifier.hpp"

#include <doctest/doctest.h>

#include <climits>
#include <string>
#include <vector>

using namespace tri::bytecode;

namespace {

Instr abc(Op op, int a, int b = 0, int c = 0, bool k = false) { return encode_abc(op, a, b, c, k); }
Instr abx(Op op, int a, int bx) { return encode_abx(op, a, bx); }
Instr loadi(int a) { return encode_asbx(Op::LoadI, a, 1); }
Instr jmp(int by) { return encode_sj(Op::Jmp, by); }
Instr mm(Op op, int a, int b, Event event) { return encode_abc(op, a, b, int(event)); }

const Instr kReturn = abc(Op::Return0, 0, 1);
const Instr kClosing = abc(Op::Return, 0, 1, 0, true);
const Instr kExtra = encode_ax(Op::ExtraArg, 0);

// A function of ten registers and no parameters; its constants are nil, 7, 0.5, "short" and a long string, it has two
// upvalues and four functions: of no upvalues, capturing register 0, capturing register 5, taking the outer upvalue 1.
struct Sample {
  Chunk chunk;
  Function& f;

  explicit Sample(std::vector<Instr> code = {kReturn}) : f(*make()) {
    f.code = std::move(code);
    f.max_stack = 10;
    f.constants = {Constant::nil(), Constant::of(int64_t{7}), Constant::of(0.5), string("short"),
                   string(std::string(41, 'x'))};
    f.upvalues.resize(2);
    for (int inner = 0; inner < 4; ++inner) {
      f.functions.push_back(std::make_unique<Function>());
      Function& g = *f.functions.back();
      g.line_defined = 10 + inner;
      g.code = {kReturn};
      if (inner == 1 || inner == 2) g.upvalues = {{nullptr, true, uint8_t(inner == 1 ? 0 : 5), {}}};
      if (inner == 3) g.upvalues = {{nullptr, false, 1, {}}};
    }
  }
  Function* make() {
    chunk.main = std::make_unique<Function>();
    return chunk.main.get();
  }
  Constant string(std::string_view bytes) { return Constant::of(chunk.texts.intern(bytes)); }

  std::string verdict() const {
    const auto verified = verify(f);
    return verified ? "sound" : verified.error().message;
  }
};

std::string verdict(std::vector<Instr> code) { return Sample(std::move(code)).verdict(); }

// What is said behind "main function, instruction N (Op): ".
std::string verdict_at(int instruction, std::vector<Instr> code) {
  const std::string said = verdict(std::move(code));
  const std::string place = "main function, instruction " + std::to_string(instruction) + " (";
  if (!said.starts_with(place)) return said;
  return said.substr(said.find("): ") + 3);
}

}  // namespace

TEST_CASE("verifier: sound code passes") {
  CHECK(verdict({kReturn}) == "sound");
  CHECK(verdict({loadi(9), abc(Op::Return1, 9, 2), kReturn}) == "sound");
  // for i = r0, r1, r2 do local _ = i end
  CHECK(verdict({loadi(0), loadi(1), loadi(2), abx(Op::ForPrep, 0, 1), abc(Op::Move, 4, 3),
                 abx(Op::ForLoop, 0, 2), kReturn}) == "sound");
  // for k, v in r0, r1, r2, r3 do end
  CHECK(verdict({abc(Op::LoadNil, 0, 3), abx(Op::TForPrep, 0, 1), abc(Op::Move, 6, 4),
                 abc(Op::TForCall, 0, 0, 2), abx(Op::TForLoop, 0, 3), abc(Op::Close, 0),
                 kReturn}) == "sound");
  // local x = 1; while x < 1 do x = x + 1; f = function() return x end end
  CHECK(verdict({loadi(0), abc(Op::LtI, 0, kExcessC + 1, 0), jmp(5),
                 abc(Op::AddI, 0, 0, kExcessC + 1), mm(Op::MmBinI, 0, kExcessC + 1, Event::Add),
                 abx(Op::Closure, 1, 1), abc(Op::SetTabUp, 0, 3, 1), jmp(-7), kClosing}) ==
        "sound");
  // return { f(...) }, the items being all that f returns
  CHECK(verdict({abc(Op::NewTable, 0), kExtra, abc(Op::GetUpval, 1, 0), abc(Op::Call, 1, 1, 0),
                 abc(Op::SetList, 0, 0, 0), abc(Op::Return, 0, 2), kReturn}) == "sound");
  CHECK(verdict({loadi(0), abc(Op::LoadNil, 1, 0), abc(Op::TestSet, 2, 0), jmp(1),
                 abc(Op::Move, 2, 1), abc(Op::TailCall, 2, 1, 0), abc(Op::Return, 2, 0, 0),
                 kReturn}) == "sound");
}

TEST_CASE("verifier: operands are in range") {
  CHECK(verdict_at(1, {loadi(10), kReturn}) == "register 10, of 10");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Move, 0, 200), kReturn}) == "register 200, of 10");
  CHECK(verdict_at(1, {abx(Op::LoadK, 0, 5), kReturn}) == "constant 5, of 5");
  CHECK(verdict_at(1, {abc(Op::LoadKX, 0), encode_ax(Op::ExtraArg, 1 << 20), kReturn}) ==
        "constant 1048576, of 5");
  CHECK(verdict_at(1, {abc(Op::GetUpval, 0, 2), kReturn}) == "upvalue 2, of 2");
  CHECK(verdict_at(1, {abx(Op::Closure, 0, 4), kReturn}) == "function 4, of 4");
  CHECK(verdict_at(1, {abc(Op::LoadNil, 5, 5), kReturn}) == "register 10, of 10");
  CHECK(verdict_at(2, {loadi(9), abc(Op::Self, 9, 9, 3, true), kReturn}) == "register 10, of 10");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abc(Op::Call, 8, 3, 1), kReturn}) ==
        "register 10, of 10");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abc(Op::Call, 8, 1, 4), kReturn}) ==
        "register 10, of 10");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abc(Op::Return, 8, 4), kReturn}) ==
        "register 10, of 10");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abc(Op::Concat, 7, 4), kReturn}) ==
        "register 10, of 10");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abc(Op::Concat, 7, 1), kReturn}) ==
        "fewer than two operands");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abx(Op::ForPrep, 7, 0), abx(Op::ForLoop, 7, 1),
                       kReturn}) == "register 10, of 10");
  CHECK(verdict_at(3, {abc(Op::LoadNil, 0, 9), abx(Op::TForPrep, 4, 0), abc(Op::TForCall, 4, 0, 1),
                       abx(Op::TForLoop, 4, 2), kReturn}) == "register 10, of 10");
  CHECK(verdict_at(1, {Instr(kOpCount), kReturn}) == "main function, instruction 1: unknown op 83");
}

TEST_CASE("verifier: constants are of the right kind") {
  CHECK(verdict_at(2, {loadi(0), abc(Op::GetField, 0, 0, 1), kReturn}) ==
        "constant is not a field name");
  CHECK(verdict_at(2, {loadi(0), abc(Op::GetField, 0, 0, 4), kReturn}) ==
        "constant is not a field name");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Self, 0, 0, 4, true), kReturn}) == "sound");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Self, 0, 0, 1, true), kReturn}) ==
        "constant is not a string");
  CHECK(verdict_at(2, {loadi(0), abc(Op::AddK, 0, 0, 3), mm(Op::MmBinK, 0, 3, Event::Add),
                       kReturn}) == "constant is not a number");
  CHECK(verdict_at(2, {loadi(0), abc(Op::BAndK, 0, 0, 2), mm(Op::MmBinK, 0, 2, Event::BAnd),
                       kReturn}) == "constant is not an integer");
}

TEST_CASE("verifier: instructions that belong together stand together") {
  CHECK(verdict_at(2, {loadi(0), abc(Op::Test, 0), kReturn}) == "no jump follows the test");
  CHECK(verdict_at(1, {abc(Op::NewTable, 0), kReturn}) == "no ExtraArg follows");
  CHECK(verdict_at(1, {kExtra, kReturn}) == "nobody takes the ExtraArg");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Add, 0, 0, 0), kReturn}) ==
        "no call of the operator's metamethod follows");
  CHECK(verdict_at(2, {loadi(0), mm(Op::MmBin, 0, 0, Event::Add), kReturn}) ==
        "no operator before the metamethod call");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Add, 0, 0, 0), mm(Op::MmBin, 0, 0, Event::Sub),
                       kReturn}) == "the metamethod call is another operator's");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Add, 0, 0, 0), mm(Op::MmBin, 0, 1, Event::Add),
                       kReturn}) == "the metamethod call has another operand");
  CHECK(verdict_at(2, {loadi(0), abc(Op::AddI, 0, 0, kExcessC + 3),
                       mm(Op::MmBinI, 0, kExcessC + 2, Event::Add), kReturn}) ==
        "the metamethod call has another operand");
  CHECK(verdict_at(3, {loadi(0), jmp(1), abc(Op::AddI, 0, 0, kExcessC - 3),
                       mm(Op::MmBinI, 0, kExcessC + 3, Event::Shl), kReturn}) ==
        "the metamethod call is another operator's");
  CHECK(verdict_at(2, {loadi(0), jmp(1), abc(Op::Test, 0), jmp(0), kReturn}) ==
        "jumps between instructions that belong together");
  CHECK(verdict_at(1, {abc(Op::LFalseSkip, 0), loadi(0), kReturn}) == "sound");
  CHECK(verdict_at(1, {abc(Op::LFalseSkip, 0), abc(Op::NewTable, 0), kExtra, kReturn}) ==
        "jumps between instructions that belong together");
  CHECK(verdict_at(1, {abc(Op::LFalseSkip, 0), kReturn}) == "skips past the end");
  CHECK(verdict_at(3, {abc(Op::LoadNil, 0, 9), jmp(0), abc(Op::TForCall, 0, 0, 1), kReturn}) ==
        "no TForLoop of the same loop follows");
  CHECK(verdict_at(2, {abc(Op::LoadNil, 0, 9), abx(Op::TForLoop, 0, 1), kReturn}) ==
        "no TForCall before the TForLoop");
}

TEST_CASE("verifier: jumps stay in the code, and the code ends") {
  CHECK(verdict_at(1, {jmp(1), kReturn}) == "jumps out of the code");
  CHECK(verdict_at(1, {jmp(-2), kReturn}) == "jumps out of the code");
  CHECK(verdict_at(1, {jmp(kExcessJ), kReturn}) == "jumps out of the code");
  CHECK(verdict({}) == "main function: no code");
  CHECK(verdict_at(1, {loadi(0)}) == "runs past the end of the code");
  CHECK(verdict_at(2, {kReturn, loadi(0)}) == "sound");  // never gets there
  CHECK(verdict_at(2, {loadi(0), abc(Op::Test, 0), jmp(-3)}) == "runs past the end of the code");
}

TEST_CASE("verifier: the parts of a loop agree") {
  const Instr init = abc(Op::LoadNil, 0, 9);
  CHECK(verdict_at(2, {init, abx(Op::ForPrep, 0, 0), abx(Op::ForLoop, 1, 1), kReturn}) ==
        "the parts of the loop do not agree");
  CHECK(verdict_at(2, {init, abx(Op::ForPrep, 0, 0), abx(Op::ForLoop, 0, 2), kReturn}) ==
        "the parts of the loop do not agree");
  CHECK(verdict_at(2, {init, abx(Op::ForPrep, 0, 0), loadi(0), kReturn}) ==
        "the parts of the loop do not agree");
  CHECK(verdict_at(2, {init, abx(Op::ForLoop, 0, 1), kReturn}) ==
        "the parts of the loop do not agree");
  CHECK(verdict_at(2, {init, abx(Op::TForPrep, 0, 2), abc(Op::TForCall, 0, 0, 1),
                       abx(Op::TForLoop, 0, 2), kClosing}) == "the parts of the loop do not agree");
}

TEST_CASE("verifier: vararg functions say so everywhere") {
  Sample s({abc(Op::VarArgPrep, 0), abc(Op::VarArg, 0, 0, 2), abc(Op::Return, 0, 2, 1)});
  s.f.is_vararg = true;
  CHECK(s.verdict() == "sound");
  s.f.code[2] = abc(Op::Return, 0, 2, 0);
  CHECK(s.verdict() ==
        "main function, instruction 3 (Return): the return does not agree with the function being "
        "vararg");
  s.f.code[2] = abc(Op::Return1, 0, 2);
  CHECK(s.verdict() ==
        "main function, instruction 3 (Return1): this return cannot leave a vararg function");
  s.f.code = {abc(Op::VarArgPrep, 1), abc(Op::Return, 0, 1, 1)};
  CHECK(s.verdict() ==
        "main function, instruction 1 (VarArgPrep): not the start of this vararg function");
  s.f.code = {kReturn};
  CHECK(s.verdict() == "main function: VarArgPrep does not agree with the function being vararg");
  CHECK(verdict({abc(Op::VarArgPrep, 0), kReturn}) ==
        "main function: VarArgPrep does not agree with the function being vararg");
  CHECK(verdict_at(1, {abc(Op::VarArg, 0, 0, 2), kReturn}) == "not in a vararg function");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Return, 0, 2, 1), kReturn}) ==
        "the return does not agree with the function being vararg");
}

TEST_CASE("verifier: registers are written before they are read") {
  CHECK(verdict_at(1, {abc(Op::Move, 0, 1), kReturn}) ==
        "register 1 is read but not written on every path");
  CHECK(verdict_at(5, {loadi(0), abc(Op::Test, 0), jmp(1), loadi(1), abc(Op::Move, 2, 1),
                       kReturn}) == "register 1 is read but not written on every path");
  CHECK(verdict_at(2, {loadi(0), abc(Op::SetI, 0, 1, 3), kReturn}) ==
        "register 3 is read but not written on every path");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Call, 0, 2, 1), kReturn}) ==
        "register 1 is read but not written on every path");
  CHECK(verdict_at(2, {loadi(0), abc(Op::Return, 0, 3), kReturn}) ==
        "register 1 is read but not written on every path");
  // A call ends the life of what lies above it, an object as well.
  CHECK(verdict_at(3, {abc(Op::LoadNil, 0, 5), abc(Op::Call, 1, 1, 1), abc(Op::Move, 0, 4),
                       kReturn}) == "register 4 is read but not written on every path");
  CHECK(verdict_at(4, {abc(Op::LoadNil, 0, 5), abc(Op::NewTable, 1), kExtra, abc(Op::Move, 0, 4),
                       kReturn}) == "register 4 is read but not written on every path");
  CHECK(verdict_at(3, {abc(Op::LoadNil, 0, 5), abx(Op::Closure, 1, 0), abc(Op::Move, 0, 4),
                       kReturn}) == "register 4 is read but not written on every path");
  // Parameters are.
  Sample s({abc(Op::Move, 0, 1), kReturn});
  s.f.num_params = 2;
  CHECK(s.verdict() == "sound");
}

TEST_CASE("verifier: a test that sets writes only where it jumps") {
  CHECK(verdict({loadi(0), abc(Op::TestSet, 1, 0), jmp(1), loadi(1), abc(Op::Move, 2, 1),
                 kReturn}) == "sound");
  CHECK(verdict_at(4, {loadi(0), abc(Op::TestSet, 1, 0), jmp(1), abc(Op::Move, 2, 1), kReturn}) ==
        "register 1 is read but not written on every path");
}

TEST_CASE("verifier: open lists of values") {
  const Instr nils = abc(Op::LoadNil, 0, 5);
  CHECK(verdict_at(2, {nils, abc(Op::Call, 2, 1, 0), loadi(0), kReturn}) ==
        "nobody takes the open list of values");
  CHECK(verdict_at(2, {nils, abc(Op::Call, 2, 0, 1), kReturn}) == "no open list of values before");
  CHECK(verdict_at(3, {nils, abc(Op::Call, 2, 1, 0), abc(Op::Call, 2, 0, 1), kReturn}) ==
        "the open list begins below these operands");
  CHECK(verdict_at(3, {nils, abc(Op::Call, 5, 1, 0), abc(Op::Return, 1, 0), kReturn}) == "sound");
  CHECK(verdict_at(3, {nils, abc(Op::Call, 2, 1, 0), abc(Op::Return, 3, 0), kReturn}) ==
        "the open list begins below these operands");
  CHECK(verdict_at(3, {nils, jmp(1), abc(Op::Call, 2, 1, 0), abc(Op::Return, 2, 0), kReturn}) ==
        "main function, instruction 2 (Jmp): jumps between instructions that belong together");
  CHECK(verdict_at(2, {nils, abc(Op::TailCall, 2, 1), kReturn}) ==
        "nobody takes the open list of values");
  CHECK(verdict_at(2, {nils, abc(Op::TailCall, 2, 1), abc(Op::Return, 3, 0), kReturn}) ==
        "no return of its results follows");
}

TEST_CASE("verifier: SetList fills the table of its constructor") {
  CHECK(verdict_at(3, {loadi(0), loadi(1), abc(Op::SetList, 0, 1), kReturn}) ==
        "no table was made for these items on every path");
  CHECK(verdict_at(5, {abc(Op::NewTable, 0), kExtra, loadi(0), loadi(1), abc(Op::SetList, 0, 1),
                       kReturn}) == "no table was made for these items on every path");
  CHECK(verdict_at(7, {loadi(0), abc(Op::Test, 0), jmp(2), abc(Op::NewTable, 0), kExtra, loadi(1),
                       abc(Op::SetList, 0, 1), kReturn}) ==
        "no table was made for these items on every path");
  CHECK(verdict_at(5, {abc(Op::NewTable, 0), kExtra, abx(Op::Closure, 1, 1), abc(Op::Move, 1, 1),
                       abc(Op::SetList, 0, 1), kClosing}) ==
        "no table was made for these items on every path");
  CHECK(verdict_at(1, {abc(Op::NewTable, 0, 30), kExtra, kReturn}) ==
        "a table of more fields than the code can make");
  CHECK(verdict_at(1, {abc(Op::NewTable, 0, 0, 255, true), encode_ax(Op::ExtraArg, 10), kReturn}) ==
        "a table of more items than the code can make");
}

TEST_CASE("verifier: hidden registers of a loop stay hidden") {
  const Instr nils = abc(Op::LoadNil, 0, 2);
  CHECK(verdict_at(3, {nils, abx(Op::ForPrep, 0, 1), abc(Op::Move, 4, 1), abx(Op::ForLoop, 0, 2),
                       kReturn}) == "register 1 is read but not written on every path");
  CHECK(verdict_at(4, {nils, abx(Op::ForPrep, 0, 1), loadi(2), abx(Op::ForLoop, 0, 2), kReturn}) ==
        "the loop was not prepared on every path");
  CHECK(verdict_at(4, {nils, abx(Op::ForPrep, 0, 1), abx(Op::Closure, 2, 0), abx(Op::ForLoop, 0, 2),
                       kReturn}) == "the loop was not prepared on every path");
  // into the loop from outside
  CHECK(verdict_at(6, {nils, abc(Op::Test, 0), jmp(1), abx(Op::ForPrep, 0, 1), loadi(4),
                       abx(Op::ForLoop, 0, 2), kReturn}) ==
        "the loop was not prepared on every path");
  CHECK(verdict_at(3, {nils, abx(Op::Closure, 3, 1), abx(Op::ForPrep, 0, 0), abx(Op::ForLoop, 0, 1),
                       kClosing}) == "a loop's hidden register is captured");
}

TEST_CASE("verifier: captured registers are closed in time") {
  const Instr capture = abx(Op::Closure, 6, 2);  // of register 5
  CHECK(verdict_at(3, {loadi(5), capture, kReturn}) ==
        "leaves without closing captured or to-be-closed registers");
  CHECK(verdict_at(3, {loadi(5), capture, kClosing}) == "sound");
  CHECK(verdict_at(4, {loadi(5), capture, abc(Op::Close, 5), kReturn}) == "sound");
  CHECK(verdict_at(4, {loadi(5), capture, abc(Op::Close, 6), kReturn}) ==
        "leaves without closing captured or to-be-closed registers");
  CHECK(verdict_at(4, {loadi(5), capture, abc(Op::GetUpval, 4, 0), abc(Op::Call, 4, 1, 1),
                       kClosing}) == "a captured or to-be-closed register may still be open here");
  CHECK(verdict_at(3, {loadi(5), capture, abc(Op::NewTable, 4), kExtra, kClosing}) ==
        "a captured or to-be-closed register may still be open here");
  CHECK(verdict_at(1, {capture, kClosing}) == "register 5 is read but not written on every path");
  // on one path only
  CHECK(verdict_at(5, {loadi(5), abc(Op::Test, 5), jmp(1), capture, kReturn}) ==
        "leaves without closing captured or to-be-closed registers");
  CHECK(verdict_at(3, {abc(Op::LoadNil, 0, 5), capture, abc(Op::TailCall, 0, 1),
                       abc(Op::Return, 0, 0), kReturn}) ==
        "leaves without closing captured or to-be-closed registers");
}

TEST_CASE("verifier: to-be-closed registers are marked once and not overwritten") {
  CHECK(verdict({loadi(5), abc(Op::Tbc, 5), kClosing}) == "sound");
  CHECK(verdict_at(1, {abc(Op::Tbc, 5), kClosing}) ==
        "register 5 is read but not written on every path");
  CHECK(verdict_at(3, {loadi(5), abc(Op::Tbc, 5), loadi(5), kClosing}) ==
        "a to-be-closed register is written");
  CHECK(verdict_at(4, {loadi(5), loadi(4), abc(Op::Tbc, 5), abc(Op::Tbc, 4), kClosing}) ==
        "a to-be-closed register may still be open here");
  CHECK(verdict_at(2, {loadi(5), abc(Op::Tbc, 5), jmp(-2), kClosing}) ==
        "a to-be-closed register may still be open here");
  CHECK(verdict_at(4, {abc(Op::LoadNil, 0, 5), abc(Op::Tbc, 0), abc(Op::Move, 1, 2),
                       abc(Op::TailCall, 1, 1, 0, true), abc(Op::Return, 1, 0), kReturn}) ==
        "a to-be-closed register is not closed by a tail call");
}

TEST_CASE("verifier: what inner functions capture exists") {
  Sample s;
  s.f.functions[1]->upvalues[0].index = 10;
  CHECK(s.verdict() == "function at line 11: captured register 10, of 10");
  Sample t;
  t.f.functions[3]->upvalues[0].index = 2;
  CHECK(t.verdict() == "function at line 13: captured upvalue 2, of 2");
  Sample u;
  u.f.functions[0]->code = {loadi(2), kReturn};
  CHECK(u.verdict() == "function at line 10, instruction 1 (LoadI): register 2, of 2");
}

TEST_CASE("verifier: a method name in a register was loaded just before") {
  CHECK(verdict({loadi(0), abx(Op::LoadK, 1, 3), abc(Op::Self, 0, 0, 1), kReturn}) == "sound");
  CHECK(verdict({loadi(0), abc(Op::LoadKX, 1), encode_ax(Op::ExtraArg, 3), abc(Op::Self, 0, 0, 1),
                 kReturn}) == "sound");
  CHECK(verdict_at(3, {loadi(0), abx(Op::LoadK, 1, 1), abc(Op::Self, 0, 0, 1), kReturn}) ==
        "constant is not a string");
  CHECK(verdict_at(3, {loadi(0), abx(Op::LoadK, 2, 3), abc(Op::Self, 0, 0, 1), kReturn}) ==
        "the method name is in another register");
  CHECK(verdict_at(3, {loadi(0), loadi(1), abc(Op::Self, 0, 0, 1), kReturn}) ==
        "no method name before");
}

TEST_CASE("verifier: debug information") {
  Sample s({loadi(0), kReturn});
  const Text* name = s.chunk.texts.intern("name");
  s.f.line_deltas = {1, 1};
  CHECK(s.verdict() == "sound");
  s.f.line_deltas = {1};
  CHECK(s.verdict() == "main function: lines for other code");
  s.f.line_deltas = {1, kAnchoredLine};
  CHECK(s.verdict() == "main function: an anchored line without its anchor");
  s.f.anchors = {{1, 700}};
  CHECK(s.verdict() == "sound");
  s.f.anchors = {{1, 700}, {1, 700}};
  CHECK(s.verdict() == "main function: more anchors than anchored lines");
  s.f.anchors = {{0, 700}};
  CHECK(s.verdict() == "main function: an anchored line without its anchor");
  s.f.line_deltas = {-1, 1};
  s.f.anchors.clear();
  CHECK(s.verdict() == "main function: a line that cannot be");
  s.f.line_deltas = {kAnchoredLine, 1};
  s.f.anchors = {{0, INT_MAX}};
  CHECK(s.verdict() == "main function: a line that cannot be");
  s.f.line_deltas.clear();
  CHECK(s.verdict() == "main function: anchors without lines");
  s.f.anchors.clear();
  s.f.locals = {{name, 0, 2}, {name, 1, 2}};
  CHECK(s.verdict() == "sound");
  s.f.locals = {{name, 1, 2}, {name, 0, 2}};
  CHECK(s.verdict() == "main function: a variable's scope is out of order");
  s.f.locals = {{name, 0, 3}};
  CHECK(s.verdict() == "main function: a variable's scope is out of order");
  s.f.locals = {{nullptr, 0, 2}};
  CHECK(s.verdict() == "main function: a variable without a name");
  s.f.locals.assign(11, {name, 0, 2});
  CHECK(s.verdict() == "main function: more variables than registers");
}

TEST_CASE("verifier: work is bounded") {
  // A chain of jumps that takes away one register at a time from a long loop: accepted or not, it must end soon.
  std::vector<Instr> code{abc(Op::LoadNil, 0, 9)};
  for (int i = 0; i < 20000; ++i) code.insert(code.end(), {abc(Op::Test, i % 10), jmp(0)});
  code.push_back(jmp(-int(code.size())));
  code.push_back(kReturn);
  CHECK(verdict(code) == "sound");
}
