// ShapeTable: all shapes of an engine, and the edges between them.
#pragma once

#include <cstddef>

#include "heap/state.hpp"
#include "runtime/shape_growth.hpp"

namespace tri {

// Keys of a line of descent. A shape of `count` slots owns the first `count` of them; a shape that adds a key where its
// parent's list already goes on differently gets a copy. The hidden metatable slot has a null key.
struct KeyList {
  uint32_t used;
  uint32_t capacity;
  uint8_t*
      index;  // open addressing by hash, slot + 1 or 0; built by the first search of a long list
  KeyList* next;  // all lists of the engine
  Str* keys[];
  uint32_t index_mask() const { return capacity * 2 - 1; }
};

// Where memory beside the heap comes from: the host's allocator.
struct HostMemory {
  AllocFn alloc;
  void* ud;
};

class ShapeTable {
 public:
  explicit ShapeTable(const HostMemory& memory);
  // False: there was no memory for its first shapes, and it must not be used.
  bool is_whole() const;
  ~ShapeTable();
  ShapeTable(const ShapeTable&) = delete;
  ShapeTable& operator=(const ShapeTable&) = delete;

  // Shape with this id. Cost: one load.
  TRI_INLINE const Shape* at(uint32_t id) const { return shapes_[id]; }

  // Rounded so that the object fills its cell.
  static uint32_t round_inline_slots(uint32_t wanted);
  // The shape of new tables with room for so many fields, rounded. nullptr: no memory. Cost: one load.
  TRI_INLINE const Shape* root_for(uint32_t fields) {
    const Shape* s = roots_[fields < kMaxSlots ? fields : kMaxSlots];
    return s ? s : make_root(fields);
  }
  // The shape of new tables with just so many slots in the object. nullptr: no memory.
  const Shape* root(uint32_t inline_slots);
  const Shape* dictionary_root();

  // Edges. nullptr: the table must become a dictionary: too many slots, children or shapes, or no memory. For the
  // shape of a dictionary it always means no memory.
  const Shape* with_key(const Shape* s, Str* key);  // a short string that s does not have
  // For tables of which there is one, such as libraries: many keys in one step, to a shape that no edge leads to. begin_keys gives
  // the keys of s with room for n more. The caller adds them, short strings that s does not have (the collector keeps what is
  // there already), and with_keys gives the shape. nullptr: as for with_key.
  KeyList* begin_keys(const Shape* s, uint32_t n);
  const Shape* with_keys(const Shape* s, KeyList* keys);
  // The same keys with metatable `id` (0: none) in place of any other. When too many metatables have been seen here
  // that is a shape whose tables carry their metatable; so it is for every s that is one already.
  const Shape* with_metatable(const Shape* s, uint32_t id);
  const Shape* with_metatable_in_object(const Shape* s);
  // The shape of the table that is metatable `id`.
  const Shape* as_metatable(const Shape* s, uint32_t id);
  // The dictionary shape with the same metatable (and self id). nullptr: no memory.
  const Shape* as_dictionary(const Shape* s);
  // Whether with_metatable would still name a metatable that s has not had before. When not, an id is of no use to it.
  bool takes_metatable_ids(const Shape* s);

  // Slot of a key, or -1. Cost: a scan up to 8 slots, then one probe of a lazily built index.
  TRI_INLINE int find(const Shape* s, const Str* key) const {
    const uint32_t count = s->count;
    const KeyList* list = s->keys;
    if (count > kScanned) {
      if (!list->index) [[unlikely]]
        return find_indexed(s, key);
      const uint32_t mask = list->index_mask();
      for (uint32_t i = key->header.aux & mask; list->index[i]; i = (i + 1) & mask) {
        const uint32_t slot = list->index[i] - 1u;
        if (list->keys[slot] == key) return slot < count ? int(slot) : -1;
      }
      return -1;
    }
    Str* const* keys = list ? list->keys : nullptr;
    for (uint32_t i = 0; i < count; ++i)
      if (keys[i] == key) return int(i);
    return -1;
  }
  // Key of a slot; nullptr for the hidden metatable slot.
  TRI_INLINE Str* key_at(const Shape* s, uint32_t slot) const { return s->keys->keys[slot]; }

  // An id for a table that becomes a metatable in state S: keyed by its own shape and the site, so that states built
  // alike get equal ids. Never one that a live table of S has. Cost: O(kMaxSharedIds) at most.
  uint32_t new_metatable_id(State* S, const Shape* own, const void* site);

  // What has been added since there were `count` shapes and `last_id` was the last id of a metatable.
  ShapeGrowth growth_since(size_t count, uint32_t last_id) const;
  // Adds the same to a table that is as it was then. False: no memory, and part of it may be there.
  [[nodiscard]] bool grow(Thread* L, const ShapeGrowth& growth);
  uint32_t last_metatable_id() const;

  // Memory that was got for shapes and holds none yet.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const;
  // Calls f for the memory that holds shapes, their edges and keys; and how often any of it has changed.
  void each_used(void (*f)(void* context, char* from, size_t bytes), void* context) const;
  uint64_t changes() const;

  // Calls f for every key of every shape (the collector marks them).
  void each_key(void (*f)(void* context, Str* key), void* context) const;
  size_t count() const { return count_; }
  // Where the address of the array of shapes by id is kept: for those who cannot include this (EngineArea::shape_array).
  Shape* const* const* array() const { return &shapes_; }

  static constexpr uint32_t kScanned = 8;
  // Tables of further layouts become dictionaries. Shapes of dictionaries themselves are not limited: there are at most a
  // few for each shape that names or is a metatable.
  static constexpr size_t kMaxShapes = 1 << 16;

 private:
  int find_indexed(const Shape* s, const Str* key) const;  // builds the index first

  const Shape* make_root(uint32_t fields);

  Shape** shapes_;
  const Shape* roots_[kMaxSlots + 1] = {};  // by the fields asked for, once they have been
  size_t count_;
  HostMemory memory_;
  struct Impl;
  Impl* impl_;
};

}  // namespace tri
