// HeapHooks: what the heap has to ask the rooms above it. Filled in by engine.
//
// None of these may allocate from the heap, run Lua code or raise, but for after_collection, which may allocate.
#pragma once

#include "heap/shape.hpp"
#include "heap/value.hpp"

namespace tri {

struct State;

struct HeapHooks {
  // Short strings are about to be freed: takes them out of the string table.
  void (*forget_strings)(State* S, Str* const* strings, uint32_t count);
  // Calls f for every key of every shape.
  void (*each_shape_key)(State* S, void (*f)(void* context, Str* key), void* context);
  // The raw field of an event in a metatable; nil when absent.
  Value (*event_of)(State* S, const Table* metatable, Event e);
  // All that is alive has been marked, nothing is freed yet.
  void (*before_sweep)(State* S, bool (*is_alive)(void* context, struct Proto* p), void* context);
  // A collection has ended, not in an emergency: a time to shrink tables.
  void (*after_collection)(State* S);
};

}  // namespace tri
