// Table: the layout of tables.
//
//   Table (32 bytes + inline slots)            Overflow (shaped, when slots > inline)
//   ┌──────────────────────────────┐           ┌───────────────┬──────────┐
//   │ Header: kind, aux = shape id │   ext ──▶ │ u64 payload[n]│ u8 tag[n]│
//   │ u64* array                   │           └───────────────┴──────────┘
//   │ u32 length · u32 capacity    │           or a Dictionary
//   │ void* ext                    │           array (capacity c)
//   │ u64 payload[inline]          │           ┌───────────────┬───────────────────┐
//   │ u8  tag[inline]              │   array ▶ │ u64 payload[c]│ u8 tag[c] if Mixed│
//   └──────────────────────────────┘           └───────────────┴───────────────────┘
//
// The array part holds the integer keys 1..length. Kinds: Empty; Ints and Floats ("packed": every element 1..length is non-nil
// and of that type, so there are no tags); Mixed (a tag per element, nil allowed inside). Empty has no storage: `array`
// is null and `capacity` only says how many elements the first store should make room for.
//
// Invariants
//   - length <= capacity, and element `length` is not nil. The dictionary holds no integer key in 1..length + 1 with a
//     value. So `#t` is `length`. Mixed tags at `length` and beyond mean nothing.
//   - Storing nil never changes `capacity`, so a position in a traversal stays what it was (runtime/tables.hpp).
//   - Shaped: `ext` is null or an Overflow of the shape's overflow_capacity; slots beyond the shape's count are not read.
//   - Dictionary: `ext` is never null. Entries keep insertion order; a removed entry keeps its key and has a nil value
//     until the next rehash (so `next` goes on from it), and the collector turns the tag of a dead key into DeadKey.
//   - No pointer into a table is kept across anything that may store into a table: values are copied out and set in.
#pragma once

#include "heap/shape.hpp"

namespace tri {

enum class ArrayKind : uint8_t { Empty, Ints, Floats, Mixed };

// The tag of all elements of an array of numbers; no number's of others.
TRI_INLINE constexpr Tag number_tag_of(ArrayKind kind) {
  return Tag(uint8_t((uint8_t(kind) << 4) + uint8_t(Tag::Int) - 0x10));
}
static_assert(number_tag_of(ArrayKind::Ints) == Tag::Int &&
              number_tag_of(ArrayKind::Floats) == Tag::Float);

namespace table_bits {
inline constexpr uint8_t kArrayKindMask = 3;
inline constexpr uint8_t kIntKeys = 4;     // the dictionary may hold integer keys
inline constexpr uint8_t kDictionary = 8;  // `ext` is a Dictionary (the shape says so too)
inline constexpr uint8_t kMetatable = 16;  // has been the metatable of a table that carries it
inline constexpr uint8_t kReshaped =
    32;  // was a Dictionary once and made Shaped: not a second time
}  // namespace table_bits

struct Table {
  Header
      header;  // kind = ArrayKind | table_bits; extra = events known to be absent (dictionary metatables); aux = shape
  uint64_t* array;
  uint32_t length;
  uint32_t capacity;
  void* ext;

  TRI_INLINE uint32_t shape() const { return header.aux; }
  TRI_INLINE ArrayKind array_kind() const {
    return ArrayKind(header.kind & table_bits::kArrayKindMask);
  }
  TRI_INLINE void set_array_kind(ArrayKind k) {
    header.kind = uint8_t((header.kind & ~table_bits::kArrayKindMask) | uint8_t(k));
  }
  TRI_INLINE Tag* array_tags() const { return reinterpret_cast<Tag*>(array + capacity); }
  TRI_INLINE uint64_t* inline_payloads() { return reinterpret_cast<uint64_t*>(this + 1); }
  TRI_INLINE bool is_dictionary() const { return header.kind & table_bits::kDictionary; }
  TRI_INLINE struct Dictionary* dictionary() const { return static_cast<Dictionary*>(ext); }
};
static_assert(sizeof(Table) == 32);

// Where slot `slot` of a Shaped table of shape `s` lies.
struct SlotPlace {
  uint64_t* payload;
  Tag* tag;
};
TRI_INLINE SlotPlace slot_place(const Table* t, const Shape* s, uint32_t slot) {
  uint64_t* payloads = const_cast<Table*>(t)->inline_payloads();
  uint32_t slots = s->inline_slots;
  if (slot >= slots) {
    slot -= slots;
    payloads = static_cast<uint64_t*>(t->ext);
    slots = s->overflow_capacity;
  }
  return {payloads + slot, reinterpret_cast<Tag*>(payloads + slots) + slot};
}

// One entry of a dictionary; `next` chains entries of one bucket (kNoEntry ends it).
struct Entry {
  uint64_t key;
  uint64_t value;
  Tag key_tag;
  Tag value_tag;  // Nil: removed, the key stays until the next rehash
  uint16_t unused;
  uint32_t next;
};
static_assert(sizeof(Entry) == 24);
inline constexpr uint32_t kNoEntry = 0xFFFFFFFF;

// Hash part with insertion order: `heads` maps a bucket to its first entry.
// One storage cell: Dictionary, entries[capacity], heads[mask + 1].
struct Dictionary {
  uint32_t used;       // entries written, removed ones included
  uint32_t capacity;   // entries there is room for: buckets - 1, so that cells are filled exactly
  uint32_t mask;       // buckets - 1; buckets are a power of two
  uint32_t live_hint;  // upper bound of entries with a value
  Table* metatable;    // MetaKind::InObject
  TRI_INLINE Entry* entries() { return reinterpret_cast<Entry*>(this + 1); }
  TRI_INLINE uint32_t* heads() { return reinterpret_cast<uint32_t*>(entries() + capacity); }
};
static_assert(sizeof(Dictionary) == 24);

inline constexpr size_t dictionary_bytes(uint32_t capacity, uint32_t buckets) {
  return sizeof(Dictionary) + size_t(capacity) * sizeof(Entry) + size_t(buckets) * sizeof(uint32_t);
}
inline constexpr size_t table_bytes(uint32_t inline_slots) {
  return sizeof(Table) + size_t(inline_slots) * 9;
}
inline constexpr size_t overflow_bytes(uint32_t slots) { return size_t(slots) * 9; }
inline constexpr size_t array_bytes(ArrayKind kind, uint32_t capacity) {
  return size_t(capacity) * (kind == ArrayKind::Mixed ? 9 : 8);
}

}  // namespace tri
