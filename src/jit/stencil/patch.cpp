#include "jit/stencil/patch.hpp"

namespace tri::jit {
namespace {

bool fits_unsigned(int64_t value, int bits) { return uint64_t(value) >> bits == 0; }
bool fits_signed(int64_t value, int bits) {
  return value >> (bits - 1) == 0 || value >> (bits - 1) == -1;
}

// ---- AArch64
//
//  31     22 21            10 9    5 4    0      31   23 22 21 20           5 4    0
// ┌─────────┬────────────────┬──────┬──────┐    ┌───────┬─────┬──────────────┬──────┐
// │   add   │     number     │  Rn  │  Rd  │    │  mov  │ hw  │    number    │  Rd  │   hw: times 16 bits
// └─────────┴────────────────┴──────┴──────┘    └───────┴─────┴──────────────┴──────┘
//  31  30 29 28   24 23             5 4    0     31    26 25                        0
// ┌──┬─────┬────────┬────────────────┬──────┐   ┌────────┬───────────────────────────┐
// │  │ low │  adrp  │      high      │  Rd  │   │  b bl  │          distance         │   in instructions
// └──┴─────┴────────┴────────────────┴──────┘   └────────┴───────────────────────────┘
//  31             24 23             5 4    0
// ┌─────────────────┬────────────────┬──────┐
// │  b.cond cbz     │    distance    │      │
// └─────────────────┴────────────────┴──────┘

constexpr uint32_t kMovz = 0x5280'0000, kMovn = 0x1280'0000, kKindOfMov = 0x7F80'0000;

// Puts `bits` low bits of the value into the instruction, from bit `at` on.
void put(uint32_t* instruction, int64_t value, int at, int bits) {
  const uint32_t mask = (uint32_t(1) << bits) - 1;
  *instruction = (*instruction & ~(mask << at)) | (uint32_t(value) & mask) << at;
}

// movz, or movn of what is not in the number.
void put_signed(uint32_t* instruction, int64_t value) {
  TRI_CHECK(value >= -65536 && value <= 65536);
  const bool is_negative = value < 0;
  *instruction = (*instruction & ~kKindOfMov) | (is_negative ? kMovn : kMovz);
  const bool is_shifted = value == 65536;
  put(instruction, is_shifted ? 1 : 0, 21, 2);
  put(instruction, is_shifted ? 1 : is_negative ? ~value : value, 5, 16);
}

void put_distance(uint32_t* instruction, int64_t distance, int at, int bits) {
  TRI_CHECK(distance % 4 == 0 && fits_signed(distance / 4, bits));
  put(instruction, distance / 4, at, bits);
}

void put_page(uint32_t* instruction, uintptr_t address, int64_t value) {
  const int64_t pages = (value >> 12) - int64_t(address >> 12);
  TRI_CHECK(fits_signed(pages, 21));
  put(instruction, pages, 29, 2);
  put(instruction, pages >> 2, 5, 19);
}

}  // namespace

uint32_t filled_instruction(Patch patch, uint32_t instruction, uintptr_t address, int64_t value) {
  const int64_t distance = value - int64_t(address);
  switch (patch) {
    case Patch::Added: TRI_CHECK(fits_unsigned(value, 12)); [[fallthrough]];
    case Patch::InPage: put(&instruction, value, 10, 12); break;
    case Patch::Moved: TRI_CHECK(fits_unsigned(value, 16)); [[fallthrough]];
    case Patch::Bits0: put(&instruction, value, 5, 16); break;
    case Patch::MovedSigned: put_signed(&instruction, value); break;
    case Patch::Bits16Last:
      TRI_CHECK(fits_unsigned(value, 32) || fits_signed(value, 32));
      [[fallthrough]];
    case Patch::Bits16: put(&instruction, value >> 16, 5, 16); break;
    case Patch::Bits32Last:
      TRI_CHECK(fits_unsigned(value, 48));
      put(&instruction, value >> 32, 5, 16);
      break;
    case Patch::Page: put_page(&instruction, address, value); break;
    case Patch::Jump:
    case Patch::Call: put_distance(&instruction, distance, 0, 26); break;
    case Patch::Branch: put_distance(&instruction, distance, 5, 19); break;
    case Patch::Wide:
    case Patch::Narrow:
    case Patch::Distance: TRI_UNREACHABLE();
  }
  return instruction;
}

}  // namespace tri::jit
