// CharTable: which characters are letters, digits, spaces..., as the C library's current locale says.
//
// Patterns and %q are defined by isalpha and its like. Those are calls in C++; this reads the table behind them, so that a
// loop over text tests one bit per character. Valid until the locale changes: fetch it anew for each library call.
#pragma once

#include <ctype.h>

#include <cstdint>

namespace tri::lib {

#ifdef __GLIBC__

using CharMask = uint16_t;
namespace char_mask {
inline constexpr CharMask kAlpha = _ISalpha, kControl = _IScntrl, kDigit = _ISdigit,
                          kGraph = _ISgraph, kLower = _ISlower, kPunct = _ISpunct,
                          kSpace = _ISspace, kUpper = _ISupper, kAlnum = _ISalnum, kHex = _ISxdigit;
}

class CharTable {
 public:
  CharTable() : table_(*__ctype_b_loc()) {}
  bool has(uint8_t c, CharMask mask) const { return table_[c] & mask; }
  // Which table it is: another one after the locale has changed.
  uint64_t identity() const { return uint64_t(uintptr_t(table_)); }

 private:
  const unsigned short* table_;
};

#else

using CharMask = int (*)(int);
namespace char_mask {
inline constexpr CharMask kAlpha = isalpha, kControl = iscntrl, kDigit = isdigit, kGraph = isgraph,
                          kLower = islower, kPunct = ispunct, kSpace = isspace, kUpper = isupper,
                          kAlnum = isalnum, kHex = isxdigit;
}

class CharTable {
 public:
  bool has(uint8_t c, CharMask mask) const { return mask(c) != 0; }
  uint64_t identity() const {
    return 1;
  }  // that of the locale is not to be had cheaply: os.setlocale tells
};

#endif

}  // namespace tri::lib
