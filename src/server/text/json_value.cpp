#include "server/text/json_value.hpp"

#include <simdjson.h>

namespace tri::server {

namespace {

namespace dom = simdjson::dom;

JsonValue tree_of(dom::element element) {
  using Kind = JsonValue::Kind;
  JsonValue v;
  switch (element.type()) {
    case dom::element_type::NULL_VALUE: break;
    case dom::element_type::BOOL:
      v.kind = Kind::Boolean;
      v.boolean = bool(element);
      break;
    case dom::element_type::INT64:
      v.kind = Kind::Integer;
      v.integer = int64_t(element);
      v.real = double(v.integer);
      break;
    case dom::element_type::UINT64:
      v.kind = Kind::Real;
      v.real = double(uint64_t(element));
      break;
    case dom::element_type::DOUBLE:
      v.kind = Kind::Real;
      v.real = double(element);
      break;
    case dom::element_type::STRING:
      v.kind = Kind::Text;
      v.text = std::string_view(element);
      break;
    case dom::element_type::ARRAY:
      v.kind = Kind::Array;
      for (dom::element child : dom::array(element)) v.elements.push_back(tree_of(child));
      break;
    case dom::element_type::OBJECT:
      v.kind = Kind::Object;
      for (auto [name, child] : dom::object(element))
        v.members.push_back({std::string(name), tree_of(child)});
      break;
  }
  return v;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  for (const JsonMember& member : members)
    if (member.name == name) return &member.value;
  return nullptr;
}

std::string_view JsonValue::text_of(std::string_view name) const {
  const JsonValue* found = find(name);
  return found && found->is_text() ? std::string_view(found->text) : std::string_view();
}

Result<JsonValue> read_json(std::string_view text) {
  // Nesting is bounded by the parser (1024), so the recursion above is too.
  dom::parser parser;
  dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error) return fail(std::string("expected JSON: ") + simdjson::error_message(error));
  return tree_of(root);
}

}  // namespace tri::server
