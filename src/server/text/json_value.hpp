// JsonValue: a JSON text as a tree, for what administrators send: bundles, settings, commands.
//
// Requests of functions never come here; they are decoded straight into their state (sandbox/request_table.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

struct JsonMember;

struct JsonValue {
  enum class Kind : uint8_t { Null, Boolean, Integer, Real, Text, Array, Object };

  Kind kind = Kind::Null;
  bool boolean = false;
  int64_t integer = 0;
  double real = 0;  // of an Integer too
  std::string text;
  std::vector<JsonValue> elements;
  std::vector<JsonMember> members;

  bool is_text() const { return kind == Kind::Text; }
  bool is_integer() const { return kind == Kind::Integer; }
  bool is_number() const { return kind == Kind::Integer || kind == Kind::Real; }
  bool is_object() const { return kind == Kind::Object; }
  // The member called `name`, or null.
  const JsonValue* find(std::string_view name) const;
  // The text of the member called `name`, or "".
  std::string_view text_of(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// Errors: what is no JSON, with the parser's reason.
Result<JsonValue> read_json(std::string_view text);

}  // namespace tri::server
