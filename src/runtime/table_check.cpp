#include "runtime/table_check.hpp"

#include "runtime/dictionary.hpp"

namespace tri {

static void verify_array(const Table* t) {
  const ArrayKind kind = t->array_kind();
  TRI_CHECK(t->length <= t->capacity);
  TRI_CHECK((kind == ArrayKind::Empty) == (t->array == nullptr));
  if (kind == ArrayKind::Empty) TRI_CHECK(t->length == 0);
  if (kind == ArrayKind::Mixed && t->length) TRI_CHECK(t->array_tags()[t->length - 1] != Tag::Nil);
}

static void verify_shaped(State* S, const Table* t, const Shape* s) {
  TRI_CHECK(!(t->header.kind & table_bits::kIntKeys));
  TRI_CHECK((t->ext != nullptr) == (s->overflow_capacity != 0));
  TRI_CHECK(s->count <= s->inline_slots + s->overflow_capacity);
  for (uint32_t i = 0; i < s->count; ++i) {
    const Str* key = S->engine->shapes->key_at(s, i);
    TRI_CHECK((key == nullptr) == (i == s->meta_slot));
    if (!key) continue;
    TRI_CHECK(is_short(key));
    TRI_CHECK(S->engine->shapes->find(s, key) == int(i));
    if (key->header.extra) TRI_CHECK(s->event_slot[key->header.extra - 1] == i);
  }
}

static void verify_int_key(const Table* t, int64_t key) {
  TRI_CHECK(t->header.kind & table_bits::kIntKeys);
  TRI_CHECK(key < 1 || key > int64_t(t->length) + 1);
}

static void verify_dictionary(State* S, const Table* t) {
  Dictionary* d = t->dictionary();
  TRI_CHECK(d && d->used <= d->capacity && d->capacity == d->mask);
  uint32_t live = 0;
  for (uint32_t i = 0; i < d->used; ++i) {
    const Entry& e = d->entries()[i];
    if (e.value_tag == Tag::Nil) continue;
    ++live;
    const Value key = Value::raw(e.key, e.key_tag);
    TRI_CHECK(find_entry(S, d, key) == &e);
    TRI_CHECK(!key.is_nil() && normalize_key(key).tag == key.tag);
    if (key.is_int()) verify_int_key(t, key.i);
  }
  TRI_CHECK(live <= d->live_hint);
}

void verify_table(State* S, Table* t) {
  const Shape* s = shape_of(S, t);
  TRI_CHECK(t->header.tag == Tag::Table && t->shape() != 0);
  TRI_CHECK(t->is_dictionary() == (s->kind == ShapeKind::Dictionary));
  verify_array(t);
  if (t->is_dictionary()) {
    verify_dictionary(S, t);
  } else {
    verify_shaped(S, t, s);
  }
}

#if defined(TRINITY_CHECKED)
void check_table(State* S, Table* t) { verify_table(S, t); }
#endif

}  // namespace tri
