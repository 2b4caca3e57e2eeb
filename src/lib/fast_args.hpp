// Arguments with the usual case in line: a string where a string is wanted, an integer where an integer is.
// Everything else goes to Args, which converts or raises.
#pragma once

#include "heap/string.hpp"
#include "runtime/args.hpp"

namespace tri::lib {

TRI_INLINE bool text_at(const Args& a, uint32_t n, std::string_view* out) {
  if (n <= a.count && a.at[n].is_string()) [[likely]] {
    *out = text_of(a.at[n].str());
    return true;
  }
  return a.string(n, out);
}
TRI_INLINE bool str_at(const Args& a, uint32_t n, Str** out) {
  if (n <= a.count && a.at[n].is_string()) [[likely]] {
    *out = a.at[n].str();
    return true;
  }
  return a.str(n, out);
}
TRI_INLINE bool integer_at(const Args& a, uint32_t n, int64_t* out) {
  if (n <= a.count && a.at[n].is_int()) [[likely]] {
    *out = a.at[n].i;
    return true;
  }
  return a.integer(n, out);
}
TRI_INLINE bool integer_or_at(const Args& a, uint32_t n, int64_t otherwise, int64_t* out) {
  if (n > a.count) {
    *out = otherwise;
    return true;
  }
  if (a.at[n].is_int()) [[likely]] {
    *out = a.at[n].i;
    return true;
  }
  return a.integer_or(n, otherwise, out);
}
TRI_INLINE bool truth_at(const Args& a, uint32_t n) { return n <= a.count && a.at[n].is_truthy(); }

TRI_INLINE Returned give_integer(const Args& a, int64_t i) {
  set_int(a.at, i);
  return returned(1);
}
TRI_INLINE Returned give_nil(const Args& a) {
  set_nil(a.at);
  return returned(1);
}
// nullptr: its making raised.
TRI_INLINE Returned give_string(const Args& a, const Str* s) {
  if (!s) [[unlikely]]
    return Returned::Raised;
  return a.give(Value::of(s));
}

}  // namespace tri::lib
