// Full userdata: user values, then the host's block, 16-byte aligned, which never moves.
#pragma once

#include "heap/object.hpp"

namespace tri {

struct Userdata {
  Header header;  // aux = number of user values
  size_t size;    // bytes of the host's block
  Table* metatable;
  uint64_t unused;
  Value user_values[];
  TRI_INLINE void* block() { return user_values + header.aux; }
};
static_assert(sizeof(Userdata) == 32);

inline constexpr size_t userdata_bytes(uint32_t user_values, size_t size) {
  return sizeof(Userdata) + size_t(user_values) * sizeof(Value) + (size ? size : 1);
}

}  // namespace tri
