// Iterators: the functions behind pairs and ipairs.
//
// The generic for recognises them (State::next_builtin, ipairs_builtin) and goes through a table without calling anything.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::lib {

extern const Builtin kNext;        // next(table, key)
extern const Builtin kIpairsNext;  // what ipairs() gives: (object, i) to i + 1, object[i + 1]

}  // namespace tri::lib
