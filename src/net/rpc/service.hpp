// Services: plain structs that say which methods there are, read by clients, servers and a schema alike.
//
//   struct Calculator {
//     Method<Pair, int64_t> add;            called as "Calculator/add"
//     Stream<Range, int64_t> count;         items, and then an end
//   };
//   co_await client.call<&Calculator::add>({1, 2}, 20ms)
//
// A service is never made; its fields are only named. At most 12 methods (msgpack/fields.hpp).
#pragma once

#include <expected>
#include <string>

#include "net/msgpack/codec.hpp"

namespace tri::net::rpc {

// Why a call has no result: one of error_code or what its handler gave, and words for people.
struct CallError {
  std::string code, message;
};
template <class T>
using Answer = std::expected<T, CallError>;

inline std::unexpected<CallError> refuse(std::string_view code, std::string message) {
  return std::unexpected(CallError{std::string(code), std::move(message)});
}

template <class ArgumentsT, class ResultT>
struct Method {
  using Arguments = ArgumentsT;
  using Result = ResultT;
  static constexpr bool kStreams = false;
};
template <class ArgumentsT, class ItemT>
struct Stream {
  using Arguments = ArgumentsT;
  using Result = ItemT;
  static constexpr bool kStreams = true;
};

namespace detail {

template <class T>
struct MemberOf;
template <class Service, class M>
struct MemberOf<M Service::*> {
  using Owner = Service;
  using Member = M;
};

template <auto kMember>
constexpr std::string_view member_name() {
  // Clang: [kMember = &ns::Calculator::add]; g++: [with auto kMember = &Calculator::add; ...]
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("kMember = ") + 10);
  text = text.substr(0, text.find_first_of(";]"));
  return msgpack::detail::last_name(text);
}

}  // namespace detail

template <auto kMember>
using MethodOf = typename detail::MemberOf<decltype(kMember)>::Member;

template <auto kMember>
const std::string& method_name() {
  using Service = typename detail::MemberOf<decltype(kMember)>::Owner;
  static const std::string name = std::string(msgpack::type_name<Service>()) + "/" +
                                  std::string(detail::member_name<kMember>());
  return name;
}

namespace schema {

struct Field {
  std::string name, type;
};
struct Type {
  std::string name;
  std::vector<Field> fields;
};
struct MethodEntry {
  std::string name, arguments, result;
  bool streams = false;
};
struct Service {
  std::string name;
  std::vector<MethodEntry> methods;
  std::vector<Type> types;
};

template <class T>
void add_type(std::vector<Type>& types) {
  if constexpr (msgpack::kIsVector<T> || msgpack::kIsOptional<T>) {
    add_type<typename T::value_type>(types);
  } else if constexpr (msgpack::Struct<T> && !std::same_as<T, std::monostate>) {
    const std::string name(msgpack::type_name<T>());
    for (const Type& known : types)
      if (known.name == name) return;
    const size_t at = types.size();
    types.push_back({name, {}});
    [&]<size_t... kIndices>(std::index_sequence<kIndices...>) {
      using Fields = decltype(msgpack::fields_of(std::declval<T&>()));
      (types[at].fields.push_back(
           {std::string(msgpack::field_name<T, kIndices>),
            msgpack::schema_name<std::remove_cvref_t<std::tuple_element_t<kIndices, Fields>>>()}),
       ...);
      (add_type<std::remove_cvref_t<std::tuple_element_t<kIndices, Fields>>>(types), ...);
    }(std::make_index_sequence<msgpack::field_count<T>>());
  }
}

}  // namespace schema

// What a service offers: its methods, and the structs that they speak of. It is a plain struct itself, so encode() gives
// the form that others read.
template <class ServiceT>
schema::Service schema_of() {
  schema::Service service{std::string(msgpack::type_name<ServiceT>()), {}, {}};
  [&]<size_t... kIndices>(std::index_sequence<kIndices...>) {
    using Fields = decltype(msgpack::fields_of(std::declval<ServiceT&>()));
    const auto add = [&]<class M>(std::string_view name, const M*) {
      service.methods.push_back({std::string(name), msgpack::schema_name<typename M::Arguments>(),
                                 msgpack::schema_name<typename M::Result>(), M::kStreams});
      schema::add_type<typename M::Arguments>(service.types);
      schema::add_type<typename M::Result>(service.types);
    };
    (add(msgpack::field_name<ServiceT, kIndices>,
         static_cast<const std::remove_cvref_t<std::tuple_element_t<kIndices, Fields>>*>(nullptr)),
     ...);
  }(std::make_index_sequence<msgpack::field_count<ServiceT>>());
  return service;
}

}  // namespace tri::net::rpc
