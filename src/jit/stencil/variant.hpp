// The variants of stencils.
#pragma once

#include <cstdint>

namespace tri::jit {

// Where a field cache says the value lies. A record that has learnt nothing is like Own: its shape matches no table.
enum class FieldKind : uint8_t {
  Own,
  OwnOverflow,
  Entry,
  Chain,
  ChainOverflow,
  Absent,
  Strings,
  StringsOverflow,
  Add,
  AddMeta,
  FillById,  // of stores to own slots that may be nil: where the metatable is
  FillCarried,
  // Of pieces of a walk: where the metatable is, and where its __index.
  ById,
  Carried,
  CarriedOverflow,
  Index,
  IndexOverflow
};

// The only type of number that a typed variant handles itself.
enum class Narrow : uint8_t { None, Int, Float };

// How many registers of loops keep their values; one more of each kind is scratch. Of loops_kernel.cpp.
inline constexpr int kLoopIntegers = 5, kLoopFloats = 7;

// What is special about a stencil.
struct Case {
  bool k = false;  // the instruction's k
  FieldKind field = FieldKind::Own;
  Narrow narrow = Narrow::None;
  bool backward = false;  // its jump leads backward, and so polls
  bool open = false;      // its list of values ends at the thread's top
  bool step = false;    // one of several records of a site: other shapes go on with the next record
  bool piece = false;   // of a record, and another piece follows
  bool behind = false;  // of a slot that may be nil: then the pieces that follow go along __index
  bool notes = false;   // feedback, which the site has none of yet
  bool warm =
      false;  // its jump backward counts: the loop is compiled anew when its sites have feedback
  bool enters = false;   // what drives the generic loop has been written in Lua so far
  bool metered = false;  // fuel is charged where control jumps backward or enters a function
};

// Which of an op's stencils. Each comes twice where the instruction's k decides something, those of fields again as a step, those that
// code is charged for again for metered states.
enum class Variant : uint8_t {
  Plain,
  Int,
  Float,
  Note,  // notes which types it sees
  Enter,
  Back,  // jumps backward
  Warm,  // and counts
  IntBack,
  FloatBack,
  Overflow,
  Entry,
  Chain,
  ChainOverflow,
  Absent,
  Strings,
  StringsOverflow,
  Add,
  AddMeta,
  FillById,
  FillCarried,
  Behind,
  BehindOverflow,
  Open,
  Leaf,       // of a leaf builtin; with k none of its results is wanted
  BeginById,  // pieces of a walk along __index
  BeginCarried,
  BeginCarriedOverflow,
  BeginByLack,
  MetaById,
  MetaCarried,
  MetaCarriedOverflow,
  Index,
  IndexOverflow,
  End,
  EndOverflow,
  EndEntry,
  EndAbsent,
  Count
};
// A stencil's number among its op's. The first bits: k, a step, for metered states, one that hands the registers of a loop on.
constexpr uint32_t variant_number(Variant v, bool k, bool step = false, bool metered = false,
                                  bool carries = false) {
  return 16 * uint32_t(v) + 8 * carries + 4 * metered + 2 * step + k;
}
inline constexpr uint32_t kVariants = 16 * uint32_t(Variant::Count);

// What is computed in the registers of a loop.
enum class RegisterOp : uint8_t {
#define TRI_REGISTER_OP(name, d, s) name,
#include "jit/stencil/register_ops.def"
#undef TRI_REGISTER_OP
  Count
};

// What calls that are done in line are made of, beside the callee's ops; see inlined_kernel.cpp.
#define TRI_INLINED_PARTS(X) \
  X(InlinedCall)             \
  X(InlinedMove) X(InlinedNil) X(InlinedTop) X(InlinedEnd) X(InlinedLeave) X(InlinedFailure)
enum class InlinedPart : uint8_t {
#define X(name) name,
  TRI_INLINED_PARTS(X)
#undef X
};

}  // namespace tri::jit
