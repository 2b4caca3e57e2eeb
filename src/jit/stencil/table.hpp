// The stencils as data: bytes of machine code and the holes in them. Written by tools/stencils from stencils_kernel.cpp when the
// project is built.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bytecode/instruction.hpp"
#include "jit/stencil/patch.hpp"
#include "jit/stencil/variant.hpp"
#include "ops/routines.hpp"

namespace tri::jit {

// What a hole is filled with; see stencils_kernel.cpp. Those behind `slow` are tier 2's ways to routines by their number, and behind these
// the routines themselves.
enum class Hole : uint8_t {
  // What few stencils have, or what takes some finding out.
  K,
  UP,
  COST,
  SHAPE,
  VALUE,
  VALUE_TAG,
  META,
  META_SHAPE,
  INDEX,
  INDEX_TAG,
  HOLDER,
  CARRIED,
  CARRIED_TAG,
  LOOP,
  TARGET,
  JUMP,
  DONE,
  OTHER,
  HANDLER,
  CALLEE,
  FRAME,
  ENTRY_COST,
  CONSTANTS,
  CALL,
  // What follows from the instruction and from where the code lies.
  A,
  B,
  C,
  UB,
  UC,
  SB,
  SC,
  SBX,
  LENGTH,
  END,
  WANTED,
  WORD,
  CODE,
  NEXT,
  SLOT,
  NUMBER,
  own_hot,
  own_cold,
  // What is the same in all functions.
  native_anchor,
  native_entered,
  native_poll,
  native_ended,
  native_called,
  native_warm,
  native_left,
  native_failed,
  slow,
};
constexpr Hole slow_hole(ops::Slow what) { return Hole(uint8_t(Hole::slow) + uint8_t(what)); }
constexpr Hole routine_hole(ops::Slow what) {
  return Hole(uint8_t(Hole::slow) + ops::kSlowCount + uint8_t(what));
}
static_assert(uint8_t(Hole::slow) + 2 * ops::kSlowCount <= UINT8_MAX);

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
  uint16_t versions[2];  // their numbers for CPU levels 2 and 3; 0: itself
};

// Bytes are copied so many at once: as many behind the last one may be read.
inline constexpr size_t kCopied = 32;
extern const unsigned char kStencilBytes[];
extern const HoleAt kStencilHoles[];

// The stencil of an op's variant (variant_number); nullptr: there is none.
const Stencil* stencil_of(bytecode::Op op, uint32_t variant);
// The one of an operation on registers; 0 where it has no d or no s. nullptr: it has others than these.
const Stencil* stencil_of(RegisterOp op, int d, int s);
// The one of a part of a call in line. end: of several, the one that goes on behind the call.
const Stencil* stencil_of(InlinedPart part, bool end = false, bool metered = false);
const Stencil* version_of(uint16_t number);
// The stencil as it is for a CPU level, which the processor must have (jit/code/cpu_level.hpp).
inline const Stencil* at_level(const Stencil* s, int level) {
  const uint16_t number = level > 1 ? s->versions[level - 2] : 0;
  return number ? version_of(number) : s;
}
// Whether it is one of an operation on registers.
bool is_of_registers(const Stencil* s);
// The one that leaves the op to tier 2's handler.
const Stencil* handler_stencil();

}  // namespace tri::jit
