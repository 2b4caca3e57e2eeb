// Library table, except sort (sort.cpp).
#include <algorithm>
#include <cstring>
#include <iterator>

#include "base/arithmetic.hpp"
#include "base/number_text.hpp"
#include "lib/libraries.hpp"
#include "lib/sequence.hpp"
#include "lib/sort.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

constexpr uint8_t kAllUses = Use::Read | Use::Write | Use::Length;

// A slot above the arguments for the value on its way from one element to another: metamethods may give values that
// nothing else keeps alive. Puts it at L->top.
Value* push_scratch(Thread* L) {
  set_nil(L->top);
  return L->top++;
}

// elements[i + by] = elements[i] for i from `first` to `last`, in the direction in which nothing is lost.
template <class Elements>
bool shift(Thread* L, Elements elements, int64_t first, int64_t last, int by) {
  Value* scratch = L->top - 1;
  const ptrdiff_t place = scratch - L->stack;
  Toll toll{L};
  for (int64_t i = by > 0 ? last : first; by > 0 ? i >= first : i <= last; i -= by) {
    if constexpr (requires {
                    elements.shift(first, last, by);
                  }) {  // as many as are charged for at once
      const int64_t n = std::min<int64_t>(by > 0 ? i - first + 1 : last - i + 1, Toll::kBatch);
      const int64_t low = by > 0 ? i - n + 1 : i;
      if (elements.shift(low, low + n - 1, by)) {
        if (!toll.pay(uint32_t(n))) return false;
        i -= by * (n - 1);
        continue;
      }
    }
    Value v;
    if (!toll.pay() || !elements.read(i, &v)) return false;
    scratch = L->stack + place;
    copy(scratch, &v);
    if (!elements.write(i + by, v)) return false;
  }
  return toll.settle();
}

// ---- insert and remove

template <class Elements>
Returned insert(Thread* L, Value* at, uint32_t argc, Elements elements, int64_t length) {
  const Args a{L, at, argc};
  const int64_t end = wrap_add(length, 1);  // the first place behind the sequence
  int64_t position = end;
  switch (argc) {
    case 2: break;
    case 3:
      if (!a.integer(2, &position)) return Returned::Raised;
      if (uint64_t(position) - 1 >= uint64_t(end)) return a.fail(2, "position out of bounds");
      push_scratch(L);
      if (position < end && !shift(L, elements, position, end - 1, +1)) return Returned::Raised;
      --L->top;
      break;
    default: return raise_lib(L, at, argc, "wrong number of arguments to 'insert'");
  }
  const Value inserted = L->top[-1];  // the last argument; `at` may be stale
  return elements.write(position, inserted) ? returned(0) : Returned::Raised;
}

TRI_COLD Returned insert_into_any(Thread* L, Value* at, uint32_t argc) {
  if (!check_sequence({L, at, argc}, 1, kAllUses)) return Returned::Raised;
  LeafFrame frame{L, at, argc};
  int64_t length;
  if (!frame.ok() || !integer_length(L, frame.at()[1], &length)) return Returned::Raised;
  return insert(L, frame.at(), argc, AnyElements{L, 1}, length);
}

Returned table_insert(Thread* L, Value* at, uint32_t argc) {
  Table* t = plain_table(L->state, at[1], kAllUses);
  if (!t) [[unlikely]]
    return insert_into_any(L, at, argc);
  const int64_t length = int64_t(length_of(t));
  if (argc == 2) [[likely]]
    return set_int(L, t, length + 1, at[2]) ? returned(0) : Returned::Raised;
  return insert(L, at, argc, RawElements{L, t}, length);
}

// Leaves the removed value at at[0].
template <class Elements>
Returned remove(Thread* L, Value* at, uint32_t argc, Elements elements, int64_t length) {
  const Args a{L, at, argc};
  int64_t position;
  if (!a.integer_or(2, length, &position)) return Returned::Raised;
  if (position != length && uint64_t(position) - 1 > uint64_t(length))
    return a.fail(2, "position out of bounds");
  Value removed;
  if (!elements.read(position, &removed)) return Returned::Raised;
  const ptrdiff_t place = L->top - L->stack;
  copy(push_scratch(L), &removed);
  push_scratch(L);
  if (position < length && !shift(L, elements, position + 1, length, -1)) return Returned::Raised;
  const int64_t last = position < length ? length : position;
  if (!elements.write(last, Value::nil())) return Returned::Raised;
  L->top = L->stack + place + 1;
  return results_at_top(1);
}

TRI_COLD Returned remove_from_any(Thread* L, Value* at, uint32_t argc) {
  if (!check_sequence({L, at, argc}, 1, kAllUses)) return Returned::Raised;
  LeafFrame frame{L, at, argc};
  int64_t length;
  if (!frame.ok() || !integer_length(L, frame.at()[1], &length)) return Returned::Raised;
  return remove(L, frame.at(), argc, AnyElements{L, 1}, length);
}

