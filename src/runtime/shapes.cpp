#include "runtime/shapes.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

namespace tri {

// ---- edges

// What an edge adds. Low three bits of its code; the rest is the key's address or the id.
enum class EdgeKind : uint64_t { Key, Metatable, InObject, Self, WithoutMetatable };

static uint64_t edge_code(const Str* key) { return uint64_t(key); }
static uint64_t edge_code(EdgeKind kind, uint32_t id = 0) {
  return uint64_t(id) << 3 | uint64_t(kind);
}

struct Edge {
  uint64_t code;
  Shape* to;  // null: a free place
};

// Children of one shape: open addressing, at most three quarters full.
struct ShapeEdges {
  uint32_t mask;
  uint32_t count;
  uint32_t keys;
  uint32_t metatables;  // named by id
  Edge places[];
};

static Edge* edge_place(ShapeEdges* edges, uint64_t code) {
  uint32_t i = uint32_t((code * 0x9E3779B97F4A7C15) >> 40);
  for (;; ++i) {
    Edge* e = &edges->places[i & edges->mask];
    if (!e->to || e->code == code) return e;
  }
}

static Shape* edge(const Shape* s, uint64_t code) {
  return s->edges ? edge_place(s->edges, code)->to : nullptr;
}

static ShapeEdges* make_edges(uint32_t places) {
  auto* edges =
      static_cast<ShapeEdges*>(std::calloc(1, sizeof(ShapeEdges) + places * sizeof(Edge)));
  if (edges) edges->mask = places - 1;
  return edges;
}

// Makes room for one more edge of s. False: no memory.
static bool reserve_edge(Shape* s) {
  ShapeEdges* old = s->edges;
  const uint32_t places = old ? old->mask + 1 : 0;
  if (old && (old->count + 1) * 4 <= places * 3) return true;
  ShapeEdges* bigger = make_edges(places ? places * 2 : 2);
  if (!bigger) return false;
  if (old) {
    bigger->count = old->count;
    bigger->keys = old->keys;
    bigger->metatables = old->metatables;
    for (uint32_t i = 0; i < places; ++i)
      if (old->places[i].to) *edge_place(bigger, old->places[i].code) = old->places[i];
    std::free(old);
  }
  s->edges = bigger;
  return true;
}

// ---- the table

// Metatable ids by how the metatable came to be.
struct NamedMetatable {
  const void* site;
  uint32_t own;     // its shape before
  uint32_t number;  // the how-manieth of this origin in one state
  uint32_t id;      // 0: a free place
};

struct ShapeTable::Impl {
  ShapeTable* table;
  size_t shape_capacity = 0;
  Shape* roots[kMaxSlots + 1] = {};
  Shape* dictionary_root = nullptr;
  KeyList* key_lists = nullptr;
  uint32_t last_metatable_id = 0;
  NamedMetatable* named = nullptr;
  uint32_t named_places = 0;
  uint32_t named_count = 0;

  Shape* own(const Shape* s) { return table->shapes_[s->id]; }
  bool full() const { return table->count_ >= kMaxShapes; }

