// Write barrier and write log: what every store into heap memory does.
//
//   barrier(S, parent, v)   after storing v into parent: keeps the collector's invariant that a marked object does not point to an
//                           unmarked one unnoticed. One test when v is no object or parent is surely unmarked.
//   values_moved(S, t)      after moving elements or entries of t from place to place without a barrier for each (memmove): the
//                           collector may be in the middle of scanning t.
//   wrote(parent)           after any store into parent, also of numbers, tags, lengths and header bytes: the hook of the write
//                           log with which a serving state is restored after a request. Costs nothing elsewhere.
#pragma once

#include "heap/object.hpp"

namespace tri {

struct State;

TRI_COLD void values_moved_slow(State* S, Table* t);
TRI_COLD void barrier_slow(State* S, Header* parent, Header* child);

TRI_INLINE void barrier(State* S, Header* parent, Tag child_tag, const void* child) {
  if (is_collectable(child_tag) && (parent->gc & gc_bits::kBlackHint)) [[unlikely]]
    barrier_slow(S, parent, static_cast<Header*>(const_cast<void*>(child)));
}
TRI_INLINE void barrier(State* S, Header* parent, const Value& v) {
  barrier(S, parent, v.tag, v.p);
}
TRI_INLINE void barrier_object(State* S, Header* parent, void* child) {
  if (parent->gc & gc_bits::kBlackHint) [[unlikely]]
    barrier_slow(S, parent, static_cast<Header*>(child));
}
TRI_INLINE void values_moved(State* S, Table* t) {
  if (reinterpret_cast<Header*>(t)->gc & gc_bits::kBlackHint) [[unlikely]]
    values_moved_slow(S, t);
}
TRI_INLINE void wrote(const void*) {}

}  // namespace tri
