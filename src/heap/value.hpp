// Value: one Lua value in a 16-byte slot.
//
// Registers, stacks, constants, closed upvalues and API slots hold Values. Tables keep payloads and tags in separate
// runs (see heap/table.hpp), so nothing may keep a pointer to a value inside a table.
//
//   127      96 95      72 71    64 63                                  0
//  ┌───────────┬──────────┬────────┬─────────────────────────────────────┐
//  │ position  │  unused  │  tag   │  payload: integer, float, pointer   │
//  └───────────┴──────────┴────────┴─────────────────────────────────────┘
//
// `position` means something only in the control slot of a generic for (the place of that key in its table).
//
// Invariant: the low nibble of a tag is the public type number of lua.h, bits 4-5 tell variants apart, bit 6 says
// that the payload points to a collected object, and then the tag equals the object's own Header::tag.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace tri {

struct Header;
struct Str;
struct Table;
struct LuaClosure;
struct NativeClosure;
struct Userdata;
struct Thread;
struct Proto;
struct UpVal;
struct Builtin;
using CFunction = int (*)(Thread*);

enum class Tag : uint8_t {
  Nil = 0x00,
  False = 0x01,
  True = 0x11,
  LightUserdata = 0x02,
  Int = 0x03,
  Float = 0x13,
  ShortStr = 0x44,  // at most kShortMax bytes, interned
  LongStr = 0x54,
  Table = 0x45,
  LightC = 0x16,   // a lua_CFunction without upvalues
  Builtin = 0x36,  // a library function of ours, see runtime/builtin.hpp
  LuaClosure = 0x46,
  NativeClosure = 0x66,
  Userdata = 0x47,
  Thread = 0x48,
  UpVal = 0x49,    // never in a slot
  Proto = 0x4A,    // never in a slot
  DeadKey = 0x0B,  // only as a key tag in dictionaries: the key object has been collected
};

enum class Type : int8_t {
  None = -1,
  Nil,
  Boolean,
  LightUserdata,
  Number,
  String,
  Table,
  Function,
  Userdata,
  Thread,
};
inline constexpr int kTypeCount = 9;

TRI_INLINE constexpr Type type_of(Tag t) { return Type(uint8_t(t) & 0x0F); }
TRI_INLINE constexpr bool is_collectable(Tag t) { return uint8_t(t) & 0x40; }

struct Value {
  union {
    int64_t i;
    double d;
    void* p;
    Header* object;
    uint64_t bits;
  };
  Tag tag;
  uint32_t position;

  static TRI_INLINE Value nil() { return raw(0, Tag::Nil); }
  static TRI_INLINE Value boolean(bool b) { return raw(0, b ? Tag::True : Tag::False); }
  static TRI_INLINE Value integer(int64_t i) { return raw(uint64_t(i), Tag::Int); }
  static TRI_INLINE Value number(double d) {
    return raw(__builtin_bit_cast(uint64_t, d), Tag::Float);
  }
  static TRI_INLINE Value light(void* p) { return raw(uint64_t(p), Tag::LightUserdata); }
  static TRI_INLINE Value builtin(const Builtin* b) { return raw(uint64_t(b), Tag::Builtin); }
  static TRI_INLINE Value light_c(CFunction f) { return raw(uint64_t(f), Tag::LightC); }
  static TRI_INLINE Value of(const Str* s);
  static TRI_INLINE Value of(const Table* t) { return raw(uint64_t(t), Tag::Table); }
  static TRI_INLINE Value of(const LuaClosure* f) { return raw(uint64_t(f), Tag::LuaClosure); }
  static TRI_INLINE Value of(const NativeClosure* f) {
    return raw(uint64_t(f), Tag::NativeClosure);
  }
  static TRI_INLINE Value of(const Userdata* u) { return raw(uint64_t(u), Tag::Userdata); }
  static TRI_INLINE Value of(const Thread* t) { return raw(uint64_t(t), Tag::Thread); }
  static TRI_INLINE Value raw(uint64_t bits, Tag tag) {
    Value v;
    v.bits = bits;
    v.tag = tag;
    v.position = 0;
    return v;
  }

  TRI_INLINE Type type() const { return type_of(tag); }
  TRI_INLINE bool is_nil() const { return tag == Tag::Nil; }
  TRI_INLINE bool is_falsy() const { return tag == Tag::Nil || tag == Tag::False; }
  TRI_INLINE bool is_truthy() const { return !is_falsy(); }
  TRI_INLINE bool is_boolean() const { return type() == Type::Boolean; }
  TRI_INLINE bool is_int() const { return tag == Tag::Int; }
  TRI_INLINE bool is_float() const { return tag == Tag::Float; }
  TRI_INLINE bool is_number() const { return type() == Type::Number; }
  TRI_INLINE bool is_string() const { return type() == Type::String; }
  TRI_INLINE bool is_short_string() const { return tag == Tag::ShortStr; }
  TRI_INLINE bool is_table() const { return tag == Tag::Table; }
  TRI_INLINE bool is_function() const { return type() == Type::Function; }
  TRI_INLINE bool is_lua_closure() const { return tag == Tag::LuaClosure; }
  TRI_INLINE bool is_userdata() const { return tag == Tag::Userdata; }
  TRI_INLINE bool is_thread() const { return tag == Tag::Thread; }
  TRI_INLINE bool is_object() const { return is_collectable(tag); }

  TRI_INLINE Str* str() const {
    TRI_ASSERT(is_string());
    return static_cast<Str*>(p);
  }
  TRI_INLINE Table* table() const {
    TRI_ASSERT(is_table());
    return static_cast<Table*>(p);
  }
  TRI_INLINE LuaClosure* closure() const {
    TRI_ASSERT(is_lua_closure());
    return static_cast<LuaClosure*>(p);
  }
  TRI_INLINE NativeClosure* native() const {
    TRI_ASSERT(tag == Tag::NativeClosure);
    return static_cast<NativeClosure*>(p);
  }
  TRI_INLINE const Builtin* builtin() const {
    TRI_ASSERT(tag == Tag::Builtin);
    return static_cast<const Builtin*>(p);
  }
  TRI_INLINE CFunction light_c() const {
    TRI_ASSERT(tag == Tag::LightC);
    return reinterpret_cast<CFunction>(p);
  }
  TRI_INLINE Userdata* userdata() const {
    TRI_ASSERT(is_userdata());
    return static_cast<Userdata*>(p);
  }
  TRI_INLINE Thread* thread() const {
    TRI_ASSERT(is_thread());
    return static_cast<Thread*>(p);
  }
};
static_assert(sizeof(Value) == 16);

// Payload and tag are copied apart: one 16-byte load after narrower stores would stall on store forwarding.
TRI_INLINE void copy(Value* to, const Value* from) {
  uint64_t bits = from->bits;
  Tag tag = from->tag;
  to->bits = bits;
  to->tag = tag;
}
TRI_INLINE void set_nil(Value* to) { to->tag = Tag::Nil; }
TRI_INLINE void set_int(Value* to, int64_t i) {
  to->i = i;
  to->tag = Tag::Int;
}
TRI_INLINE void set_float(Value* to, double d) {
  to->d = d;
  to->tag = Tag::Float;
}
TRI_INLINE void set_boolean(Value* to, bool b) { to->tag = b ? Tag::True : Tag::False; }

// Name of a public type as `type()` gives it; "no value" for None.
const char* type_name(Type t);

}  // namespace tri
