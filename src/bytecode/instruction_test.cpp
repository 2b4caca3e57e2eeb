#include "bytecode/instruction.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>

using namespace tri::bytecode;

TEST_CASE("instruction: numbering is that of Lua 5.4") {
  CHECK(kOpCount == 83);
  CHECK(int(Op::Move) == 0);
  CHECK(int(Op::GetTabUp) == 11);
  CHECK(int(Op::Self) == 20);
  CHECK(int(Op::Add) == 34);
  CHECK(int(Op::MmBin) == 46);
  CHECK(int(Op::Jmp) == 56);
  CHECK(int(Op::Call) == 68);
  CHECK(int(Op::ForLoop) == 73);
  CHECK(int(Op::VarArgPrep) == 81);
  CHECK(int(Op::ExtraArg) == 82);
  CHECK(int(Event::Add) == 6);
  CHECK(int(Event::Close) == 24);
  CHECK(std::strcmp(row_of(Op::LFalseSkip).name, "LFalseSkip") == 0);
}

TEST_CASE("instruction: what is encoded is decoded, at the limits of every operand") {
  for (int a : {0, 1, kMaxA}) {
    for (int b : {0, 127, kMaxB})
      for (int c : {0, 128, kMaxC})
        for (bool k : {false, true}) {
          const Instr i = encode_abc(Op::SetField, a, b, c, k);
          CHECK(op_of(i) == Op::SetField);
          CHECK(a_of(i) == a);
          CHECK(b_of(i) == b);
          CHECK(c_of(i) == c);
          CHECK(k_of(i) == k);
          CHECK(sb_of(i) == b - 127);
          CHECK(sc_of(i) == c - 127);
          CHECK(with_a(with_b(with_c(with_k(encode_abc(Op::SetField, 9, 9, 9, !k), k), c), b), a) ==
                i);
        }
    for (int bx : {0, 1, kMaxBx}) {
      const Instr i = encode_abx(Op::LoadK, a, bx);
      CHECK(a_of(i) == a);
      CHECK(bx_of(i) == bx);
      CHECK(with_bx(encode_abx(Op::LoadK, a, 77), bx) == i);
    }
    for (int sbx : {-65535, -1, 0, 65536}) CHECK(sbx_of(encode_asbx(Op::LoadI, a, sbx)) == sbx);
  }
  for (int sj : {-16777215, -1, 0, 16777216}) {
    CHECK(sj_of(encode_sj(Op::Jmp, sj)) == sj);
    CHECK(with_sj(encode_sj(Op::Jmp, 5), sj) == encode_sj(Op::Jmp, sj));
  }
  CHECK(ax_of(encode_ax(Op::ExtraArg, kMaxAx)) == kMaxAx);
  CHECK(with_op(encode_abc(Op::Return0, 3, 1, 0), Op::Return) == encode_abc(Op::Return, 3, 1, 0));
}

TEST_CASE("instruction: words are those of stock Lua") {
  // `return 1`: VARARGPREP 0; LOADI 0 1; RETURN 0 2 1
  CHECK(encode_abc(Op::VarArgPrep, 0, 0, 0) == 0x00000051);
  CHECK(encode_asbx(Op::LoadI, 0, 1) == 0x80000001);
  CHECK(encode_abc(Op::Return, 0, 2, 1) == 0x01020046);
}

TEST_CASE("instruction: jump targets") {
  Instr code[8] = {};
  code[3] = encode_sj(Op::Jmp, -2);
  CHECK(jump_target(code + 3) == code + 2);
  code[3] = encode_abx(Op::ForPrep, 0, 1);
  CHECK(jump_target(code + 3) == code + 6);
  code[3] = encode_abx(Op::TForPrep, 0, 1);
  CHECK(jump_target(code + 3) == code + 5);
  code[3] = encode_abx(Op::ForLoop, 0, 2);
  CHECK(jump_target(code + 3) == code + 2);
  code[3] = encode_abx(Op::TForLoop, 0, 3);
  CHECK(jump_target(code + 3) == code + 1);
}

TEST_CASE("instruction: open lists") {
  CHECK(sets_top(encode_abc(Op::Call, 0, 1, 0)));
  CHECK_FALSE(sets_top(encode_abc(Op::Call, 0, 0, 1)));
  CHECK(sets_top(encode_abc(Op::VarArg, 0, 0, 0)));
  CHECK(sets_top(encode_abc(Op::TailCall, 0, 1, 0)));
  CHECK(uses_top(encode_abc(Op::SetList, 0, 0, 0)));
  CHECK(uses_top(encode_abc(Op::Return, 0, 0, 0)));
  CHECK_FALSE(uses_top(encode_abc(Op::Return, 0, 1, 0)));
  CHECK_FALSE(uses_top(encode_abc(Op::Move, 0, 0, 0)));
}
