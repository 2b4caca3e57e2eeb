// Fields: the fields of a plain struct, in order, with their names; nothing is written by hand for it.
//
//   struct Order { int64_t id; double price; };
//   field_count<Order> == 2, field_name<Order, 1> == "price", fields_of(order) == std::tie(order.id, order.price)
//
// For aggregates without bases and arrays, of at most 12 fields. Names come from how the compiler spells the address of a
// field of an object that is never made.
#pragma once

#include <array>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tri::net::msgpack {
namespace detail {

struct Anything {
  template <class T>
  operator T() const;  // never defined: only asked whether it could initialise a field
};
template <class T, size_t... kIndices>
constexpr bool takes(std::index_sequence<kIndices...>) {
  return requires { T{((void)kIndices, Anything{})...}; };
}
template <class T, size_t kCount = 12>
constexpr size_t count_fields() {
  if constexpr (kCount == 0 || takes<T>(std::make_index_sequence<kCount>()))
    return kCount;
  else
    return count_fields<T, kCount - 1>();
}

template <class T>
struct Never {
  const T value;
};
// Clang warns where the address is taken of what no file defines, which is the point of it.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class T>
extern const Never<T> never;

// Clang spells `&never.value.price`, g++ `(& never<...>.Never<...>::value.Order::price)`: the name is what stands last.
template <class T, auto* kAddress>
constexpr std::string_view spelled() {
  return __PRETTY_FUNCTION__;
}
constexpr bool is_name_char(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr std::string_view last_name(std::string_view text) {
  size_t end = text.size();
  while (end > 0 && !is_name_char(text[end - 1])) --end;
  size_t begin = end;
  while (begin > 0 && is_name_char(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

}  // namespace detail

template <class T>
concept Struct = std::is_aggregate_v<T> && std::is_class_v<T>;

template <Struct T>
inline constexpr size_t field_count = detail::count_fields<T>();

// References to all fields of `value`, const when it is.
template <class T>
constexpr auto fields_of(T& value) {
  constexpr size_t kCount = field_count<std::remove_const_t<T>>;
  if constexpr (kCount == 0) {
    return std::tie();
  } else if constexpr (kCount == 1) {
    auto& [a] = value;
    return std::tie(a);
  } else if constexpr (kCount == 2) {
    auto& [a, b] = value;
    return std::tie(a, b);
  } else if constexpr (kCount == 3) {
    auto& [a, b, c] = value;
    return std::tie(a, b, c);
  } else if constexpr (kCount == 4) {
    auto& [a, b, c, d] = value;
    return std::tie(a, b, c, d);
  } else if constexpr (kCount == 5) {
    auto& [a, b, c, d, e] = value;
    return std::tie(a, b, c, d, e);
  } else if constexpr (kCount == 6) {
    auto& [a, b, c, d, e, f] = value;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (kCount == 7) {
    auto& [a, b, c, d, e, f, g] = value;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (kCount == 8) {
    auto& [a, b, c, d, e, f, g, h] = value;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (kCount == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = value;
    return std::tie(a, b, c, d, e, f, g, h, i);
  } else if constexpr (kCount == 10) {
    auto& [a, b, c, d, e, f, g, h, i, j] = value;
    return std::tie(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (kCount == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = value;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  } else {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l] = value;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
  }
}

template <Struct T, size_t kIndex>
inline constexpr std::string_view field_name = [] {
  constexpr auto* kAddress = &std::get<kIndex>(fields_of(detail::never<T>.value));
  constexpr std::string_view kText = detail::spelled<void, kAddress>();
  return detail::last_name(kText);
}();

// The name of a type, without its namespaces.
template <class T>
constexpr std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  return detail::last_name(text);
}

}  // namespace tri::net::msgpack
