// ShapeTable: all shapes of an engine, and the edges between them.
#pragma once

#include <cstddef>

#include "heap/state.hpp"

namespace tri {

class ShapeTable {
 public:
  ShapeTable();
  ~ShapeTable();
  ShapeTable(const ShapeTable&) = delete;
  ShapeTable& operator=(const ShapeTable&) = delete;

  // Shape with this id. Cost: one load.
  TRI_INLINE const Shape* at(uint32_t id) const { return shapes_[id]; }

  // Rounded so that the object fills its cell.
  static uint32_t round_inline_slots(uint32_t wanted);
  Shape* root(uint32_t inline_slots);
  Shape* dictionary_root();

  // Edges. nullptr: the table must become (or stay) a dictionary: too many slots, children or shapes, or no memory.
  Shape* with_key(Shape* s, Str* key);
  // By engine-level id (id 0: none), or carrying it themselves.
  Shape* with_metatable(Shape* s, uint32_t id);
  Shape* with_metatable_in_object(Shape* s);
  // The shape of the table that is metatable `id`.
  Shape* as_metatable(Shape* s, uint32_t id);
  // The dictionary shape with the same metatable (and self id).
  Shape* as_dictionary(const Shape* s);

  // Slot of a key, or -1. Cost: a scan up to 8 slots, then one probe of a lazily built index.
  int find(const Shape* s, const Str* key) const;
  // Key of a slot; nullptr for the hidden metatable slot.
  Str* key_at(const Shape* s, uint32_t slot) const;

  // An id for a table that becomes a metatable in state S: keyed by its own shape and the site, so that states built alike get equal ids.
  uint32_t new_metatable_id(State* S, const Shape* own, const void* site);

  // Calls f for every key of every shape (the collector marks them).
  void each_key(void (*f)(void* context, Str* key), void* context) const;
  size_t count() const { return count_; }

 private:
  Shape** shapes_;
  size_t count_;
  struct Impl;
  Impl* impl_;
};

}  // namespace tri
