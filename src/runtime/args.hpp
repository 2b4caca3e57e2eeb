// Args: how a builtin reads its arguments and gives its results.
//
//   Returned math_ult(Thread* L, Value* at, uint32_t argc) {
//     Args a{L, at, argc};
//     int64_t x, y;
//     if (!a.integer(1, &x) || !a.integer(2, &y)) return Returned::Raised;
//     return a.give(Value::boolean(uint64_t(x) < uint64_t(y)));
//   }
//
// Checks return false with "bad argument #n to 'f' (...)" recorded, exactly as luaL_check* words it. Arguments count from 1.
#pragma once

#include <string_view>

#include "base/arithmetic.hpp"
#include "runtime/builtin.hpp"
#include "runtime/error.hpp"

namespace tri {

struct Args {
  Thread* L;
  Value* at;
  uint32_t count;

  TRI_INLINE Value& operator[](uint32_t n) const { return at[n]; }  // n <= count, or 1
  TRI_INLINE Type type(uint32_t n) const { return n <= count ? at[n].type() : Type::None; }
  TRI_INLINE bool none_or_nil(uint32_t n) const { return n > count || at[n].is_nil(); }

  [[nodiscard]] bool any(uint32_t n) const;  // value expected
  [[nodiscard]] bool integer(
      uint32_t n, int64_t* out) const;  // converts floats with integer value and numeric strings
  [[nodiscard]] bool integer_or(uint32_t n, int64_t otherwise, int64_t* out) const;
  [[nodiscard]] bool number(uint32_t n, double* out) const;
  [[nodiscard]] bool number_or(uint32_t n, double otherwise, double* out) const;
  // A number argument is replaced by its string in its slot (so the view stays valid).
  [[nodiscard]] bool string(uint32_t n, std::string_view* out) const;
  [[nodiscard]] bool string_or(uint32_t n, std::string_view otherwise, std::string_view* out) const;
  [[nodiscard]] bool str(uint32_t n, Str** out) const;
  [[nodiscard]] bool table(uint32_t n, Table** out) const;
  [[nodiscard]] bool function(uint32_t n) const;
  [[nodiscard]] bool type_is(uint32_t n, Type t) const;
  // Index of the argument in a null-terminated list of names; `otherwise` may be null. "invalid option '%s'".
  [[nodiscard]] bool option(uint32_t n, const char* otherwise, const char* const* names,
                            int* out) const;

  TRI_INLINE Returned give() const { return returned(0); }
  TRI_INLINE Returned give(const Value& v) const {
    copy(at, &v);
    return returned(1);
  }
  TRI_INLINE Returned give(const Value& v, const Value& w) const {
    Value first = v, second = w;
    copy(at, &first);
    copy(at + 1, &second);
    return returned(2);
  }
  Returned give_text(std::string_view text) const;  // makes the string
  Returned fail(uint32_t n, const char* message) const {
    return raise_arg(L, at, count, n, message);
  }
};

// tostring(v), with __tostring and __name: may call back (nested). nullptr: raised.
[[nodiscard]] Str* to_display_string(Thread* L, const Value& v);

// Numbers as the language converts them.
bool to_integer(const Value& v,
                int64_t* out);  // integers, floats with integer value, strings spelling them
bool to_number(const Value& v, double* out);  // numbers and numeric strings

}  // namespace tri
