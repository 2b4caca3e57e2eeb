// Write barrier and write log: what every store into heap memory does.
//
//   barrier(S, parent, v)   after storing v into parent: keeps the collector's invariant that a marked object does not point to an
//                           unmarked one unnoticed. One test when v is no object or parent is surely unmarked.
//   barrier_at(S, t, place, v)   the same for an element, entry or field of a table whose payload lies at `place`: of a large
//                           table the collector then looks at the part around it, not at all of it.
//   values_moved(S, t)      after moving entries of t from place to place without a barrier for each: the collector may be in the
//                           middle of scanning t, or remember where in it new values are.
//   dead_keys_gone(S, t)    before walking through the entries of t or moving them: some may have keys that have died, which the
//                           collector removes later.
//   adopted(S, parent, block, bytes)   after giving storage to an object that was there before: storage is marked through its
//                           owner, and the owner may have been looked at already.
//   wrote(parent)           after any store into parent, also of numbers, tags, lengths and header bytes: the hook of the write
//                           log with which a serving state is restored after a request. Costs nothing elsewhere.
#pragma once

#include "heap/object.hpp"

namespace tri {

struct State;
struct Table;

TRI_COLD void values_moved_slow(State* S, Table* t);
TRI_COLD void dead_keys_gone_slow(State* S, Table* t);
TRI_COLD void barrier_slow(State* S, Header* parent, Header* child);
TRI_COLD void barrier_at_slow(State* S, Table* t, const uint64_t* place, Header* child);
TRI_COLD void adopted_slow(State* S, Header* parent, const void* block, size_t bytes);

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
TRI_INLINE void barrier_at(State* S, Table* t, const uint64_t* place, Tag child_tag,
                           const void* child) {
  if (is_collectable(child_tag) && (reinterpret_cast<Header*>(t)->gc & gc_bits::kBlackHint))
      [[unlikely]]
    barrier_at_slow(S, t, place, static_cast<Header*>(const_cast<void*>(child)));
}
TRI_INLINE void barrier_at(State* S, Table* t, const uint64_t* place, const Value& v) {
  barrier_at(S, t, place, v.tag, v.p);
}
TRI_INLINE void adopted(State* S, Table* t, const void* block, size_t bytes) {
  auto* parent = reinterpret_cast<Header*>(t);
  if (parent->gc & gc_bits::kBlackHint) [[unlikely]]
    adopted_slow(S, parent, block, bytes);
}
// Of prototypes and strings, which happens seldom.
TRI_INLINE void adopted(State* S, Header* parent, const void* block, size_t bytes) {
  adopted_slow(S, parent, block, bytes);
}
TRI_INLINE void values_moved(State* S, Table* t) {
  if (reinterpret_cast<Header*>(t)->gc & gc_bits::kBlackHint) [[unlikely]]
    values_moved_slow(S, t);
}
TRI_INLINE void dead_keys_gone(State* S, Table* t) {
  if (reinterpret_cast<Header*>(t)->gc & gc_bits::kDeadKeys) [[unlikely]]
    dead_keys_gone_slow(S, t);
}
TRI_INLINE void wrote(const void*) {}

}  // namespace tri
