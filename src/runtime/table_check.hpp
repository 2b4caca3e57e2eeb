// check_table: verifies every invariant of heap/table.hpp, in builds that check.
#pragma once

#include "heap/state.hpp"

namespace tri {

// Aborts with the broken invariant. Cost: O(size of t); nothing unless TRINITY_CHECKED.
#if defined(TRINITY_CHECKED)
void check_table(State* S, Table* t);
#else
TRI_INLINE void check_table(State*, Table*) {}
#endif
// The checks themselves, for tests of any build.
void verify_table(State* S, Table* t);

}  // namespace tri
