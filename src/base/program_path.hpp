// Where the running program lies, and what is installed beside it.
#pragma once

#include <string>
#include <vector>

namespace tri {

// The folder above that of the program's file: the prefix it was installed with, or a build's folder. Empty: not known.
std::string program_prefix();

// Where `name` of the program's own library folder may lie, the likeliest first: lib/trinity, then the folder that this build
// installs libraries of its machine in. Whoever asks tries each.
std::vector<std::string> library_candidates(const std::string& name);

}  // namespace tri
