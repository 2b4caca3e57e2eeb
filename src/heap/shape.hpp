// Shapes: the hidden class of a table, which says where its string keys live and which metatable it has.
//
// Two tables of equal inline capacity that gained the same keys and metatable in the same order share one Shape, so an
// inline cache compares one 32-bit id instead of hashing. Shapes form a tree per inline capacity; an edge is "add key",
// "set metatable" or "become metatable".
//
//   root(3) ──"x"──▶ {x:0} ──"y"──▶ {x:0,y:1} ──metatable 7──▶ {x:0,y:1 | 7}
//
// A table that leaves this form (a key that is not a string, a key added by a dynamic site, more than kMaxSlots keys) is a
// Dictionary: its shape then only names its metatable. (A small one of strings alone that lookups come to along __index, a class into
// which a loop has copied methods, is made Shaped again, once.) A metatable is named by an engine-level id that each state maps
// to its own table (State::metatables), so shapes, caches and code are the same for all states of an engine.
// A metatable gets its id when a second table asks for it: the first, and all after kMaxMetatableChildren different metatables of
// one shape, have a shape whose tables carry their metatable themselves, in a slot without a key (Shaped) or in the Dictionary.
//
// Invariants: a Shape never changes after it is published (edges and lazy indexes apart), its id is never reused; id 0 is
// no shape. Owner: the engine's ShapeTable. Thread: the engine's.
#pragma once

#include "heap/string.hpp"

namespace tri {

// The events of metatables, in the order of the names in runtime/event.cpp.
enum class Event : uint8_t {
  Index,
  NewIndex,
  Gc,
  Mode,
  Len,
  Eq,  // these six are also cached as absent in Table header.extra (dictionaries)
  Add,
  Sub,
  Mul,
  Mod,
  Pow,
  Div,
  IDiv,
  BAnd,
  BOr,
  BXor,
  Shl,
  Shr,
  Unm,
  BNot,
  Lt,
  Le,
  Concat,
  Call,
  Close,
  ToString,
  Name,
  Pairs,
  Metatable,
  Count
};
inline constexpr int kEventCount = int(Event::Count);

enum class ShapeKind : uint8_t { Shaped, Dictionary };
enum class MetaKind : uint8_t { None, ById, InObject };

inline constexpr uint32_t kMaxSlots = 64;
inline constexpr uint32_t kMaxKeyChildren = 128;
inline constexpr uint32_t kMaxMetatableChildren = 16;
inline constexpr uint8_t kNoSlot = 0xFF;

// Keys in slot order, shared by shapes of one line of descent: a shape uses the first `count` of them.
struct KeyList;
struct ShapeEdges;

struct Shape {
  uint32_t id;
  ShapeKind kind;
  MetaKind meta_kind;
  uint8_t inline_slots;       // slots inside the table object
  uint8_t count;              // slots in use, the hidden metatable slot included
  uint8_t meta_slot;          // MetaKind::InObject and Shaped: the hidden slot, else kNoSlot
  uint8_t overflow_capacity;  // slots of the overflow block that tables of this shape own (0: none)
  uint32_t metatable_id;      // MetaKind::ById
  uint32_t self_metatable_id;       // != 0: tables of this shape are the metatable with this id
  uint32_t events;                  // Shaped: bit e set when the key of Event e is present
  uint8_t event_slot[kEventCount];  // Shaped: its slot, or kNoSlot
  Shape* parent;
  Str* key;  // what the edge from the parent added, if a key
  KeyList* keys;
  ShapeEdges* edges;
};

}  // namespace tri
