#include "runtime/array.hpp"

#include <cstring>

#include "runtime/error.hpp"
#include "runtime/hold.hpp"

namespace tri {

static uint32_t element_bytes(ArrayKind kind) { return kind == ArrayKind::Mixed ? 9 : 8; }

// What fills the cell that `capacity` elements need.
static uint32_t fitting_capacity(ArrayKind kind, uint64_t capacity) {
  const size_t bytes = capacity * element_bytes(kind);
  if (bytes > kMaxCell) return uint32_t(capacity);
  const size_t cell = Heap::granted(bytes);
  return uint32_t(kind == ArrayKind::Mixed ? cell / 9 : cell / 8);
}

uint32_t grown_capacity(const Table* t, uint64_t needed) {
  constexpr uint32_t kFirst = 3, kDoubled = 1 << 17;  // doubles up to 1 MiB, then grows by half
  const uint64_t old = t->capacity;
  uint64_t grown = old < kDoubled ? old * 2 : old + old / 2;
  if (t->array_kind() == ArrayKind::Empty) grown = old;
  if (grown < kFirst) grown = kFirst;
  if (grown > kMaxArray) grown = kMaxArray;
  return uint32_t(grown > needed ? grown : needed);
}

bool reserve_array_kind(Thread* L, Table* t, ArrayKind kind, uint64_t capacity) {
  const ArrayKind old_kind = t->array_kind();
  const uint32_t old_capacity = t->capacity;
  TRI_ASSERT(kind != ArrayKind::Empty);
  if (old_kind != ArrayKind::Empty) {
    if (kind == old_kind && capacity <= old_capacity) return true;
    if (capacity < old_capacity) capacity = old_capacity;
  }
  if (capacity > kMaxArray) return raised_memory(L);
  State* S = L->state;
  const bool same_bytes = element_bytes(kind) == element_bytes(old_kind);
  if (old_kind != ArrayKind::Empty && same_bytes && capacity <= old_capacity) {
    TRI_ASSERT(t->length == 0);
    t->set_array_kind(kind);
    wrote(t);
    return true;
  }
  const uint32_t fitting = fitting_capacity(kind, capacity);
  const size_t bytes = array_bytes(kind, fitting);
  if (old_kind == ArrayKind::Empty) {
    auto* block = static_cast<uint64_t*>(S->heap->allocate_storage(bytes));
    if (!block) return raised_memory(L);
    t->array = block;
    t->capacity = fitting;
    t->set_array_kind(kind);
    adopted(S, t, block, bytes);
    wrote(t);
    return true;
  }
  TRI_ASSERT(old_kind != ArrayKind::Mixed || kind == ArrayKind::Mixed);
  auto* block = static_cast<uint64_t*>(
      S->heap->resize_storage(t->array, array_bytes(old_kind, old_capacity), bytes));
  if (!block) return raised_memory(L);
  t->array = block;
  if (old_kind == ArrayKind::Mixed) {
    std::memmove(block + fitting, block + old_capacity, t->length);
  } else if (kind == ArrayKind::Mixed) {
    std::memset(block + fitting, int(old_kind == ArrayKind::Ints ? Tag::Int : Tag::Float),
                t->length);
  }
  t->capacity = fitting;
  t->set_array_kind(kind);
  adopted(S, t, block, bytes);
  wrote(t);
  return true;
}

void shrink_array(State* S, Table* t, uint32_t capacity) {
  const ArrayKind kind = t->array_kind();
  if (kind == ArrayKind::Empty) return;
  const uint32_t old_capacity = t->capacity;
  if (capacity == 0) {
    S->heap->free_storage(t->array, array_bytes(kind, old_capacity));
    t->array = nullptr;
    t->capacity = 0;
    t->set_array_kind(ArrayKind::Empty);
    wrote(t);
    return;
  }
  const uint32_t fitting = fitting_capacity(kind, capacity);
  if (fitting > old_capacity / 2) return;  // less is not worth a move
  // The copy of the tags overlaps neither the tags in use nor elements: all is valid if the heap collects or refuses.
  if (kind == ArrayKind::Mixed) std::memcpy(t->array + fitting, t->array + old_capacity, t->length);
  auto* block = static_cast<uint64_t*>(S->heap->resize_storage(
      t->array, array_bytes(kind, old_capacity), array_bytes(kind, fitting)));
  if (!block) return;
  t->array = block;
  t->capacity = fitting;
  adopted(S, t, block, array_bytes(kind, fitting));
  wrote(t);
}

uint32_t live_elements(const Table* t) {
  if (t->array_kind() != ArrayKind::Mixed) return t->length;
  const Tag* tags = t->array_tags();
  uint32_t live = 0;
  for (uint32_t i = 0; i < t->length; ++i) live += tags[i] != Tag::Nil;
  return live;
}

void trim_array(Table* t) {
  if (t->array_kind() != ArrayKind::Mixed) return;
  const Tag* tags = t->array_tags();
  uint32_t length = t->length;
  while (length && tags[length - 1] == Tag::Nil) --length;
  t->length = length;
  wrote(t);
}

void put_element(State* S, Table* t, uint32_t index, const Value& v) {
  TRI_ASSERT(index < t->capacity && !v.is_nil());
  if (t->array_kind() == ArrayKind::Mixed) {
    Tag* tags = t->array_tags();
    for (uint32_t i = t->length; i < index; ++i) {
      tags[i] = Tag::Nil;
      t->array[i] = 0;
    }
    tags[index] = v.tag;
  } else {
    TRI_ASSERT(index <= t->length && t->array_kind() == kind_for(v));
  }
  t->array[index] = v.bits;
  if (index >= t->length) t->length = index + 1;
  barrier_at(S, t, t->array + index, v);
  wrote(t);
}

bool set_element(Thread* L, Table* t, uint32_t index, const Value& v) {
  TRI_ASSERT(index < t->length);
  const bool last = index + 1 == t->length;
  if (t->array_kind() != ArrayKind::Mixed && kind_for(v) != t->array_kind()) {
    if (v.is_nil() && last) {  // the element before it has a value
      --t->length;
      wrote(t);
      return true;
    }
    Hold held(L, v);
    if (!reserve_array_kind(L, t, ArrayKind::Mixed, t->capacity)) return false;
  }
  t->array[index] = v.bits;
  if (t->array_kind() == ArrayKind::Mixed) {
    t->array_tags()[index] = v.tag;
    if (v.is_nil() && last) trim_array(t);
  }
  barrier_at(L->state, t, t->array + index, v);
  wrote(t);
  return true;
}

}  // namespace tri
