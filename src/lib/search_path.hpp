// Search paths: lists of templates ("./?.lua;/usr/share/lua/5.4/?.lua") in which module names are looked for.
#pragma once

#include <string>
#include <string_view>

namespace tri::lib {

inline constexpr const char kDefaultPath[] =
    "/usr/local/share/lua/5.4/?.lua;/usr/local/share/lua/5.4/?/init.lua;"
    "/usr/local/lib/lua/5.4/?.lua;/usr/local/lib/lua/5.4/?/init.lua;"
    "/usr/share/lua/5.4/?.lua;/usr/share/lua/5.4/?/init.lua;./?.lua;./?/init.lua";
inline constexpr const char kDefaultCPath[] =
    "/usr/local/lib/lua/5.4/?.so;/usr/lib/x86_64-linux-gnu/lua/5.4/?.so;/usr/lib/lua/5.4/?.so;"
    "/usr/local/lib/lua/5.4/loadall.so;./?.so";

// The path that an environment variable gives (its versioned name first), where ";;" stands for the default; the default
// when it is not set or not to be looked at.
std::string path_from_environment(const char* variable, const char* otherwise, bool ignore);

struct Found {
  bool found;
  std::string text;  // the file's name, or the list of those tried: "no file 'x'\n\tno file 'y'"
};
// Looks for the first readable file, with `name` in place of each '?' after every `separator` in it has become
// `replacement`. An empty separator changes nothing.
Found search_path(std::string_view name, std::string_view path, std::string_view separator,
                  std::string_view replacement);

// `text` with every `from` (not empty) turned into `to`.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

}  // namespace tri::lib