Returned table_remove(Thread* L, Value* at, uint32_t argc) {
  Table* t = plain_table(L->state, at[1], kAllUses);
  if (!t) [[unlikely]]
    return remove_from_any(L, at, argc);
  const int64_t length = int64_t(length_of(t));
  if (argc == 1 && length > 0) [[likely]] {
    const Value removed = get_int(t, length);
    if (!set_int(L, t, length, Value::nil())) return Returned::Raised;
    copy(at, &removed);
    return returned(1);
  }
  return remove(L, at, argc, RawElements{L, t}, length);
}

// ---- move

struct Move {
  int64_t first, last, to;
  bool
      upwards;  // in the order of the indices, which is right unless the target lies inside the source
};

template <class Source, class Target>
bool move(Thread* L, const Move& m, Source source, Target target) {
  const ptrdiff_t place = push_scratch(L) - L->stack;
  const int64_t count = m.last - m.first + 1;
  Toll toll{L};
  for (int64_t n = 0; n < count; ++n) {
    const int64_t i = m.upwards ? n : count - 1 - n;
    Value v;
    if (!toll.pay() || !source.read(m.first + i, &v)) return false;
    copy(L->stack + place, &v);
    if (!target.write(m.to + i, v)) return false;
  }
  --L->top;
  return toll.settle();
}

Returned table_move(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Move m{};
  if (!a.integer(2, &m.first) || !a.integer(3, &m.last) || !a.integer(4, &m.to))
    return Returned::Raised;
  const uint32_t target = a.none_or_nil(5) ? 1 : 5;
  if (!check_sequence(a, 1, uint8_t(Use::Read)) || !check_sequence(a, target, uint8_t(Use::Write)))
    return Returned::Raised;
  if (m.last < m.first) return a.give(at[target]);
  if (m.first <= 0 && m.last >= wrap_add(INT64_MAX, m.first))
    return a.fail(3, "too many elements to move");
  if (m.to > INT64_MAX - (m.last - m.first + 1) + 1) return a.fail(4, "destination wrap around");

  Table* from_table = plain_table(L->state, at[1], uint8_t(Use::Read));
  Table* to_table = plain_table(L->state, at[target], uint8_t(Use::Write));
  m.upwards = m.to > m.last || m.to <= m.first;
  if (from_table && to_table) [[likely]] {
    if (target != 1 && from_table != to_table) m.upwards = true;
    if (!move(L, m, RawElements{L, from_table}, RawElements{L, to_table})) return Returned::Raised;
    return a.give(at[target]);
  }
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  if (!m.upwards && target != 1) {
    bool same;
    if (!equals(L, frame.at()[1], frame.at()[target], &same)) return Returned::Raised;
    m.upwards = !same;
  }
  if (!move(L, m, AnyElements{L, 1}, AnyElements{L, target})) return Returned::Raised;
  return Args{L, frame.at(), argc}.give(frame.at()[target]);
}

// ---- concat

// Text of a string or number; false for other values. `buffer` holds kNumberTextSize bytes.
bool text_of_value(const Value& v, char* buffer, std::string_view* out) {
  if (v.is_string()) {
    *out = text_of(v.str());
  } else if (v.is_number()) {
    const char* end = v.is_int() ? format_integer(buffer, v.i) : format_float(buffer, v.d);
    *out = {buffer, size_t(end - buffer)};
  } else {
    return false;
  }
  return true;
}

Returned raise_invalid_element(Thread* L, Value* at, uint32_t argc, const Value& v, int64_t i) {
  return raise_lib(L, at, argc, "invalid value (%s) at index %I in table for 'concat'",
                   type_name(v.type()), (long long)(i));
}

// Measures, then fills a string of just that size: elements cannot change in between.
Returned concat_plain(Thread* L, Value* at, uint32_t argc, Table* t, std::string_view separator,
                      int64_t first, int64_t last) {
  char buffer[kNumberTextSize];
  std::string_view text;
  size_t total = 0;
  Toll toll{L};
  for (int64_t i = first; i <= last; ++i) {
    const Value v = get_int(t, i);
    if (!toll.pay()) return Returned::Raised;
    if (!text_of_value(v, buffer, &text)) return raise_invalid_element(L, at, argc, v, i);
    if (__builtin_add_overflow(total, text.size(), &total) ||
        (i < last && __builtin_add_overflow(total, separator.size(), &total)))
      return raise_lib(L, at, argc, "buffer too large");
    if (i == INT64_MAX) break;
  }
  char small[kShortMax];
  LongStr* result = nullptr;
  char* out = small;
  if (total > kShortMax) {
    result = new_long_string(L, total);
    if (!result) return Returned::Raised;
    out = result->data;
  }
  if (!toll.settle()) return Returned::Raised;
  for (int64_t i = first; i <= last; ++i) {
    text_of_value(get_int(t, i), buffer, &text);
    if (!copy_in_pieces(L, out, text.data(), text.size())) return Returned::Raised;
    out += text.size();
    if (i == last) break;
    if (!copy_in_pieces(L, out, separator.data(), separator.size()) ||
        ((i & 1023) == 0 && !may_go_on(L)))
      return Returned::Raised;
    out += separator.size();
  }
  const Args a{L, at, argc};
  return result ? a.give(Value::of(result)) : a.give_text({small, total});
}

