// Library string: the functions about characters and ranges, and the opening of the library.
//
// The others are rows of the same table: string_match.cpp, format.cpp, pack.cpp, string_dump.cpp, and string_arith.cpp
// for what the strings' metatable adds.
#include "lib/string.hpp"

#include <ctype.h>

#include <climits>
#include <cstring>

#include "lib/fast_args.hpp"
#include "lib/libraries.hpp"
#include "lib/positions.hpp"
#include "lib/result_list.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

// The longest text that string.rep makes.
constexpr size_t kMaxRepeated = INT_MAX;

// A string of known length whose text is written by fill(char*, from, to) from one offset to another, without a copy when it
// is long. nullptr: raised.
template <class Fill>
TRI_INLINE Str* new_filled_string(Thread* L, size_t length, Fill fill) {
  if (length > kShortMax) {
    LongStr* s = new_long_string(L, length);
    if (!s || !in_pieces(L, length, [&](size_t from, size_t to) { fill(s->data, from, to); }))
      return nullptr;
    return s;
  }
  char text[kShortMax];
  fill(text, 0, length);
  return new_string(L, {text, length});
}

Returned string_len(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  if (!text_at(a, 1, &s)) return Returned::Raised;
  return give_integer(a, int64_t(s.size()));
}

Returned string_sub(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  int64_t i, j;
  if (!text_at(a, 1, &s) || !integer_at(a, 2, &i) || !integer_or_at(a, 3, -1, &j))
    return Returned::Raised;
  const size_t start = start_position(i, s.size());
  const size_t end = end_position(j, s.size());
  if (start > end) return a.give(Value::of(L->state->empty_string));
  if (end - start + 1 == s.size()) return a.give(at[1]);
  return give_string(a, new_string(L, s.substr(start - 1, end - start + 1)));
}

Returned string_byte(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  int64_t i, j;
  if (!text_at(a, 1, &s) || !integer_or_at(a, 2, 1, &i) || !integer_or_at(a, 3, i, &j))
    return Returned::Raised;
  const size_t start = start_position(i, s.size());
  const size_t end = end_position(j, s.size());
  if (start > end) return a.give();
  if (start == end) return give_integer(a, uint8_t(s[start - 1]));
  if (end - start >= size_t(INT_MAX)) return raise_lib(L, at, argc, "string slice too long");
  ResultList results{a, "string slice too long"};
  if (!results.reserve(end - start + 1) || !charge(L, end - start)) return Returned::Raised;
  for (const char c : s.substr(start - 1, end - start + 1))
    if (!results.push_integer(uint8_t(c))) return Returned::Raised;
  return results.give();
}

Returned string_char(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  // Checked first, because a string of this length is made before its text is known.
  for (uint32_t n = 1; n <= argc; ++n) {
    int64_t c;
    if (!integer_at(a, n, &c)) return Returned::Raised;
    if (uint64_t(c) > UCHAR_MAX) return a.fail(n, "value out of range");
    set_int(&at[n], c);
  }
  return give_string(a, new_filled_string(L, argc, [=](char* out, size_t from, size_t to) {
                       for (size_t n = from; n < to; ++n) out[n] = char(at[n + 1].i);
                     }));
}

// Writes s separator s separator ... up to `total` bytes. False: raised.
bool fill_repeated(Thread* L, char* out, std::string_view s, std::string_view separator,
                   size_t total) {
  if (s.size() == 1 && separator.empty())
    return in_pieces(L, total,
                     [=](size_t from, size_t to) { memset(out + from, s[0], to - from); });
  if (!copy_in_pieces(L, out, s.data(), s.size())) return false;
  if (total == s.size()) return true;
  if (!copy_in_pieces(L, out + s.size(), separator.data(), separator.size())) return false;
  // What is there already is a whole number of units, so it can be doubled.
  for (size_t done = s.size() + separator.size(); done < total;) {
    const size_t more = done < total - done ? done : total - done;
    if (!copy_in_pieces(L, out + done, out, more)) return false;
    done += more;
  }
  return true;
}

Returned string_rep(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s, separator;
  int64_t n;
  if (!text_at(a, 1, &s) || !integer_at(a, 2, &n) || !a.string_or(3, "", &separator))
    return Returned::Raised;
  if (n <= 0) return a.give(Value::of(L->state->empty_string));
  const size_t unit = s.size() + separator.size();
  if (unit > kMaxRepeated / size_t(n)) return raise_lib(L, at, argc, "resulting string too large");
  const size_t total = size_t(n) * unit - separator.size();
  if (total == 0) return a.give(Value::of(L->state->empty_string));
  if (n == 1) return a.give(at[1]);
  if (total > kShortMax) {
    LongStr* result = new_long_string(L, total);
    if (!result || !fill_repeated(L, result->data, s, separator, total)) return Returned::Raised;
    return give_string(a, result);
  }
  char text[kShortMax];
  if (!fill_repeated(L, text, s, separator, total)) return Returned::Raised;
  return give_string(a, new_string(L, {text, total}));
}

Returned string_reverse(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  if (!text_at(a, 1, &s)) return Returned::Raised;
  return give_string(a, new_filled_string(L, s.size(), [=](char* out, size_t from, size_t to) {
                       for (size_t i = from; i < to; ++i) out[i] = s[s.size() - 1 - i];
                     }));
}

// lower and upper: each character by the C library's table for the locale, whose entries -128..255 are ints.
Returned give_mapped(const Args& a, const int32_t* map) {
  std::string_view s;
  if (!text_at(a, 1, &s)) return Returned::Raised;
  return give_string(a, new_filled_string(a.L, s.size(), [=](char* out, size_t from, size_t to) {
                       for (size_t i = from; i < to; ++i) out[i] = char(map[uint8_t(s[i])]);
                     }));
}
Returned string_lower(Thread* L, Value* at, uint32_t argc) {
  return give_mapped({L, at, argc}, *__ctype_tolower_loc());
}
Returned string_upper(Thread* L, Value* at, uint32_t argc) {
  return give_mapped({L, at, argc}, *__ctype_toupper_loc());
}

constexpr Builtin kRows[] = {
    {"byte", string_byte},         {"char", string_char},
    {"find", string_find},         {"format", string_format, BuiltinKind::Blocking},
    {"gmatch", string_gmatch},     {"gsub", string_gsub, BuiltinKind::Blocking},
    {"len", string_len},           {"lower", string_lower},
    {"match", string_match},       {"rep", string_rep},
    {"reverse", string_reverse},   {"sub", string_sub},
    {"upper", string_upper},       {"pack", string_pack},
    {"packsize", string_packsize}, {"unpack", string_unpack},
    {"dump", string_dump},
};

// The metatable of all strings: arithmetic on numerals, and methods from the library.
constexpr uint32_t kStringEvents = 16;  // room for all of these, and some of a program's own
bool set_metatable_of_strings(Thread* L, Table* library) {
  Root<Table> metatable{L, new_table(L, kStringEvents)};
  if (!metatable.get() || !register_builtins(L, metatable, string_arithmetic()) ||
      !set_field(L, metatable, "__index", Value::of(library)))
    return false;
  set_type_metatable(L->state, Type::String, metatable);
  return true;
}

}  // namespace

Table* open_string(Thread* L) {
  Root<Table> library{L, new_table(L)};
  if (!library.get() || !register_builtins(L, library, kRows) ||
      !set_metatable_of_strings(L, library))
    return nullptr;
  return library;
}

}  // namespace tri::lib
