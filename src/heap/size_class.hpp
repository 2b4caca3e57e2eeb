// Size classes: the cell sizes that blocks of up to kMaxCell bytes are rounded to.
//
// Steps of 16 bytes up to 256; above, the sizes of which a whole number fills a page well: down from 14 to 2 in a page. A *space* is a class together with what may live there: [0, kCellClasses) any block, then the short
// strings, whose pages are apart because sweeping them removes each dead string from the string table.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace tri {

inline constexpr size_t kPageSize = 4096;
inline constexpr size_t kPageHeader = 128;
inline constexpr size_t kGranule = 16;

inline constexpr uint16_t kCellBytes[] = {16,  32,  48,  64,  80,  96,  112,  128, 144, 160,
                                          176, 192, 208, 224, 240, 256, 288,  320, 352, 384,
                                          432, 496, 560, 656, 784, 992, 1312, 1984};
inline constexpr uint32_t kCellClasses = sizeof(kCellBytes) / sizeof(kCellBytes[0]);
inline constexpr size_t kMaxCell = kCellBytes[kCellClasses - 1];  // larger blocks are large

inline constexpr uint32_t kStringClasses = 4;  // 16 .. 64 bytes, as the first four classes
inline constexpr uint32_t kSpaces = kCellClasses + kStringClasses;

TRI_INLINE constexpr bool is_string_space(uint32_t space) { return space >= kCellClasses; }
TRI_INLINE constexpr uint32_t cell_bytes(uint32_t space) {
  return kCellBytes[is_string_space(space) ? space - kCellClasses : space];
}

struct ClassOfGranules {
  uint8_t of[kMaxCell / kGranule + 1];
  constexpr ClassOfGranules() : of{} {
    uint8_t c = 0;
    for (size_t g = 0; g <= kMaxCell / kGranule; ++g) {
      if (g * kGranule > kCellBytes[c]) ++c;
      of[g] = c;
    }
  }
};
inline constexpr ClassOfGranules kClassOfGranules;

// Space for a block of at most kMaxCell bytes. Cost: one load, none when `bytes` is a constant.
TRI_INLINE constexpr uint32_t space_of(size_t bytes) {
  return kClassOfGranules.of[(bytes + kGranule - 1) / kGranule];
}
TRI_INLINE constexpr uint32_t string_space_of(size_t bytes) {
  return kCellClasses + space_of(bytes);
}
static_assert(space_of(1) == 0 && space_of(17) == 1 && space_of(257) == 16 &&
              space_of(kMaxCell) == kCellClasses - 1);

}  // namespace tri
