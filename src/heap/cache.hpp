// Inline cache records: what one site has learnt. 32 bytes each, in one engine-wide pool whose address never changes.
//
// Record 0 belongs to all sites of functions that are still cold: it never matches and is never written.
#pragma once

#include "heap/value.hpp"

namespace tri {

namespace cache_bits {
inline constexpr uint8_t kOwn =
    1;  // the value is in the receiver itself, else behind one __index table
inline constexpr uint8_t kOverflow = 2;  // it lies in the holder's overflow block
inline constexpr uint8_t kEntry =
    4;  // the receiver is a dictionary: `value` is a hint for the entry's number
inline constexpr uint8_t kIndexOverflow =
    8;  // __index itself lies in the metatable's overflow block
inline constexpr uint8_t kAdd =
    16;  // a store adds the field: `holder_shape` is the shape afterwards, the value goes to its last
         // slot, where `value` and `value_tag` say
inline constexpr uint8_t kProbe =
    16;  // of a read: the receiver is a dictionary, to be asked before the steps along __index
inline constexpr uint8_t kMetaInObject =
    32;  // the receiver carries its metatable, at `carried` and `carried_tag`
inline constexpr uint8_t kMetaOverflow = 64;       // it does so in its overflow block
inline constexpr uint8_t kHop = 128;               // the step leads to another step
inline constexpr uint8_t kAbsent = kOwn | kEntry;  // there is no such field and no metatable
// Both of reads: where the own slot is nil, the steps along __index begin at the record `holder_shape`.
inline constexpr uint8_t kOwnFirst = kOwn | kHop;
// Both of stores: an own slot that may be nil, as no __newindex is asked while the metatable, found as for kAdd, has the shape `meta_shape`.
inline constexpr uint8_t kOwnOrFill = kOwn | kAdd;
}  // namespace cache_bits

// FieldCache::value_tag of a step that leads to a dictionary: `value` is a hint for the number of the entry there.
inline constexpr uint16_t kInEntry = 0xFFFF;

// FieldCache::shape of a site of OP_SELF that has learnt a method of strings: the steps begin at the metatable of strings, and
// `metatable` says nothing. No shape has this id.
inline constexpr uint32_t kStringReceiver = 0xFFFFFFFF;

// A site that reads or writes a field by a constant string key. Places are counted in bytes from the table (or its overflow block).
struct FieldCache {
  uint32_t shape;  // of the receiver; 0: nothing learnt
  uint32_t value;  // place of the payload, or entry number, or record of the next step (kHop)
  uint32_t holder_shape;  // of the table that the step along __index leads to
  union {
    uint32_t metatable;  // id of the receiver's metatable
    struct {
      uint16_t carried;  // place of the metatable in the receiver
      uint16_t carried_tag;
    };
  };
  union {
    uint32_t meta_shape;  // the metatable's own shape
    uint32_t
        is_bare;  // of own fields: 1 if the receiver has no metatable, which a missing value would ask
  };
  uint32_t more;       // block of further entries (ops/field_site.hpp); 0: none
  uint16_t value_tag;  // place of the tag
  uint16_t index;      // place of __index in the metatable
  uint16_t index_tag;
  uint8_t bits;    // cache_bits
  uint8_t misses;  // saturating
};
// Shapes of the further entries of such a site (ops/field_site.hpp); the last place stays 0.
struct EntryShapes {
  uint32_t shape[8];
};
struct CallCache {
  const void* callee;  // prototype or builtin seen last
  uint32_t misses;
  uint32_t unused[5];
};
// A site that makes tables: learns how many inline slots its tables come to need.
struct AllocCache {
  Table*
      last;  // a recent table of this site, looked at by the next allocation; never followed after a collection
  uint32_t cycle;  // collector cycle in which `last` was written
  uint8_t inline_slots;
  uint8_t samples;
  uint16_t unused;
  uint32_t unused2[4];
};
// Records that an entry of a site gets for steps along __index (ops/field_site.hpp).
inline constexpr uint32_t kHopsOfEntry = 4;
// State::field_rows: rows of a key, an entry and its steps, which all sites of the state share.
inline constexpr uint32_t kFieldRows = 256, kRecordsOfRow = 2 + kHopsOfEntry;
// What a row begins with.
struct RowKey {
  uintptr_t key;  // the string's address; of a row for stores one more; 0: nothing learnt
  uint64_t unused[3];
};
union Cache {
  FieldCache field;
  RowKey row;
  EntryShapes shapes;
  CallCache call;
  AllocCache alloc;
};
static_assert(sizeof(Cache) == 32);

}  // namespace tri
