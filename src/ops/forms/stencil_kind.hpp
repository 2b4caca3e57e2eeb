// The variants of stencils, and the one that an instruction with its feedback asks for.
#pragma once

#include <string>

#include "heap/state.hpp"

namespace tri::ops::forms {

// Where a field cache says the value lies. A record that has learnt nothing is like Own: its shape matches no table.
enum class FieldKind : uint8_t { Own, OwnOverflow, Entry, Chain, ChainOverflow };

// The only type of number that a typed variant handles itself.
enum class Narrow : uint8_t { None, Int, Float };

// Name of the stencil for the instruction at pc, as far as its feedback goes now.
std::string stencil_name(const EngineArea& engine, const Code* pc);

}  // namespace tri::ops::forms
