// From a Matcher to Lua values: its captures, its errors.
#pragma once

#include "lib/matcher.hpp"
#include "lib/result_list.hpp"
#include "runtime/args.hpp"

namespace tri::lib {

// Raises what is wrong with the pattern.
Returned raise_pattern(const Args& a, const PatternError& error);
// Pushes captures 0 to n - 1 of the last match. False: raised.  [allocates]
[[nodiscard]] bool push_captures(const Args& a, Matcher& m, int n, ResultList* results);

}  // namespace tri::lib
