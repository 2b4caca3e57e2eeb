// Codec: C++ values as MessagePack and back.
//
//   bool, integers, float, double, std::string, std::vector<T>, std::optional<T>, std::monostate (nil), plain structs
//
// A struct is a map from the names of its fields, so that Lua reads it as a table and either side may gain fields: unknown
// ones are skipped, missing ones are an error unless they are optional. Numbers must fit: 300 is no uint8_t, 1.5 no integer.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "net/msgpack/fields.hpp"
#include "net/msgpack/value.hpp"
#include "net/msgpack/write.hpp"

namespace tri::net::msgpack {

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// What a type is called in a schema: "integer", "[string]", "number?", or the name of a struct.
template <class T>
std::string schema_name() {
  if constexpr (std::same_as<T, bool>)
    return "boolean";
  else if constexpr (std::integral<T>)
    return "integer";
  else if constexpr (std::floating_point<T>)
    return "number";
  else if constexpr (std::same_as<T, std::string>)
    return "string";
  else if constexpr (std::same_as<T, std::monostate>)
    return "nil";
  else if constexpr (kIsVector<T>)
    return "[" + schema_name<typename T::value_type>() + "]";
  else if constexpr (kIsOptional<T>)
    return schema_name<typename T::value_type>() + "?";
  else
    return std::string(type_name<T>());
}

template <class T>
void encode(std::string& out, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    write_boolean(out, value);
  } else if constexpr (std::unsigned_integral<T>) {
    write_unsigned(out, value);
  } else if constexpr (std::integral<T>) {
    write_integer(out, value);
  } else if constexpr (std::same_as<T, float>) {
    write_float32(out, value);
  } else if constexpr (std::same_as<T, double>) {
    write_float64(out, value);
  } else if constexpr (std::same_as<T, std::string>) {
    write_string(out, value);
  } else if constexpr (std::same_as<T, std::monostate>) {
    write_nil(out);
  } else if constexpr (kIsVector<T>) {
    write_array(out, value.size());
    for (const auto& part : value) encode<typename T::value_type>(out, part);
  } else if constexpr (kIsOptional<T>) {
    value ? encode(out, *value) : write_nil(out);
  } else {
    static_assert(Struct<T>, "a type that MessagePack has no form for");
    write_map(out, field_count<T>);
    const auto fields = fields_of(value);
    [&]<size_t... kIndices>(std::index_sequence<kIndices...>) {
      (((void)write_string(out, field_name<T, kIndices>), encode(out, std::get<kIndices>(fields))),
       ...);
    }(std::make_index_sequence<field_count<T>>());
  }
}

// Walks the nodes of one message. The message is whole, so counts were true; only kinds can disappoint.
class NodeReader {
 public:
  NodeReader(std::string_view input, std::span<const Node> nodes) : input_(input), nodes_(nodes) {}

