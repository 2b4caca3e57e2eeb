#include "runtime/shapes.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "runtime/strings.hpp"

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

// ---- memory

// Zeroed. nullptr: no memory.
static void* take_zeroed(const HostMemory& memory, size_t bytes) {
  void* block = memory.alloc(memory.ud, nullptr, 0, bytes);
  return block ? std::memset(block, 0, bytes) : nullptr;
}
static void give(const HostMemory& memory, void* block, size_t bytes) {
  if (block) memory.alloc(memory.ud, block, bytes, 0);
}

// Shapes, their edges and keys: many small things that live as long as the engine, handed out one behind the other. What grows
// leaves its old place behind, which is less than what it grows to.
class ShapeMemory {
 public:
  explicit ShapeMemory(const HostMemory& host) : host_(host) {}
  ~ShapeMemory() {
    for (Block* b = blocks_; b;) {
      Block* next = b->next;
      give(host_, b, b->bytes);
      b = next;
    }
  }
  ShapeMemory(const ShapeMemory&) = delete;
  ShapeMemory& operator=(const ShapeMemory&) = delete;

  // Zeroed, aligned to 8. nullptr: no memory.
  void* allocate(size_t bytes) {
    ++changes_;
    bytes = (bytes + 7) & ~size_t(7);
    if (bytes > left_ && !add_block(bytes)) return nullptr;
    void* p = std::memset(next_, 0, bytes);
    next_ += bytes;
    left_ -= bytes;
    return p;
  }

  // Something that was handed out is written to, other than by whom it was just handed out to.
  void note_change() { ++changes_; }
  uint64_t changes() const { return changes_; }

  char* unused() const { return next_; }
  size_t unused_bytes() const { return left_; }
  void each_used(void (*f)(void* context, char* from, size_t bytes), void* context) const {
    for (Block* b = blocks_; b; b = b->next) {
      char* const from = reinterpret_cast<char*>(b + 1);
      char* const end = b == blocks_ ? next_ : reinterpret_cast<char*>(b) + b->bytes;
      f(context, from, size_t(end - from));
    }
  }

 private:
  struct Block {
    Block* next;
    size_t bytes;  // this head included
  };
  static constexpr size_t kSmallest = 4 << 10, kLargest = 64 << 10;

  bool add_block(size_t bytes) {
    size_t size = size_;
    while (size < bytes + sizeof(Block)) size *= 2;
    auto* b = static_cast<Block*>(host_.alloc(host_.ud, nullptr, 0, size));
    if (!b) return false;
    *b = {.next = blocks_, .bytes = size};
    blocks_ = b;
    next_ = reinterpret_cast<char*>(b + 1);
    left_ = size - sizeof(Block);
    if (size_ < kLargest) size_ *= 2;
    return true;
  }

  const HostMemory host_;
  uint64_t changes_ = 0;
  Block* blocks_ = nullptr;
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t size_ = kSmallest;  // of the next block
};

