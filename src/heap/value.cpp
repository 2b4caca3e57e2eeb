#include "heap/value.hpp"

namespace tri {

const char* type_name(Type t) {
  constexpr const char* kNames[] = {"no value", "nil",   "boolean",  "userdata", "number",
                                    "string",   "table", "function", "userdata", "thread"};
  return kNames[int(t) + 1];
}

}  // namespace tri