  Shape* add(const Shape& model);
  Shape* add_child(const Shape* parent, uint64_t code, const Shape& model);
  KeyList* make_keys(uint32_t capacity);
  KeyList* extended_keys(const Shape* s, Str* key);
  Shape* with_slot(const Shape* s, uint64_t code, Str* key);
  Shape* without_metatable(const Shape* s);
  Shape* child_with(const Shape* s, EdgeKind kind, uint32_t id);
  Shape* dictionary(MetaKind meta_kind, uint32_t metatable_id, uint32_t self_id);
  bool grow_named();
  NamedMetatable* named_place(uint32_t own, const void* site, uint32_t number);
};

ShapeTable::ShapeTable() : shapes_(nullptr), count_(0), impl_(new(std::nothrow) Impl{this}) {
  if (!impl_) return;
  impl_->add(Shape{});  // id 0 is no shape
  dictionary_root();
}

ShapeTable::~ShapeTable() {
  for (size_t i = 0; i < count_; ++i) {
    std::free(shapes_[i]->edges);
    std::free(shapes_[i]);
  }
  std::free(shapes_);
  if (!impl_) return;
  for (KeyList* list = impl_->key_lists; list;) {
    KeyList* next = list->next;
    std::free(list->index);
    std::free(list);
    list = next;
  }
  std::free(impl_->named);
  delete impl_;
}

// Publishes a copy of `model` under the next id.
Shape* ShapeTable::Impl::add(const Shape& model) {
  if (table->count_ == shape_capacity) {
    const size_t capacity = shape_capacity ? shape_capacity * 2 : 64;
    void* bigger = std::realloc(table->shapes_, capacity * sizeof(Shape*));
    if (!bigger) return nullptr;
    table->shapes_ = static_cast<Shape**>(bigger);
    shape_capacity = capacity;
  }
  auto* s = static_cast<Shape*>(std::malloc(sizeof(Shape)));
  if (!s) return nullptr;
  *s = model;
  s->id = uint32_t(table->count_);
  s->edges = nullptr;
  table->shapes_[table->count_++] = s;
  return s;
}

Shape* ShapeTable::Impl::add_child(const Shape* parent, uint64_t code, const Shape& model) {
  Shape* from = own(parent);
  if (!reserve_edge(from)) return nullptr;
  Shape* s = add(model);
  if (!s) return nullptr;
  s->parent = from;
  *edge_place(from->edges, code) = {code, s};
  ++from->edges->count;
  return s;
}

static Shape empty_shape(ShapeKind kind, uint32_t inline_slots) {
  Shape s{};
  s.kind = kind;
  s.meta_kind = MetaKind::None;
  s.inline_slots = uint8_t(inline_slots);
  s.meta_slot = kNoSlot;
  std::memset(s.event_slot, kNoSlot, sizeof s.event_slot);
  return s;
}

uint32_t ShapeTable::round_inline_slots(uint32_t wanted) {
  if (wanted == 0) return 0;
  if (wanted >= kMaxSlots) return kMaxSlots;
  const size_t cell = (table_bytes(wanted) + kGranule - 1) & ~(kGranule - 1);
  const auto fitting = uint32_t((cell - sizeof(Table)) / 9);
  return fitting < kMaxSlots ? fitting : kMaxSlots;
}

const Shape* ShapeTable::root(uint32_t inline_slots) {
  if (!impl_) return nullptr;
  TRI_ASSERT(inline_slots <= kMaxSlots);
  Shape*& root = impl_->roots[inline_slots];
  if (!root) root = impl_->add(empty_shape(ShapeKind::Shaped, inline_slots));
  return root;
}

const Shape* ShapeTable::make_root(uint32_t fields) {
  const uint32_t wanted = fields < kMaxSlots ? fields : kMaxSlots;
  return roots_[wanted] = root(round_inline_slots(wanted));
}

const Shape* ShapeTable::dictionary_root() {
  if (!impl_) return nullptr;
  Shape*& root = impl_->dictionary_root;
  if (!root) root = impl_->add(empty_shape(ShapeKind::Dictionary, 0));
  return root;
}

// ---- keys

KeyList* ShapeTable::Impl::make_keys(uint32_t capacity) {
  auto* list = static_cast<KeyList*>(std::malloc(sizeof(KeyList) + capacity * sizeof(Str*)));
  if (!list) return nullptr;
  list->used = 0;
  list->capacity = capacity;
  list->index = nullptr;
  list->next = key_lists;
  key_lists = list;
  return list;
}

static void index_key(KeyList* list, uint32_t slot) {
  const Str* key = list->keys[slot];
  if (!key) return;
  const uint32_t mask = list->index_mask();
  uint32_t i = key->header.aux & mask;
  while (list->index[i]) i = (i + 1) & mask;
  list->index[i] = uint8_t(slot + 1);
}

// The keys of s and one more. nullptr: no memory.
KeyList* ShapeTable::Impl::extended_keys(const Shape* s, Str* key) {
  KeyList* list = s->keys;
  if (!list || list->used != s->count || list->used == list->capacity) {
    const uint32_t capacity = s->count < 4 ? 4 : s->count < 16 ? 16 : kMaxSlots;
    KeyList* copy = make_keys(capacity);
    if (!copy) return nullptr;
    if (s->count) std::memcpy(copy->keys, list->keys, s->count * sizeof(Str*));
    copy->used = s->count;
    list = copy;
  }
  list->keys[list->used++] = key;
  if (list->index) index_key(list, list->used - 1);
  return list;
}

int ShapeTable::find_indexed(const Shape* s, const Str* key) const {
  KeyList* list = s->keys;
  list->index = static_cast<uint8_t*>(std::calloc(list->index_mask() + 1, 1));
  if (!list->index) {  // no memory for speed: search one by one
    for (uint32_t i = 0; i < s->count; ++i)
      if (list->keys[i] == key) return int(i);
    return -1;
  }
  for (uint32_t i = 0; i < list->used; ++i) index_key(list, i);
  return find(s, key);
}

// Slots of an overflow block that holds `slots`: what fills a cell, so that adding keys one by one seldom moves it.
static uint8_t overflow_capacity(uint32_t slots) {
  for (uint8_t capacity : {0, 3, 7, 14, 28, 56})
    if (slots <= capacity) return capacity;
  return kMaxSlots;
}

// s with one more slot: of `key`, or the hidden one.
Shape* ShapeTable::Impl::with_slot(const Shape* s, uint64_t code, Str* key) {
  if (s->count >= kMaxSlots || full()) return nullptr;
  KeyList* keys = extended_keys(s, key);
  if (!keys) return nullptr;
  Shape next = *s;
  next.key = key;
  next.keys = keys;
  next.count = uint8_t(s->count + 1);
  if (next.count > next.inline_slots)
    next.overflow_capacity = overflow_capacity(next.count - next.inline_slots);
  if (key && key->header.extra) {
    const uint32_t event = key->header.extra - 1u;
    next.events |= 1u << event;
    next.event_slot[event] = s->count;
  }
  if (!key) {
    next.meta_slot = s->count;
    next.meta_kind = MetaKind::InObject;
  }
  return add_child(s, code, next);
}

const Shape* ShapeTable::with_key(const Shape* s, Str* key) {
  TRI_ASSERT(s->kind == ShapeKind::Shaped && is_short(key));
  if (Shape* known = edge(s, edge_code(key))) return known;
  if (s->edges && s->edges->keys >= kMaxKeyChildren) return nullptr;
  Shape* next = impl_->with_slot(s, edge_code(key), key);
  if (next) ++s->edges->keys;
  return next;
}

void ShapeTable::each_key(void (*f)(void* context, Str* key), void* context) const {
  if (!impl_) return;
  for (KeyList* list = impl_->key_lists; list; list = list->next)
    for (uint32_t i = 0; i < list->used; ++i)
      if (list->keys[i]) f(context, list->keys[i]);
}

// ---- metatables

// The child of s that names or is metatable `id`; made if need be.
Shape* ShapeTable::Impl::child_with(const Shape* s, EdgeKind kind, uint32_t id) {
  const uint64_t code = edge_code(kind, id);
  if (Shape* known = edge(s, code)) return known;
  Shape next = *s;
  next.key = nullptr;
  if (kind == EdgeKind::Self) {
    next.self_metatable_id = id;
  } else if (kind == EdgeKind::Metatable) {
    next.meta_kind = MetaKind::ById;
    next.metatable_id = id;
  } else {
    TRI_ASSERT(kind == EdgeKind::InObject && s->kind == ShapeKind::Dictionary);
    next.meta_kind = MetaKind::InObject;
  }
  return add_child(s, code, next);
}

Shape* ShapeTable::Impl::dictionary(MetaKind meta_kind, uint32_t metatable_id, uint32_t self_id) {
  auto* s = const_cast<Shape*>(table->dictionary_root());
  if (s && self_id) s = child_with(s, EdgeKind::Self, self_id);
  if (s && meta_kind == MetaKind::ById) return child_with(s, EdgeKind::Metatable, metatable_id);
  if (s && meta_kind == MetaKind::InObject) return child_with(s, EdgeKind::InObject, 0);
  return s;
}

const Shape* ShapeTable::as_dictionary(const Shape* s) {
  return impl_->dictionary(s->meta_kind, s->metatable_id, s->self_metatable_id);
}

// The shape with the keys and self id of s, and no metatable.
Shape* ShapeTable::Impl::without_metatable(const Shape* s) {
  TRI_ASSERT(s->meta_kind != MetaKind::InObject || s->kind == ShapeKind::Dictionary);
  if (s->meta_kind == MetaKind::None) return own(s);
  if (s->kind == ShapeKind::Dictionary) return dictionary(MetaKind::None, 0, s->self_metatable_id);
  const uint64_t code = edge_code(EdgeKind::WithoutMetatable);
  if (Shape* known = edge(s, code)) return known;
  if (!reserve_edge(own(s))) return nullptr;
  auto* bare = const_cast<Shape*>(table->root(s->inline_slots));
  for (uint32_t i = 0; bare && i < s->count; ++i)
    bare = const_cast<Shape*>(table->with_key(bare, s->keys->keys[i]));
  if (bare && s->self_metatable_id)
    bare = const_cast<Shape*>(table->as_metatable(bare, s->self_metatable_id));
  if (!bare) return nullptr;
  if (!reserve_edge(own(s))) return nullptr;  // again: the walk may have added edges to s
  *edge_place(s->edges, code) = {code, bare};
  ++s->edges->count;
  return bare;
}

bool ShapeTable::takes_metatable_ids(const Shape* s) {
  if (s->meta_kind == MetaKind::InObject) return false;
  const Shape* bare = impl_->without_metatable(s);
  if (!bare || impl_->full()) return false;
  return !bare->edges || bare->edges->metatables < kMaxMetatableChildren;
}

const Shape* ShapeTable::with_metatable(const Shape* s, uint32_t id) {
  if (s->meta_kind == MetaKind::InObject) return s;
  const Shape* bare = impl_->without_metatable(s);
  if (!bare || id == 0) return bare;
  if (Shape* known = edge(bare, edge_code(EdgeKind::Metatable, id))) return known;
  if (!takes_metatable_ids(bare)) return with_metatable_in_object(bare);
  Shape* next = impl_->child_with(bare, EdgeKind::Metatable, id);
  if (next) ++bare->edges->metatables;
  return next;
}

const Shape* ShapeTable::with_metatable_in_object(const Shape* s) {
  if (s->meta_kind == MetaKind::InObject) return s;
  if (s->kind == ShapeKind::Dictionary)
    return impl_->dictionary(MetaKind::InObject, 0, s->self_metatable_id);
  const Shape* bare = impl_->without_metatable(s);
  if (!bare) return nullptr;
  const uint64_t code = edge_code(EdgeKind::InObject);
  if (Shape* known = edge(bare, code)) return known;
  return impl_->with_slot(bare, code, nullptr);
}

const Shape* ShapeTable::as_metatable(const Shape* s, uint32_t id) {
  if (s->self_metatable_id == id) return s;
  TRI_ASSERT(s->self_metatable_id == 0);
  if (s->kind == ShapeKind::Dictionary) return impl_->dictionary(s->meta_kind, s->metatable_id, id);
  if (Shape* known = edge(s, edge_code(EdgeKind::Self, id))) return known;
  return impl_->full() ? nullptr : impl_->child_with(s, EdgeKind::Self, id);
}

// ---- ids

// Metatables of one origin beyond this many alive at once get ids that no other state will use again: finding the first
// free number would cost time in proportion to them.
static constexpr uint32_t kMaxSharedIds = 256;

NamedMetatable* ShapeTable::Impl::named_place(uint32_t own, const void* site, uint32_t number) {
  uint64_t hash = (uint64_t(own) << 32 | number) * 0x9E3779B97F4A7C15;
  hash = (hash ^ uint64_t(site)) * 0xD6E8FEB86659FD93;
  for (uint32_t i = uint32_t(hash >> 32);; ++i) {
    NamedMetatable* n = &named[i & (named_places - 1)];
    if (!n->id || (n->own == own && n->site == site && n->number == number)) return n;
  }
}

bool ShapeTable::Impl::grow_named() {
  if ((named_count + 1) * 4 <= named_places * 3) return true;
  const uint32_t old_places = named_places, places = old_places ? old_places * 2 : 16;
  NamedMetatable* old = named;
  auto* bigger = static_cast<NamedMetatable*>(std::calloc(places, sizeof(NamedMetatable)));
  if (!bigger) return false;
  named = bigger;
  named_places = places;
  for (uint32_t i = 0; i < old_places; ++i)
    if (old[i].id) *named_place(old[i].own, old[i].site, old[i].number) = old[i];
  std::free(old);
  return true;
}

uint32_t ShapeTable::new_metatable_id(State* S, const Shape* own, const void* site) {
  for (uint32_t number = 0; number < kMaxSharedIds; ++number) {
    if (!impl_->grow_named()) break;
    NamedMetatable* named = impl_->named_place(own->id, site, number);
    if (!named->id) {
      *named = {site, own->id, number, ++impl_->last_metatable_id};
      ++impl_->named_count;
      return named->id;
    }
    if (named->id >= S->metatable_capacity || !S->metatables[named->id]) return named->id;
  }
  return ++impl_->last_metatable_id;
}

}  // namespace tri
