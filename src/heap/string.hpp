// Strings: short ones interned with their text behind the header, long ones with a pointer to theirs.
//
//   short (<= 40 bytes)   Header{kind = length, extra = event + 1 or 0, aux = hash} text... NUL
//   long                  Header{kind = flags, aux = hash once computed} length, data, buffer, [text... NUL]
//
// A long string keeps its text behind itself (buffer == nullptr) or in an AppendBuffer, which several strings may
// share as prefixes: `s = s .. x` appends behind the longest one, the tip, and only makes a new 32-byte header.
//
// Invariants: equal short strings of one heap are one object. Text never changes while a string covers it. The byte
// behind a string's text is NUL unless it is a buffer's non-tip prefix; use text with its length.
#pragma once

#include <string_view>

#include "heap/object.hpp"

namespace tri {

inline constexpr size_t kShortMax = 40;

struct AppendBuffer {
  size_t capacity;  // bytes of text, without the NUL
  size_t tip;       // length of the longest string in it
  bool sealed;      // a pointer to the text was handed out: appending must copy
  char text[];
};

inline constexpr size_t append_buffer_bytes(size_t capacity) {
  return sizeof(AppendBuffer) + capacity + 1;
}

struct Str {
  Header header;
};
struct ShortStr : Str {
  char text[];
};
struct LongStr : Str {
  size_t length;
  char* data;
  AppendBuffer* buffer;
  char text[];
};
static_assert(sizeof(LongStr) == 32);
namespace str_bits {
inline constexpr uint8_t kHashed = 1;  // LongStr: header.aux holds the hash
inline constexpr uint8_t kJoined =
    2;  // LongStr: made by a concatenation; the next one gets an AppendBuffer
}  // namespace str_bits

TRI_INLINE bool is_short(const Str* s) { return s->header.tag == Tag::ShortStr; }
TRI_INLINE size_t length_of(const Str* s) {
  return is_short(s) ? s->header.kind : static_cast<const LongStr*>(s)->length;
}
TRI_INLINE const char* data_of(const Str* s) {
  return is_short(s) ? static_cast<const ShortStr*>(s)->text : static_cast<const LongStr*>(s)->data;
}
TRI_INLINE std::string_view text_of(const Str* s) { return {data_of(s), length_of(s)}; }

inline constexpr size_t short_string_bytes(size_t length) { return sizeof(ShortStr) + length + 1; }

TRI_INLINE Value Value::of(const Str* s) { return raw(uint64_t(s), s->header.tag); }

}  // namespace tri
