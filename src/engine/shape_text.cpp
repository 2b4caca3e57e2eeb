#include "engine/shape_text.hpp"

#include "heap/cache.hpp"
#include "runtime/metatable.hpp"
#include "runtime/shapes.hpp"

namespace tri::engine {

std::string shape_text(const State* S, uint32_t id) {
  if (id == kStringReceiver) return "strings";
  const Shape* s = S->engine->shapes->at(id);
  std::string text = "shape " + std::to_string(id) + " ";
  if (s->kind == ShapeKind::Dictionary) {
    text += "dictionary";
  } else {
    text += "{";
    bool is_first = true;
    for (uint32_t n = 0; n < s->count; ++n)
      if (const Str* key = S->engine->shapes->key_at(s, n)) {
        text += (is_first ? "" : ", ") + std::string(text_of(key));
        is_first = false;
      }
    text += "}";
  }
  if (s->meta_kind == MetaKind::ById) text += " | metatable " + std::to_string(s->metatable_id);
  if (s->meta_kind == MetaKind::InObject) text += " | its own metatable";
  return text;
}

}  // namespace tri::engine
