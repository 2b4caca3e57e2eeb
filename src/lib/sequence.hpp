// Sequences: how the functions of library table reach the elements of their arguments.
//
// An argument without the metamethods in question is read and written raw; anything else goes through its
// metamethods, as the language would. Functions are written once, over either access:
//
//   RawElements   a table that nothing interferes with; never runs Lua
//   AnyElements   any value, in argument slot `arg` of the running frame; may run Lua, so the stack may move
//
// Both answer false when an error was raised.
#pragma once

#include "runtime/args.hpp"
#include "runtime/operators.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

// What a function does with an argument, and so which metamethods matter.
enum class Use : uint8_t { Read = 1, Write = 2, Length = 4 };
constexpr uint8_t operator|(Use x, Use y) { return uint8_t(x) | uint8_t(y); }
constexpr uint8_t operator|(uint8_t x, Use y) { return x | uint8_t(y); }

// The table in `v` when it has none of the metamethods that `uses` would call, else nullptr. Cost: a few loads.
Table* plain_table(State* S, const Value& v, uint8_t uses);

// Raises "table expected" unless argument n is a table or has the metamethods for `uses`.
[[nodiscard]] bool check_sequence(const Args& a, uint32_t n, uint8_t uses);

// `#v` as an integer; the frame of the builtin must be in place.
[[nodiscard]] bool integer_length(Thread* L, const Value& v, int64_t* out);

struct RawElements {
  Thread* L;
  Table* table;

  TRI_INLINE bool read(int64_t i, Value* out) const {
    *out = get_int(table, i);
    return true;
  }
  TRI_INLINE bool write(int64_t i, const Value& v) const { return set_int(L, table, i, v); }
  // Elements first to last, by one place. False: they do not all lie in the array, and nothing was done.
  TRI_INLINE bool shift(int64_t first, int64_t last, int by) const {
    const int64_t low = by < 0 ? first + by : first, high = by < 0 ? last : last + by;
    if (low < 1 || high > int64_t(table->length)) return false;
    move_elements(L->state, table, uint32_t(first), uint32_t(first + by),
                  uint32_t(last - first + 1));
    return true;
  }
};

struct AnyElements {
  Thread* L;
  uint32_t arg;

  bool read(int64_t i, Value* out) const {
    return index(L, L->frame->func[arg], Value::integer(i), out);
  }
  bool write(int64_t i, const Value& v) const {
    return set_index(L, L->frame->func[arg], Value::integer(i), v);
  }
};

}  // namespace tri::lib
