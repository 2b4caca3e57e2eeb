#include "jit/stencil/patch.hpp"

#include <doctest/doctest.h>

using tri::jit::filled_bytes;
using tri::jit::filled_instruction;
using tri::jit::Patch;

namespace {

// What the assembler makes of an instruction with nothing in its hole.
constexpr uint32_t kAdd = 0x9100'0288;         // add x8, x20, #0
constexpr uint32_t kMovz = 0x5280'0008;        // movz w8, #0
constexpr uint32_t kMovkHigh = 0x72A0'0008;    // movk w8, #0, lsl #16
constexpr uint32_t kMovkHigher = 0xF2C0'0008;  // movk x8, #0, lsl #32
constexpr uint32_t kJump = 0x1400'0000;        // b .
constexpr uint32_t kCall = 0x9400'0000;        // bl .
constexpr uint32_t kBranch = 0x5400'0001;      // b.ne .
constexpr uint32_t kBranchZero = 0xB400'0019;  // cbz x25, .
constexpr uint32_t kPage = 0x9000'0009;        // adrp x9, .

constexpr uintptr_t kAddress = 0x55'5555'6ABC;

uint32_t filled(Patch patch, uint32_t instruction, int64_t value) {
  return filled_instruction(patch, instruction, kAddress, value);
}
uint32_t filled_by_distance(Patch patch, uint32_t instruction, int64_t distance) {
  return filled(patch, instruction, int64_t(kAddress) + distance);
}

}  // namespace

TEST_CASE("numbers in instructions of AArch64 are those that an assembler makes") {
  CHECK(filled(Patch::Added, kAdd, 4080) == 0x913F'C288);  // add x8, x20, #4080
  CHECK(filled(Patch::InPage, kAdd, 0x55'5555'6FF0) == 0x913F'C288);
  CHECK(filled(Patch::Moved, kMovz, 0x1234) == 0x5282'4688);
  CHECK(filled(Patch::Moved, kMovz, 65535) == 0x529F'FFE8);
  const int64_t address = 0x9ABC'5678'1234;
  CHECK(filled(Patch::Bits0, kMovz, address) == 0x5282'4688);
  CHECK(filled(Patch::Bits16, kMovkHigh, address) == 0x72AA'CF08);
  CHECK(filled(Patch::Bits16Last, kMovkHigh, 0x5678'1234) == 0x72AA'CF08);
  CHECK(filled(Patch::Bits16Last, kMovkHigh, -2) == 0x72BF'FFE8);  // #65535
  CHECK(filled(Patch::Bits32Last, kMovkHigher, address) == 0xF2D3'5788);
}

TEST_CASE("a signed number is moved by the instruction that has room for it") {
  CHECK(filled(Patch::MovedSigned, kMovz, 0x1234) == 0x5282'4688);
  CHECK(filled(Patch::MovedSigned, kMovz, -1) == 0x1280'0008);      // movn w8, #0
  CHECK(filled(Patch::MovedSigned, kMovz, -65536) == 0x129F'FFE8);  // movn w8, #65535
  CHECK(filled(Patch::MovedSigned, kMovz, 65535) == 0x529F'FFE8);
  CHECK(filled(Patch::MovedSigned, kMovz, 65536) == 0x52A0'0028);  // movz w8, #1, lsl #16
}

TEST_CASE("jumps, calls and branches of AArch64 reach as far as they can, both ways") {
  CHECK(filled_by_distance(Patch::Jump, kJump, 4) == 0x1400'0001);
  CHECK(filled_by_distance(Patch::Jump, kJump, -8) == 0x17FF'FFFE);
  CHECK(filled_by_distance(Patch::Jump, kJump, -0x800'0000) == 0x1600'0000);
  CHECK(filled_by_distance(Patch::Call, kCall, 0x7FF'FFFC) == 0x95FF'FFFF);
  CHECK(filled_by_distance(Patch::Branch, kBranch, 0xF'FFFC) == 0x547F'FFE1);
  CHECK(filled_by_distance(Patch::Branch, kBranchZero, -0x10'0000) == 0xB480'0019);
  // Pages are counted from the one that the instruction lies in.
  CHECK(filled_by_distance(Patch::Page, kPage, 0x1234'5000) == 0xB009'1A29);
  CHECK(filled_by_distance(Patch::Page, kPage, -0xABD) == 0xF0FF'FFE9);
  CHECK(filled_by_distance(Patch::Page, kPage, -0xABC) == kPage);
}

#if defined(__x86_64__)
TEST_CASE("holes of x86-64 are bytes, and those behind them stay") {
  const uint64_t around = 0x1122'3344'5566'7788;
  CHECK(filled_bytes(Patch::Narrow, around, kAddress, -2) == 0x1122'3344'FFFF'FFFE);
  CHECK(filled_bytes(Patch::Narrow, around, kAddress, 0xFFFF'FFFE) == 0x1122'3344'FFFF'FFFE);
  CHECK(filled_bytes(Patch::Distance, around, kAddress, int64_t(kAddress) - 0x102) ==
        0x1122'3344'FFFF'FEFE);
  CHECK(filled_bytes(Patch::Wide, around, kAddress, 0x0102'0304'0506'0708) ==
        0x0102'0304'0506'0708);
}
#endif
