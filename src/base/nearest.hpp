// Nearest: which known name a misspelt one was meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tri {

// The one of `names` that `word` may have been meant to be; "" when none is near, or several are equally near.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace tri
