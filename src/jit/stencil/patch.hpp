// How the holes of stencils are filled in: what a relocation of the compiler's asks for (tools/stencils/relocation.hpp), by machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace tri::jit {

enum class Patch : uint8_t {
  // x86-64: 8 bytes, 4 bytes, or 4 bytes that count from themselves.
  Wide,
  Narrow,
  Distance,
  // AArch64: numbers in instructions that add or move them. Moved and Added hold the whole of it; of longer ones each holds some bits, and
  // the last one nothing above its own.
  Added,        // 12 bits
  Moved,        // 16 bits
  MovedSigned,  // -65536 to 65536
  Bits0,
  Bits16,
  Bits16Last,  // of a number of 32 bits, which may be negative
  Bits32Last,
  // An address near the instruction, as its page and its place there.
  Page,
  InPage,
  // Where a jump or a call leads (128 MiB either way), or a branch (1 MiB).
  Jump,
  Call,
  Branch,
};

// An instruction of AArch64 that runs at `address`, with its hole filled in. The value fits: numbers are as small as what they come from
// allows, and targets lie as near as CodeArena promises.
uint32_t filled_instruction(Patch patch, uint32_t instruction, uintptr_t address, int64_t value);

// The eight bytes from a hole on, which lie at `address` when they run, with the hole filled in; those that are not its own stay.
inline uint64_t filled_bytes(Patch patch, uint64_t bytes, uintptr_t address, int64_t value) {
#if defined(__x86_64__)
  constexpr uint64_t kOwn[] = {UINT64_MAX, UINT32_MAX, UINT32_MAX};
  const uint64_t own = kOwn[size_t(patch)];
  value -= patch == Patch::Distance ? int64_t(address) : 0;
  TRI_ASSERT(patch == Patch::Wide || value == int32_t(value) ||
             (patch == Patch::Narrow && value == int64_t(uint32_t(value))));
  return (bytes & ~own) | (uint64_t(value) & own);
#else
  return (bytes & ~uint64_t(UINT32_MAX)) |
         filled_instruction(patch, uint32_t(bytes), address, value);
#endif
}

}  // namespace tri::jit
