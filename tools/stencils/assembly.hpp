// What stencil_split knows of a machine's assembly language.
#pragma once

#include <span>
#include <string_view>

struct Assembly {
  std::string_view machine;
  std::string_view comment;                 // begins one
  std::span<const std::string_view> jumps;  // that are always taken
  std::string_view jump;                    // the one to a label
  // Pairs of branches of which one is taken where the other is not.
  struct Pair {
    std::string_view one, other;
  };
  std::span<const Pair> branches;
  std::string_view to_symbol;  // what stands behind a target that is not the file's own
  // Whether the instruction is one of a stack frame, which stencils do not have: not those around a call of kernel.hpp's own.
  bool (*is_frame)(std::string_view mnemonic, std::string_view operands);
  // Whether the branch reaches less far than a function is long.
  bool (*is_short)(std::string_view mnemonic);
  bool branches_leave;  // the compiler writes branches out of a function, not only jumps
};

// nullptr: no machine of that name.
const Assembly* assembly_of(std::string_view machine);
