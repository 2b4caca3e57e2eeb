// The stencils as data: bytes of machine code and the holes in them. Written by tools/stencils from stencils_kernel.cpp when the
// project is built.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bytecode/instruction.hpp"
#include "jit/stencil/variant.hpp"
#include "ops/routines.hpp"

namespace tri::jit {

// What a hole is filled with; see stencils_kernel.cpp. Those behind `slow` are routines by their number.
enum class Hole : uint8_t {
  A,
  B,
  C,
  K,
  UP,
  UB,
  UC,
  SB,
  SC,
  SBX,
  ARGC,
  WANTED,
  COST,
  SHAPE,
  VALUE,
  VALUE_TAG,
  META,
  META_SHAPE,
  INDEX,
  INDEX_TAG,
  HOLDER,
  WORD,
  CODE,
  TARGET,
  NEXT,
  JUMP,
  HANDLER,
  native_anchor,
  native_entered,
  native_left,
  native_poll,
  own_hot,
  own_cold,
  slow,
};
constexpr Hole slow_hole(ops::Slow what) { return Hole(uint8_t(Hole::slow) + uint8_t(what)); }

// How it is filled: 8 bytes, 4 bytes, or 4 bytes that count from themselves.
enum class Patch : uint8_t { Wide, Narrow, Distance };

struct HoleAt {
  uint16_t offset;
  Patch patch;
  Hole what;
  int32_t addend;
};
struct Part {
  uint32_t first_byte, bytes, first_hole, holes;
};
struct Stencil {
  Part hot, cold;
};

extern const unsigned char kStencilBytes[];
extern const HoleAt kStencilHoles[];

// The stencil of an op's variant; nullptr: there is none. `variant` is 2 * Variant, plus 1 for a set k.
const Stencil* stencil_of(bytecode::Op op, uint32_t variant);
// The one that leaves the op to tier 2's handler.
const Stencil* handler_stencil();

}  // namespace tri::jit
