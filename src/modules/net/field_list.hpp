// FieldList: header fields as Lua programs give them.
#pragma once

#include <string>
#include <vector>

#include "net/gateway/gateway.hpp"
#include "runtime/args.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

// Fields of a table: names to values, or to arrays of values. What is no string or number is refused. False: raised.
class FieldList {
 public:
  bool read(const Args& a, uint32_t n) {
    if (a.none_or_nil(n)) return true;
    Table* t;
    if (!a.table(n, &t)) return false;
    Value name, value;
    for (uint32_t at = kNoPosition;
         (at = next_after(a.L->state, t, at, &name, &value)) != kNoPosition;) {
      if (!name.is_string()) return refuse(a, n, "names of fields are strings");
      if (!value.is_table()) {
        if (!add(a, n, name, value)) return false;
        continue;
      }
      for (int64_t i = 1; i <= int64_t(length_of(value.table())); ++i)
        if (!add(a, n, name, get_int(value.table(), i))) return false;
    }
    for (const Place& place : places_)
      fields_.push_back({place.name, place.value.data() == nullptr
                                         ? std::string_view(numbers_[place.number])
                                         : place.value});
    return true;
  }
  std::span<const net::gateway::Field> fields() const { return fields_; }

 private:
  struct Place {
    std::string_view name, value;
    size_t number;
  };
  static bool refuse(const Args& a, uint32_t n, const char* why) {
    (void)a.fail(n, why);
    return false;
  }
  bool add(const Args& a, uint32_t n, const Value& name, const Value& value) {
    if (value.is_string()) {
      places_.push_back({text_of(name.str()), text_of(value.str()), 0});
      return true;
    }
    if (!value.is_int()) return refuse(a, n, "values of fields are strings or integers");
    places_.push_back({text_of(name.str()), {}, numbers_.size()});
    numbers_.push_back(std::to_string(value.i));
    return true;
  }

  std::vector<Place> places_;
  std::vector<std::string> numbers_;
  std::vector<net::gateway::Field> fields_;
};

}  // namespace tri::modules
