// Positions in strings as the string library takes them: from 1; negative ones count from the end.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tri::lib {

// Where a range starts: at least 1, possibly behind the end.
constexpr size_t start_position(int64_t position, size_t length) {
  if (position > 0) return size_t(position);
  if (position == 0 || position < -int64_t(length)) return 1;
  return length + size_t(position) + 1;
}

// Where a range ends: 0 (before the first character) to length.
constexpr size_t end_position(int64_t position, size_t length) {
  if (position > int64_t(length)) return length;
  if (position >= 0) return size_t(position);
  if (position < -int64_t(length)) return 0;
  return length + size_t(position) + 1;
}

}  // namespace tri::lib