// Makes room for one more edge of s, which is about to be added. False: no memory.
static bool reserve_edge(ShapeMemory& memory, Shape* s) {
  memory.note_change();
  ShapeEdges* old = s->edges;
  const uint32_t places = old ? old->mask + 1 : 0;
  if (old && (old->count + 1) * 4 <= places * 3) return true;
  const uint32_t wanted = places ? places * 2 : 2;
  auto* bigger =
      static_cast<ShapeEdges*>(memory.allocate(sizeof(ShapeEdges) + wanted * sizeof(Edge)));
  if (!bigger) return false;
  bigger->mask = wanted - 1;
  if (old) {
    bigger->count = old->count;
    bigger->keys = old->keys;
    bigger->metatables = old->metatables;
    for (uint32_t i = 0; i < places; ++i)
      if (old->places[i].to) *edge_place(bigger, old->places[i].code) = old->places[i];
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
  ShapeMemory memory;
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
  Shape* add_again(Thread* L, const ShapeGrowth::Added& added);
};

ShapeTable::ShapeTable(const HostMemory& memory)
    : shapes_(nullptr), count_(0), memory_(memory), impl_(nullptr) {
  void* const room = take_zeroed(memory, sizeof(Impl));
  if (!room) return;
  impl_ = new (room) Impl{this, ShapeMemory(memory)};
  impl_->add(Shape{});  // id 0 is no shape
  dictionary_root();
}

// The first shape and that of dictionaries.
bool ShapeTable::is_whole() const { return impl_ && impl_->dictionary_root && count_ == 2; }

ShapeTable::~ShapeTable() {
  if (!impl_) return;
  give(memory_, shapes_, impl_->shape_capacity * sizeof(Shape*));
  give(memory_, impl_->named, impl_->named_places * sizeof(NamedMetatable));
  impl_->~Impl();
  give(memory_, impl_, sizeof(Impl));
}

// Publishes a copy of `model` under the next id.
Shape* ShapeTable::Impl::add(const Shape& model) {
  if (table->count_ == shape_capacity) {
    const size_t capacity = shape_capacity ? shape_capacity * 2 : 64;
    const HostMemory& host = table->memory_;
    void* bigger = host.alloc(host.ud, table->shapes_, shape_capacity * sizeof(Shape*),
                              capacity * sizeof(Shape*));
    if (!bigger) return nullptr;
    table->shapes_ = static_cast<Shape**>(bigger);
    shape_capacity = capacity;
  }
  auto* s = static_cast<Shape*>(memory.allocate(sizeof(Shape)));
  if (!s) return nullptr;
  *s = model;
  s->id = uint32_t(table->count_);
  s->edges = nullptr;
  table->shapes_[table->count_++] = s;
  return s;
}

Shape* ShapeTable::Impl::add_child(const Shape* parent, uint64_t code, const Shape& model) {
  Shape* from = own(parent);
  if (!reserve_edge(memory, from)) return nullptr;
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
  auto* list = static_cast<KeyList*>(memory.allocate(sizeof(KeyList) + capacity * sizeof(Str*)));
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
  memory.note_change();
  list->keys[list->used++] = key;
  if (list->index) index_key(list, list->used - 1);
  return list;
}

int ShapeTable::find_indexed(const Shape* s, const Str* key) const {
  KeyList* list = s->keys;
  list->index = static_cast<uint8_t*>(impl_->memory.allocate(list->index_mask() + 1));
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

// Notes that slot `slot` of s is that of an event's name, if `key` is one.
static void note_event(Shape* s, const Str* key, uint32_t slot) {
  if (!key->header.extra) return;
  const uint32_t event = key->header.extra - 1u;
  s->events |= 1u << event;
  s->event_slot[event] = uint8_t(slot);
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
  if (key) note_event(&next, key, s->count);
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

KeyList* ShapeTable::begin_keys(const Shape* s, uint32_t n) {
  if (s->kind != ShapeKind::Shaped || s->count + n > kMaxSlots || impl_->full()) return nullptr;
  const uint32_t capacity = std::bit_ceil(s->count + n);  // as `index_mask` wants it
  KeyList* list = impl_->make_keys(capacity);
  if (!list) return nullptr;
  if (s->count) std::memcpy(list->keys, s->keys->keys, s->count * sizeof(Str*));
  list->used = s->count;
  return list;
}

const Shape* ShapeTable::with_keys(const Shape* s, KeyList* keys) {
  TRI_ASSERT(keys->used > s->count && keys->used <= keys->capacity);
  Shape next = *s;
  next.key = nullptr;
  next.keys = keys;
  next.count = uint8_t(keys->used);
  if (next.count > next.inline_slots)
    next.overflow_capacity = overflow_capacity(next.count - next.inline_slots);
  for (uint32_t slot = s->count; slot < next.count; ++slot)
    note_event(&next, keys->keys[slot], slot);
  Shape* made = impl_->add(next);
  if (made) made->parent = impl_->own(s);
  return made;
}

void ShapeTable::each_key(void (*f)(void* context, Str* key), void* context) const {
  if (!impl_) return;
  for (KeyList* list = impl_->key_lists; list; list = list->next)
    for (uint32_t i = 0; i < list->used; ++i)
      if (list->keys[i]) f(context, list->keys[i]);
}

void ShapeTable::each_unused(void (*f)(void* context, char* from, size_t bytes),
                             void* context) const {
  f(context, impl_->memory.unused(), impl_->memory.unused_bytes());
}

void ShapeTable::each_used(void (*f)(void* context, char* from, size_t bytes),
                           void* context) const {
  const auto give = [&](const void* from, size_t bytes) {
    if (bytes) f(context, static_cast<char*>(const_cast<void*>(from)), bytes);
  };
  give(impl_, sizeof *impl_);
  give(shapes_, impl_->shape_capacity * sizeof(Shape*));
  give(impl_->named, impl_->named_places * sizeof(NamedMetatable));
  impl_->memory.each_used(f, context);
}

uint64_t ShapeTable::changes() const { return impl_->memory.changes(); }

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
  if (!reserve_edge(memory, own(s))) return nullptr;
  auto* bare = const_cast<Shape*>(table->root(s->inline_slots));
  for (uint32_t i = 0; bare && i < s->count; ++i)
    bare = const_cast<Shape*>(table->with_key(bare, s->keys->keys[i]));
  if (bare && s->self_metatable_id)
    bare = const_cast<Shape*>(table->as_metatable(bare, s->self_metatable_id));
  if (!bare) return nullptr;
  if (!reserve_edge(memory, own(s))) return nullptr;  // again: the walk may have added edges to s
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
  auto* bigger =
      static_cast<NamedMetatable*>(take_zeroed(table->memory_, places * sizeof(NamedMetatable)));
  if (!bigger) return false;
  memory.note_change();
  named = bigger;
  named_places = places;
  for (uint32_t i = 0; i < old_places; ++i)
    if (old[i].id) *named_place(old[i].own, old[i].site, old[i].number) = old[i];
  give(table->memory_, old, old_places * sizeof(NamedMetatable));
  return true;
}

uint32_t ShapeTable::new_metatable_id(State* S, const Shape* own, const void* site) {
  for (uint32_t number = 0; number < kMaxSharedIds; ++number) {
    if (!impl_->grow_named()) break;
    NamedMetatable* named = impl_->named_place(own->id, site, number);
    if (!named->id) {
      impl_->memory.note_change();
      *named = {site, own->id, number, ++impl_->last_metatable_id};
      ++impl_->named_count;
      return named->id;
    }
    if (named->id >= S->metatable_capacity || !S->metatables[named->id]) return named->id;
  }
  impl_->memory.note_change();
  return ++impl_->last_metatable_id;
}

uint32_t ShapeTable::last_metatable_id() const { return impl_->last_metatable_id; }

// ---- growth

// The keys of s from slot `first` on, each with a zero behind it; none holds one.
static std::string joined_keys(const Shape* s, uint32_t first) {
  std::string names;
  for (uint32_t slot = first; slot < s->count; ++slot)
    names.append(text_of(s->keys->keys[slot])).push_back('\0');
  return names;
}

static ShapeGrowth::Added step_to(const Shape* s) {
  using Step = ShapeGrowth::Step;
  const Shape* from = s->parent;
  if (!from) return {Step::Root, 0, s->inline_slots, {}};
  if (s->count > from->count) {
    if (s->meta_slot != from->meta_slot) return {Step::Hidden, from->id, 0, {}};
    if (!s->key) return {Step::Keys, from->id, 0, joined_keys(s, from->count)};
    return {Step::Key, from->id, 0, std::string(text_of(s->key))};
  }
  if (s->self_metatable_id != from->self_metatable_id)
    return {Step::Self, from->id, s->self_metatable_id, {}};
  if (s->meta_kind == MetaKind::ById) return {Step::Metatable, from->id, s->metatable_id, {}};
  return {Step::InObject, from->id, 0, {}};
}

ShapeGrowth ShapeTable::growth_since(size_t count, uint32_t last_id) const {
  ShapeGrowth growth;
  for (size_t id = count; id < count_; ++id) growth.shapes.push_back(step_to(shapes_[id]));
  for (uint32_t i = 0; i < impl_->named_places; ++i)
    if (const NamedMetatable& n = impl_->named[i]; n.id > last_id)
      growth.metatables.push_back({n.site, n.own, n.number, n.id});
  growth.last_metatable_id = impl_->last_metatable_id;
  return growth;
}

Shape* ShapeTable::Impl::add_again(Thread* L, const ShapeGrowth::Added& added) {
  using Step = ShapeGrowth::Step;
  Shape* const from = table->shapes_[added.parent];
  Shape* made = nullptr;
  switch (added.step) {
    case Step::Root: return const_cast<Shape*>(table->root(added.number));
    case Step::Hidden: return with_slot(from, edge_code(EdgeKind::InObject), nullptr);
    case Step::InObject: return child_with(from, EdgeKind::InObject, 0);
    case Step::Self: return child_with(from, EdgeKind::Self, added.number);
    case Step::Key: {
      Str* const key = new_string(L, added.key);
      made = key ? with_slot(from, edge_code(key), key) : nullptr;
      if (made) ++from->edges->keys;
      return made;
    }
    case Step::Keys: {
      const auto n = uint32_t(std::count(added.key.begin(), added.key.end(), '\0'));
      KeyList* const keys = table->begin_keys(from, n);
      if (!keys) return nullptr;
      for (size_t at = 0, end; at < added.key.size(); at = end + 1) {
        end = added.key.find('\0', at);
        Str* const key = new_string(L, std::string_view(added.key).substr(at, end - at));
        if (!key) return nullptr;
        keys->keys[keys->used++] = key;
      }
      return const_cast<Shape*>(table->with_keys(from, keys));
    }
    case Step::Metatable:
      made = child_with(from, EdgeKind::Metatable, added.number);
      if (made && from->kind == ShapeKind::Shaped) ++from->edges->metatables;
      return made;
  }
  TRI_UNREACHABLE();
}

bool ShapeTable::grow(Thread* L, const ShapeGrowth& growth) {
  for (const ShapeGrowth::Added& added : growth.shapes) {
    const size_t id = count_;
    const Shape* const made = impl_->add_again(L, added);
    if (!made || made->id != id) return false;
  }
  for (const ShapeGrowth::Named& n : growth.metatables) {
    if (!impl_->grow_named()) return false;
    *impl_->named_place(n.own, n.site, n.number) = {n.site, n.own, n.number, n.id};
    ++impl_->named_count;
  }
  impl_->last_metatable_id = growth.last_metatable_id;
  return true;
}

}  // namespace tri
