#include "runtime/metatable.hpp"

#include <doctest/doctest.h>

#include <string>

#include "runtime/raw_state.hpp"
#include "runtime/table_check.hpp"

namespace tri {

namespace {

Table* with_x(RawState& s, uint32_t inline_slots = 1) {
  Table* t = s.table(inline_slots);
  REQUIRE(set_field(s.L(), t, "x", Value::integer(7)));
  return t;
}
// A metatable that one table has already: the next names it by an id.
Table* shared_metatable(RawState& s) {
  Table* mt = s.table();
  REQUIRE(set_metatable(s.L(), s.table(), mt));
  return mt;
}
MetaKind meta_kind(RawState& s, Table* t) { return shape_of(s.S(), t)->meta_kind; }

}  // namespace

TEST_CASE("tables with the same metatable share a shape that names it") {
  RawState s;
  Table *a = with_x(s), *b = with_x(s), *plain = with_x(s), *mt = shared_metatable(s);
  CHECK(metatable_of(s.S(), a) == nullptr);
  REQUIRE(set_metatable(s.L(), a, mt));
  REQUIRE(set_metatable(s.L(), b, mt));
  CHECK(a->shape() == b->shape());
  CHECK(a->shape() != plain->shape());
  CHECK(metatable_of(s.S(), Value::of(a)) == mt);
  CHECK(get_text(s.S(), a, "x").i == 7);
  REQUIRE(set_metatable(s.L(), a, static_cast<Table*>(nullptr)));
  CHECK(metatable_of(s.S(), a) == nullptr);
  CHECK(a->shape() == plain->shape());
  verify_table(s.S(), a);
}

TEST_CASE("the first table carries its metatable: objects with one each are of one shape") {
  RawState s;
  Table *a = with_x(s, 3), *b = with_x(s, 3), *c = with_x(s, 3), *m1 = s.table(), *m2 = s.table();
  REQUIRE(set_metatable(s.L(), a, m1));
  REQUIRE(set_metatable(s.L(), b, m2));
  CHECK(meta_kind(s, a) == MetaKind::InObject);
  CHECK(a->shape() == b->shape());
  CHECK(m1->shape() == m2->shape());
  REQUIRE(set_metatable(s.L(), c, m1));
  CHECK(meta_kind(s, c) == MetaKind::ById);
  CHECK(m1->shape() != m2->shape());
  CHECK(metatable_of(s.S(), a) == m1);
  CHECK(metatable_of(s.S(), b) == m2);
  CHECK(metatable_of(s.S(), c) == m1);
  for (Table* t : {a, b, c, m1, m2}) verify_table(s.S(), t);
}

TEST_CASE("metatables change, also to the table itself") {
  RawState s;
  Table *t = with_x(s), *m1 = s.table(), *m2 = s.table();
  for (Table* mt : {m1, m2, m1, t, m2}) {
    REQUIRE(set_metatable(s.L(), t, mt));
    CHECK(metatable_of(s.S(), t) == mt);
    CHECK(get_text(s.S(), t, "x").i == 7);
    verify_table(s.S(), t);
  }
  // t has kept the id it got as a metatable.
  Table* other = s.table();
  REQUIRE(set_metatable(s.L(), other, t));
  CHECK(metatable_of(s.S(), other) == t);
}

TEST_CASE("the seventeenth metatable of a shape is carried by the object") {
  for (bool dictionary : {false, true}) {
    for (uint32_t inline_slots : {1u, 3u}) {
      RawState s;
      Table *objects[40], *metatables[40];
      for (int i = 0; i < 40; ++i) {
        objects[i] = with_x(s, inline_slots);
        if (dictionary) REQUIRE(set(s.L(), objects[i], Value::boolean(true), Value::integer(1)));
        metatables[i] = shared_metatable(s);
        REQUIRE(set_metatable(s.L(), objects[i], metatables[i]));
        CHECK(meta_kind(s, objects[i]) == (i < 16 ? MetaKind::ById : MetaKind::InObject));
      }
      for (int i = 0; i < 40; ++i) {
        CHECK(metatable_of(s.S(), objects[i]) == metatables[i]);
        verify_table(s.S(), objects[i]);
        Value key, value;
        uint32_t at = kNoPosition, n = 0;
        while ((at = next_after(s.S(), objects[i], at, &key, &value)) != kNoPosition) ++n;
        CHECK(n == (dictionary ? 2 : 1));
        REQUIRE(set_metatable(s.L(), objects[i], metatables[39 - i]));
        CHECK(metatable_of(s.S(), objects[i]) == metatables[39 - i]);
        REQUIRE(set_metatable(s.L(), objects[i], static_cast<Table*>(nullptr)));
        CHECK(metatable_of(s.S(), objects[i]) == nullptr);
        REQUIRE(set_metatable(s.L(), objects[i], metatables[i]));
      }
      // Becoming a dictionary takes the metatable along, however it is named.
      for (int i = 0; i < 40; ++i) {
        REQUIRE(set(s.L(), objects[i], Value::number(0.5), Value::integer(1)));
        CHECK(metatable_of(s.S(), objects[i]) == metatables[i]);
        CHECK(get_text(s.S(), objects[i], "x").i == 7);
        verify_table(s.S(), objects[i]);
      }
    }
  }
}

TEST_CASE("a metatable that becomes a dictionary is still found") {
  RawState s;
  Table *t = with_x(s), *mt = shared_metatable(s);
  REQUIRE(set_metatable(s.L(), t, mt));
  const uint32_t shape = t->shape();
  REQUIRE(set(s.L(), mt, Value::integer(-1), Value::integer(1)));
  REQUIRE(set_metatable(s.L(), mt, t));
  CHECK(metatable_of(s.S(), t) == mt);
  CHECK(metatable_of(s.S(), mt) == t);
  Table* late = with_x(s);
  REQUIRE(set_metatable(s.L(), late, mt));
  CHECK(late->shape() == shape);
  verify_table(s.S(), mt);
}

TEST_CASE("a hundred thousand metatables need few ids and shapes") {
  RawState s;
  const ptrdiff_t mark = s.mark();
  for (int i = 0; i < 100000; ++i) {
    s.release(mark);
    Table *t = with_x(s), *u = with_x(s), *mt = s.table();
    REQUIRE(set_field(s.L(), mt, "__index", Value::of(t)));
    REQUIRE(set_metatable(s.L(), t, mt));
    REQUIRE(set_metatable(s.L(), u, mt));
    if (metatable_of(s.S(), t) != mt || metatable_of(s.S(), u) != mt) FAIL("lost");
  }
  CHECK(s.shapes.count() < 200);
  CHECK(s.S()->metatable_capacity <= 64);
}

TEST_CASE("states built alike give their metatables equal ids") {
  RawState s;
  State other{};
  const Shape* own = s.shapes.root(0);
  const int sites[2] = {};
  const uint32_t a = s.shapes.new_metatable_id(s.S(), own, &sites[0]);
  const uint32_t b = s.shapes.new_metatable_id(s.S(), own, &sites[1]);
  CHECK(a != b);
  CHECK(s.shapes.new_metatable_id(&other, own, &sites[0]) == a);
  CHECK(s.shapes.new_metatable_id(&other, own, &sites[1]) == b);
  // Occupied by another table of this state: a fresh one, again the same in both.
  Table* one[64] = {};
  s.S()->metatables = other.metatables = one;
  s.S()->metatable_capacity = other.metatable_capacity = 64;
  one[a] = s.table();
  const uint32_t c = s.shapes.new_metatable_id(s.S(), own, &sites[0]);
  CHECK(c != a);
  CHECK(s.shapes.new_metatable_id(&other, own, &sites[0]) == c);
  s.S()->metatables = nullptr;
  s.S()->metatable_capacity = 0;
}

TEST_CASE("events of shaped metatables") {
  RawState s;
  Table* mt = s.table(3);
  CHECK(event_of(s.S(), mt, Event::Index).is_nil());
  for (int e = 0; e < kEventCount; ++e) {
    REQUIRE(set_field(s.L(), mt, event_name(Event(e)), Value::integer(e)));
    CHECK_FALSE(mt->is_dictionary());
    for (int f = 0; f < kEventCount; ++f) {
      const Value v = event_of(s.S(), mt, Event(f));
      CHECK((f <= e ? v.is_int() && v.i == f : v.is_nil()));
    }
  }
  REQUIRE(set_field(s.L(), mt, "__len", Value::nil()));
  CHECK(event_of(s.S(), mt, Event::Len).is_nil());
  verify_table(s.S(), mt);
}

TEST_CASE(
    "events of dictionary metatables: what is known to be absent is forgotten when it comes") {
  RawState s;
  for (int e = 0; e < kEventCount; ++e) {
    Table* mt = s.table();
    const Value name = Value::of(s.str(event_name(Event(e))));
    REQUIRE(set(s.L(), mt, Value::boolean(true), Value::integer(1)));
    for (int round = 0; round < 3; ++round) {
      CHECK(event_of(s.S(), mt, Event(e)).is_nil());
      CHECK(event_of(s.S(), mt, Event(e)).is_nil());
      REQUIRE(set(s.L(), mt, name, Value::integer(e)));  // new, then revived
      CHECK(event_of(s.S(), mt, Event(e)).i == e);
      REQUIRE(set(s.L(), mt, name, Value::nil()));
    }
    CHECK(event_of(s.S(), mt, Event(e)).is_nil());
    REQUIRE(set_field(s.L(), mt, event_name(Event(e)), Value::integer(e)));
    CHECK(event_of(s.S(), mt, Event(e)).i == e);
  }
  // The bits of a table that was looked at while it was a dictionary's metatable never outlive a change of form.
  Table* mt = s.table();
  CHECK(event_of(s.S(), mt, Event::Add).is_nil());
  REQUIRE(set_field(s.L(), mt, "__add", Value::integer(1)));
  REQUIRE(set(s.L(), mt, Value::integer(-1), Value::integer(1)));
  CHECK(event_of(s.S(), mt, Event::Add).i == 1);
}

TEST_CASE("a __gc field at the time of setmetatable registers the table once") {
  RawState s;
  Table *t = s.table(), *mt = s.table();
  REQUIRE(set_metatable(s.L(), t, mt));
  REQUIRE(set_field(s.L(), mt, "__gc", Value::boolean(true)));
  CHECK((t->header.gc & gc_bits::kFinalizer) == 0);
  REQUIRE(set_metatable(s.L(), t, mt));
  CHECK((t->header.gc & gc_bits::kFinalizer) != 0);
}

TEST_CASE("names of types for messages") {
  RawState s;
  Table *t = s.table(), *mt = s.table();
  CHECK(std::string(named_type(s.L(), Value::of(t))) == type_name(Type::Table));
  REQUIRE(set_metatable(s.L(), t, mt));
  CHECK(std::string(named_type(s.L(), Value::of(t))) == type_name(Type::Table));
  REQUIRE(set_field(s.L(), mt, "__name", Value::of(s.str("Account"))));
  CHECK(std::string(named_type(s.L(), Value::of(t))) == "Account");
  CHECK(std::string(named_type(s.L(), Value::integer(1))) == type_name(Type::Number));
}

TEST_CASE("setting a metatable does not disturb a traversal") {
  RawState s;
  Table* metatables[20];
  for (Table*& mt : metatables) mt = shared_metatable(s);
  for (Table* mt : metatables)
    REQUIRE(set_metatable(s.L(), with_x(s), mt));  // use up the ids of {x}
  Table* t = with_x(s);
  for (int i = 0; i < 62; ++i)
    REQUIRE(set_field(s.L(), t, "y" + std::to_string(i), Value::integer(i)));
  for (Table* mt : metatables) {  // ... and those of t's shape
    Table* u = with_x(s);
    for (int i = 0; i < 62; ++i)
      REQUIRE(set_field(s.L(), u, "y" + std::to_string(i), Value::integer(i)));
    REQUIRE(set_field(s.L(), u, "z", Value::integer(1)));
    REQUIRE(set_metatable(s.L(), u, mt));
  }
  REQUIRE(set_field(s.L(), t, "z", Value::integer(1)));  // 64 slots: no room for a hidden one
  Value key, value;
  uint32_t at = kNoPosition, n = 0;
  while ((at = next_after(s.S(), t, at, &key, &value)) != kNoPosition) {
    REQUIRE(set(s.L(), t, key, Value::nil()));
    if (++n == 30) {
      REQUIRE(set_metatable(s.L(), t, metatables[19]));
      CHECK(t->is_dictionary());
    }
  }
  CHECK(n == 64);
  CHECK(metatable_of(s.S(), t) == metatables[19]);
}

}  // namespace tri
