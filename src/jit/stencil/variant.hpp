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
  Strings,
  Add,
  AddMeta
};

// The only type of number that a typed variant handles itself.
enum class Narrow : uint8_t { None, Int, Float };

// Which of an op's stencils. Each comes twice where the instruction's k decides something: see kWithK.
enum class Variant : uint8_t {
  Plain,
  Int,
  Float,
  Back,  // jumps backward
  IntBack,
  FloatBack,
  Overflow,
  Entry,
  Chain,
  ChainOverflow,
  Strings,
  Add,
  AddMeta,
  Count
};
// Index of a variant in tables: twice the variant, one more for k.
inline constexpr uint32_t kVariants = 2 * uint32_t(Variant::Count);

}  // namespace tri::jit