// Elements come out of metamethods: the text grows in a slot of the frame.
Returned concat_any(Thread* L, uint32_t argc, std::string_view separator, int64_t first,
                    int64_t last) {
  const AnyElements elements{L, 1};
  const ptrdiff_t place = push_scratch(L) - L->stack;
  Str* grown = L->state->empty_string;
  *(L->stack + place) = Value::of(grown);
  char buffer[kNumberTextSize];
  for (int64_t i = first; i <= last; ++i) {
    Value v;
    std::string_view text;
    if (!charge(L, 1) || !elements.read(i, &v)) return Returned::Raised;
    Value* at = L->frame->func;
    if (!text_of_value(v, buffer, &text)) return raise_invalid_element(L, at, argc, v, i);
    copy(L->top++, &v);  // keeps `text` alive
    grown = concat(L, (L->stack + place)->str(), text);
    --L->top;
    if (!grown) return Returned::Raised;
    *(L->stack + place) = Value::of(grown);
    if (i == last) break;
    grown = concat(L, grown, separator);
    if (!grown) return Returned::Raised;
    *(L->stack + place) = Value::of(grown);
  }
  return Args{L, L->frame->func, argc}.give(*(L->stack + place));
}

Returned table_concat(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!check_sequence(a, 1, Use::Read | Use::Length)) return Returned::Raised;
  std::string_view separator;
  int64_t first, last;
  if (Table* t = plain_table(L->state, at[1], Use::Read | Use::Length)) [[likely]] {
    if (!a.string_or(2, "", &separator) || !a.integer_or(3, 1, &first) ||
        !a.integer_or(4, int64_t(length_of(t)), &last))
      return Returned::Raised;
    return concat_plain(L, at, argc, t, separator, first, last);
  }
  LeafFrame frame{L, at, argc};
  if (!frame.ok() || !integer_length(L, frame.at()[1], &last)) return Returned::Raised;
  const Args b{L, frame.at(), argc};
  if (!b.string_or(2, "", &separator) || !b.integer_or(3, 1, &first) ||
      !b.integer_or(4, last, &last))
    return Returned::Raised;
  return concat_any(L, argc, separator, first, last);
}

// ---- pack and unpack

Returned table_pack(Thread* L, Value* at, uint32_t argc) {
  if (!charge(L, argc)) return Returned::Raised;
  Root<Table> packed{L, new_table_sized(L, argc, 1)};
  if (!packed.get() || !set_list(L, packed, 1, at + 1, argc) ||
      !set_field(L, packed, "n", Value::integer(argc)))
    return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(packed.get()));
}

// Pushes elements first..last; they are the results.
template <class Elements>
Returned push_elements(Thread* L, Value* at, uint32_t argc, Elements elements, int64_t first,
                       int64_t last) {
  if (first > last) return returned(0);
  const uint64_t count = uint64_t(last) - uint64_t(first) + 1;  // 0: all 2^64
  const uint64_t used = uint64_t(L->top - L->stack);
  // A builtin has kMinSlots slots however full the stack is.
  const bool fits = count - 1 < kMinSlots || (count - 1 < kMaxStack && used + count <= kMaxStack &&
                                              ensure_stack(L, uint32_t(count)));
  if (!fits) return raise_lib(L, L->stack + used - argc - 1, argc, "too many results to unpack");
  if (!charge(L, count)) return Returned::Raised;
  for (uint64_t n = 0; n < count; ++n) {
    Value v;
    if (!elements.read(int64_t(uint64_t(first) + n), &v)) return Returned::Raised;
    copy(L->top++, &v);
  }
  return results_at_top(uint32_t(count));
}

Returned table_unpack(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t first, last;
  if (Table* t = plain_table(L->state, at[1], Use::Read | Use::Length)) [[likely]] {
    if (!a.integer_or(2, 1, &first) || !a.integer_or(3, int64_t(length_of(t)), &last))
      return Returned::Raised;
    return push_elements(L, at, argc, RawElements{L, t}, first, last);
  }
  if (!a.integer_or(2, 1, &first)) return Returned::Raised;
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  const Args b{L, frame.at(), argc};
  if (b.none_or_nil(3) ? !integer_length(L, b[1], &last) : !b.integer(3, &last))
    return Returned::Raised;
  return push_elements(L, L->frame->func, argc, AnyElements{L, 1}, first, last);
}

constexpr Builtin kRows[] = {
    {.name = "concat", .body = table_concat},
    {.name = "insert", .body = table_insert},
    {.name = "pack", .body = table_pack},
    {.name = "unpack", .body = table_unpack},
    {.name = "remove", .body = table_remove},
    {.name = "move", .body = table_move},
    {.name = "sort", .body = table_sort, .kind = BuiltinKind::Blocking},
};

}  // namespace

Table* open_table(Thread* L) {
  Root<Table> table{L, new_table_sized(L, 0, std::size(kRows))};
  if (!table.get() || !register_builtins(L, table, kRows)) return nullptr;
  return table;
}

}  // namespace tri::lib
