// Diagnosis: what a person at a terminal is shown below an error message: the source line, a caret,
// a hint.
//
//   lua: a.lua:2: attempt to call a nil value (global 'prnt')
//   ...
//      2 |   prnt(x)
//        |   ^~~~
//   hint: did you mean 'print'?
//
// It only reads the message, the source and the names that exist; it says nothing rather than
// something doubtful.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tri::cli {

struct Surroundings {
  // The text of the chunk that messages call `name`; "" when it is not at hand.
  std::function<std::string(std::string_view name)> source;
  // Names that may stand for the one that `path` ("", "string.", "text:") leads to; each with the
  // path in front.
  std::function<std::vector<std::string>(std::string_view path)> names;
};

// Lines to print below the message, each with its break; "" when there is nothing to add.
std::string diagnose(std::string_view message, const Surroundings& around);

}  // namespace tri::cli
