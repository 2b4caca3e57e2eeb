// The object file of the stencils, read into a table of code with holes. x86-64 ELF.
//
// Checked while reading, because later tiers rely on it: no stencil has a native frame or calls anything, it refers only to
// holes, targets and its own constants, and its last instruction jumps.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace tri::ops::forms {

struct Hole {
  uint32_t offset;     // from the start of the stencil
  uint32_t type;       // R_X86_64_*
  std::string symbol;  // "HOLE_A", "slow_Arith"; kConstants: a place in the object's constants
  int64_t addend;
};
inline constexpr const char* kConstants = "constants";

struct StencilCode {
  std::string bytes;
  std::vector<Hole> holes;
  // Ends in a jump to HOLE_NEXT: `bytes` without it falls through to what is placed behind.
  bool falls_through = false;
};

struct StencilObject {
  std::map<std::string, StencilCode> stencils;  // by name, without "stencil_"
  std::string constants;                        // 16-byte aligned
};

// Errors: the file cannot be read, is no x86-64 object, or a stencil breaks a rule (named with the place).
Result<StencilObject> read_stencils(const char* path);

}  // namespace tri::ops::forms