  template <class T>
  Result<void> read(T& value) {
    const Node& node = nodes_[at_];
    if constexpr (std::same_as<T, bool>) {
      if (node.kind != Kind::Boolean) return wrong("a boolean");
      value = node.integer != 0;
    } else if constexpr (std::unsigned_integral<T>) {
      const bool fits =
          node.kind == Kind::Unsigned || (node.kind == Kind::Integer && node.integer >= 0);
      if (!fits || node.unsigned_integer > std::numeric_limits<T>::max())
        return wrong("an integer of at most " + std::to_string(std::numeric_limits<T>::max()));
      value = T(node.unsigned_integer);
    } else if constexpr (std::integral<T>) {
      if (node.kind != Kind::Integer || node.integer < std::numeric_limits<T>::min() ||
          node.integer > std::numeric_limits<T>::max())
        return wrong("an integer of " + std::to_string(sizeof(T)) + " bytes");
      value = T(node.integer);
    } else if constexpr (std::floating_point<T>) {
      if (node.kind == Kind::Float64)
        value = T(node.float64);
      else if (node.kind == Kind::Float32)
        value = T(node.float32);
      else if (node.kind == Kind::Integer)
        value = T(node.integer);
      else
        return wrong("a number");
    } else if constexpr (std::same_as<T, std::string>) {
      if (node.kind != Kind::String && node.kind != Kind::Binary) return wrong("a string");
      value = node.bytes.in(input_);
    } else if constexpr (std::same_as<T, std::monostate>) {
      if (node.kind != Kind::Nil) return wrong("nil");
    } else if constexpr (kIsVector<T>) {
      if (node.kind != Kind::Array) return wrong("an array");
      const uint64_t count = node.count;
      ++at_;
      value.clear();
      for (uint64_t i = 0; i < count; ++i) {
        // Constructed by itself, because std::vector<bool> has no elements to read into.
        typename T::value_type part{};
        TRI_TRY_VOID(read(part));
        value.push_back(std::move(part));
      }
      return {};
    } else if constexpr (kIsOptional<T>) {
      if (node.kind == Kind::Nil)
        value.reset();
      else
        return read(value.emplace());
    } else {
      return read_struct(value);
    }
    ++at_;
    return {};
  }

 private:
  template <class T>
  Result<void> read_struct(T& value) {
    static_assert(Struct<T>, "a type that MessagePack has no form for");
    if (nodes_[at_].kind != Kind::Map) return wrong("a map of " + std::string(type_name<T>()));
    constexpr size_t kCount = field_count<T>;
    const uint64_t pairs = nodes_[at_++].count;
    bool seen[kCount + 1] = {};
    const auto fields = fields_of(value);
    for (uint64_t i = 0; i < pairs; ++i) {
      if (nodes_[at_].kind != Kind::String) return wrong("the name of a field");
      const std::string_view name = nodes_[at_++].bytes.in(input_);
      bool found = false;
      Result<void> result;
      [&]<size_t... kIndices>(std::index_sequence<kIndices...>) {
        (void)((name == field_name<T, kIndices> &&
                (found = seen[kIndices] = true, result = read(std::get<kIndices>(fields)), true)) ||
               ...);
      }(std::make_index_sequence<kCount>());
      if (!result) return fail(std::string(name) + ": " + result.error().message);
      if (!found) skip();
    }
    return require<T>(seen, std::make_index_sequence<kCount>());
  }
  template <class T, size_t... kIndices>
  Result<void> require(const bool* seen, std::index_sequence<kIndices...>) {
    std::string_view missing;
    using Fields = decltype(fields_of(std::declval<T&>()));
    (void)((!seen[kIndices] &&
            !kIsOptional<std::remove_cvref_t<std::tuple_element_t<kIndices, Fields>>> &&
            (missing = field_name<T, kIndices>, true)) ||
           ...);
    if (missing.empty()) return {};
    return fail("expected a field '" + std::string(missing) + "' of " +
                std::string(type_name<T>()) + ", found none");
  }
  // Passes one element and all its parts.
  void skip() {
    for (uint64_t left = 1; left > 0; --left) {
      const Node& node = nodes_[at_++];
      if (node.kind == Kind::Array) left += node.count;
      if (node.kind == Kind::Map) left += 2 * node.count;
    }
  }
  std::unexpected<Error> wrong(const std::string& expected) const;

  std::string_view input_;
  std::span<const Node> nodes_;
  size_t at_ = 0;
};

// The nodes of a payload that is one message and nothing behind it. Cost: linear; one allocation that grows with the input.
// Errors: what is wrong and where.
Result<std::vector<Node>> parse_whole(std::string_view payload);

template <class T>
Result<T> decode(std::string_view payload) {
  const std::vector<Node> nodes = TRI_TRY(parse_whole(payload));
  T value{};
  TRI_TRY_VOID(NodeReader(payload, nodes).read(value));
  return value;
}

}  // namespace tri::net::msgpack
