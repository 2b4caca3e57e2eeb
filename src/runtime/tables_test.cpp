#include "runtime/tables.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "runtime/array.hpp"
#include "runtime/dictionary.hpp"
#include "runtime/operators.hpp"
#include "runtime/raw_state.hpp"
#include "runtime/table_check.hpp"

namespace tri {

namespace {

using Pairs = std::vector<std::pair<Value, Value>>;

Pairs pairs_of(RawState& s, Table* t) {
  Pairs pairs;
  Value key, value;
  uint32_t at = kNoPosition;
  while ((at = next_after(s.S(), t, at, &key, &value)) != kNoPosition)
    pairs.push_back({key, value});
  return pairs;
}

// Keys of string type in order of traversal, as one text.
std::string string_keys(RawState& s, Table* t) {
  std::string text;
  for (auto& [key, value] : pairs_of(s, t))
    if (key.is_string()) text += std::string(text_of(key.str())) + " ";
  return text;
}

void fill(RawState& s, Table* t, int64_t from, int64_t to, int64_t step = 1) {
  for (int64_t i = from; step > 0 ? i <= to : i >= to; i += step)
    REQUIRE(set_int(s.L(), t, i, Value::integer(i * 10)));
}

}  // namespace

TEST_CASE("appending keeps arrays packed until another type comes") {
  RawState s;
  Table* t = s.table();
  fill(s, t, 1, 100);
  CHECK(t->array_kind() == ArrayKind::Ints);
  CHECK(length_of(t) == 100);
  CHECK(get_int(t, 37).i == 370);
  CHECK(get_int(t, 101).is_nil());
  CHECK(get_int(t, 0).is_nil());
  REQUIRE(set_int(s.L(), t, 50, Value::number(1.5)));
  CHECK(t->array_kind() == ArrayKind::Mixed);
  CHECK(get_int(t, 49).is_int());
  CHECK(get_int(t, 50).d == 1.5);
  CHECK(get_int(t, 100).i == 1000);
  verify_table(s.S(), t);

  Table* floats = s.table();
  for (int i = 1; i <= 10; ++i) REQUIRE(set_int(s.L(), floats, i, Value::number(i)));
  CHECK(floats->array_kind() == ArrayKind::Floats);
  for (int i = 10; i >= 1; --i) REQUIRE(set_int(s.L(), floats, i, Value::nil()));
  REQUIRE(set_int(s.L(), floats, 1, Value::integer(7)));
  CHECK(floats->array_kind() == ArrayKind::Ints);
  CHECK(get_int(floats, 1).i == 7);
  verify_table(s.S(), floats);
}

TEST_CASE("a nil at the end shortens the array past the nils before it") {
  RawState s;
  Table* t = s.table();
  fill(s, t, 1, 10);
  REQUIRE(set_int(s.L(), t, 10, Value::nil()));
  CHECK(length_of(t) == 9);
  CHECK(t->array_kind() == ArrayKind::Ints);
  REQUIRE(set_int(s.L(), t, 7, Value::nil()));
  REQUIRE(set_int(s.L(), t, 8, Value::nil()));
  CHECK(length_of(t) == 9);
  REQUIRE(set_int(s.L(), t, 9, Value::nil()));
  CHECK(length_of(t) == 6);
  verify_table(s.S(), t);
}

TEST_CASE("an array filled backwards ends in the array") {
  RawState s;
  Table* t = s.table();
  fill(s, t, 1000, 1, -1);
  CHECK(length_of(t) == 1000);
  for (int64_t i = 1; i <= 1000; ++i) CHECK(get_int(t, i).i == i * 10);
  CHECK(pairs_of(s, t).size() == 1000);
  verify_table(s.S(), t);
}

TEST_CASE("integer keys behind the array follow when the gap closes") {
  RawState s;
  Table* t = s.table();
  fill(s, t, 1, 3);
  for (int64_t i : {100, 102, 103, 104}) fill(s, t, i, i);
  CHECK(t->is_dictionary());
  fill(s, t, 4, 99);
  CHECK(length_of(t) == 100);
  fill(s, t, 101, 101);
  CHECK(length_of(t) == 104);
  verify_table(s.S(), t);
}

TEST_CASE("few gaps stay in the array, many go to the dictionary") {
  RawState s;
  Table* t = s.table();
  fill(s, t, 1, 2);
  fill(s, t, 4, 4);
  CHECK(length_of(t) == 4);
  CHECK_FALSE(t->is_dictionary());
  Table* sparse = s.table();
  fill(s, sparse, 1000, 100000, 1000);
  CHECK(length_of(sparse) == 0);
  CHECK(sparse->capacity == 0);
  CHECK(pairs_of(s, sparse).size() == 100);
  verify_table(s.S(), t);
  verify_table(s.S(), sparse);
}

TEST_CASE("queues stay in bounded memory") {
  for (int64_t window : {1, 2, 5, 16, 100}) {
    RawState s;
    Table* t = s.table();
    size_t largest = 0;
    for (int64_t i = 1; i <= 20000; ++i) {
      REQUIRE(set_int(s.L(), t, i, Value::of(t)));
      if (i > window) REQUIRE(set_int(s.L(), t, i - window, Value::nil()));
      largest = std::max(largest, bytes_of(s.S(), t));
    }
    CHECK(largest < 600 + size_t(window) * 28 * 5);
    CHECK(pairs_of(s, t).size() == size_t(window));
    verify_table(s.S(), t);
  }
}

TEST_CASE("fields make shapes, and tables built alike share them") {
  RawState s;
  Table *a = s.table(3), *b = s.table(3), *c = s.table(3);
  REQUIRE(set_field(s.L(), a, "x", Value::integer(1)));
  REQUIRE(set_field(s.L(), a, "y", Value::integer(2)));
  REQUIRE(set_field(s.L(), b, "x", Value::integer(3)));
  REQUIRE(set_field(s.L(), b, "y", Value::integer(4)));
  REQUIRE(set_field(s.L(), c, "y", Value::integer(5)));
  REQUIRE(set_field(s.L(), c, "x", Value::integer(6)));
  CHECK(a->shape() == b->shape());
  CHECK(a->shape() != c->shape());
  CHECK(get_text(s.S(), b, "y").i == 4);
  CHECK(get_short(s.S(), c, s.str("x")).i == 6);
  CHECK(string_keys(s, c) == "y x ");
  // A removed field keeps its place, and storing nil adds none.
  REQUIRE(set_field(s.L(), a, "x", Value::nil()));
  REQUIRE(set_field(s.L(), a, "z", Value::nil()));
  CHECK(a->shape() == b->shape());
  CHECK(string_keys(s, a) == "y ");
}

TEST_CASE("fields spill into the overflow block and, at last, a dictionary") {
  RawState s;
  Table* t = s.table(3);
  std::string order;
  for (int i = 0; i < 80; ++i) {
    const std::string name = "field" + std::to_string(i);
    order += name + " ";
    REQUIRE(set_field(s.L(), t, name, Value::integer(i)));
    CHECK(t->is_dictionary() == (i >= int(kMaxSlots)));
    verify_table(s.S(), t);
  }
  CHECK(string_keys(s, t) == order);
  for (int i = 0; i < 80; ++i) CHECK(get_text(s.S(), t, "field" + std::to_string(i)).i == i);
}

TEST_CASE("a dynamic new key makes a dictionary in slot order; an existing one does not") {
  RawState s;
  Table* t = s.table(3);
  for (const char* name : {"a", "b", "c", "d", "e"})
    REQUIRE(set_field(s.L(), t, name, Value::integer(1)));
  REQUIRE(set(s.L(), t, Value::of(s.str("c")), Value::integer(9)));
  REQUIRE(set(s.L(), t, Value::of(s.str("q")), Value::nil()));
  REQUIRE(set(s.L(), t, Value::boolean(true), Value::nil()));
  CHECK_FALSE(t->is_dictionary());
  REQUIRE(set_field(s.L(), t, "b", Value::nil()));
  REQUIRE(set(s.L(), t, Value::of(s.str("q")), Value::integer(5)));
  CHECK(t->is_dictionary());
  CHECK(string_keys(s, t) == "a c d e q ");
  CHECK(get_text(s.S(), t, "c").i == 9);
  verify_table(s.S(), t);
}

TEST_CASE("a shape with too many children sends tables to dictionaries") {
  RawState s;
  int shaped = 0;
  for (int i = 0; i < 200; ++i) {
    Table* t = s.table(1);
    REQUIRE(set_field(s.L(), t, "only" + std::to_string(i), Value::integer(i)));
    shaped += !t->is_dictionary();
    CHECK(get_text(s.S(), t, "only" + std::to_string(i)).i == i);
  }
  CHECK(shaped == int(kMaxKeyChildren));
}

TEST_CASE("float keys with integer value are integer keys") {
  RawState s;
  Table* t = s.table();
  REQUIRE(set(s.L(), t, Value::number(1.0), Value::integer(11)));
  REQUIRE(set(s.L(), t, Value::number(-0.0), Value::integer(12)));
  REQUIRE(set(s.L(), t, Value::number(0x1p53), Value::integer(13)));
  REQUIRE(set(s.L(), t, Value::number(0x1p63), Value::integer(14)));
  REQUIRE(set(s.L(), t, Value::number(0.5), Value::integer(15)));
  CHECK(get_int(t, 1).i == 11);
  CHECK(get_int(t, 0).i == 12);
  CHECK(get_int(t, int64_t(1) << 53).i == 13);
  CHECK(get(s.S(), t, Value::number(0x1p63)).i == 14);
  CHECK(get(s.S(), t, Value::number(0.5)).i == 15);
  CHECK(get(s.S(), t, Value::number(1.0)).i == 11);
  for (auto& [key, value] : pairs_of(s, t))
    CHECK((key.is_int() || key.d == 0.5 || key.d == 0x1p63));
  CHECK_FALSE(set(s.L(), t, Value::number(__builtin_nan("")), Value::integer(1)));
  CHECK_FALSE(set(s.L(), t, Value::nil(), Value::nil()));
  CHECK(get(s.S(), t, Value::number(__builtin_nan(""))).is_nil());
  CHECK(get(s.S(), t, Value::nil()).is_nil());
}

TEST_CASE("lists are stored at once, holes and trailing nils included") {
  RawState s;
  const Value n = Value::nil(), one = Value::integer(1), half = Value::number(0.5);
  const Value ints[] = {one, one, one}, holes[] = {n, one, n, half, n, n}, nils[] = {n, n};
  Table* t = s.table();
  REQUIRE(set_list(s.L(), t, 1, ints, 3));
  CHECK(t->array_kind() == ArrayKind::Ints);
  REQUIRE(set_list(s.L(), t, 4, holes, 6));
  CHECK(length_of(t) == 7);
  CHECK(get_int(t, 7).d == 0.5);
  CHECK(get_int(t, 6).is_nil());
  verify_table(s.S(), t);
  Table* sized = s.keep(new_table_sized(s.L(), 8, 0));
  REQUIRE(set_list(s.L(), sized, 1, nils, 2));
  REQUIRE(set_list(s.L(), sized, 3, ints, 3));
  CHECK(length_of(sized) == 5);
  CHECK_FALSE(sized->is_dictionary());
  verify_table(s.S(), sized);
  Table* unsized = s.table();
  REQUIRE(set_list(s.L(), unsized, 1, nils, 2));
  REQUIRE(set_list(s.L(), unsized, 3, holes, 6));
  CHECK(get_int(unsized, 4).i == 1);
  CHECK(get_int(unsized, 6).d == 0.5);
  verify_table(s.S(), unsized);
}

TEST_CASE("fields may be cleared during a traversal, with or without a hint") {
  for (bool hinted : {true, false}) {
    for (int form = 0; form < 3; ++form) {
      RawState s;
      Table* t = s.table(1);
      fill(s, t, 1, 20);
      REQUIRE(set_int(s.L(), t, 20, Value::of(t)));
      for (int i = 0; i < 12; ++i)
        REQUIRE(set_field(s.L(), t, "f" + std::to_string(i), Value::integer(i)));
      if (form > 0) {
        for (int i = 0; i < 12; ++i)
          REQUIRE(set(s.L(), t, Value::number(i + 0.5), Value::integer(i)));
        fill(s, t, 22, 22);
        if (form > 1) fill(s, t, -5, 0);
      }
      const size_t all = pairs_of(s, t).size();
      size_t seen = 0;
      Value key = Value::nil(), value;
      uint32_t at = kNoPosition;
      for (;;) {
        bool found;
        at = position_of(s.S(), t, key, hinted ? at : kNoPosition, &found);
        REQUIRE(found);
        at = next_after(s.S(), t, at, &key, &value);
        if (at == kNoPosition) break;
        ++seen;
        REQUIRE(set(s.L(), t, key, Value::nil()));
      }
      CHECK(seen == all);
      CHECK(pairs_of(s, t).empty());
      CHECK(length_of(t) == 0);
    }
  }
}

TEST_CASE("a traversal does not know keys that were never there") {
  RawState s;
  Table* t = s.table();
  REQUIRE(set_field(s.L(), t, "x", Value::integer(1)));
  bool found = true;
  (void)position_of(s.S(), t, Value::of(s.str("y")), kNoPosition, &found);
  CHECK_FALSE(found);
  (void)position_of(s.S(), t, Value::integer(1), 0, &found);
  CHECK_FALSE(found);
  (void)position_of(s.S(), t, Value::of(t), 7, &found);
  CHECK_FALSE(found);
}

TEST_CASE("a removed entry whose key has died is found by that object alone") {
  RawState s;
  Table *t = s.table(), *key = s.table(), *other = s.table();
  REQUIRE(set(s.L(), t, Value::of(key), Value::integer(1)));
  REQUIRE(set(s.L(), t, Value::of(other), Value::integer(2)));
  REQUIRE(set(s.L(), t, Value::of(key), Value::nil()));
  t->dictionary()->entries()[0].key_tag = Tag::DeadKey;  // as the collector does
  bool found;
  CHECK(position_of(s.S(), t, Value::of(key), kNoPosition, &found) == 0);
  CHECK(found);
  CHECK(get(s.S(), t, Value::of(key)).is_nil());
  // A new object at the same address is a new key, at the end.
  REQUIRE(set(s.L(), t, Value::of(key), Value::integer(3)));
  const Pairs pairs = pairs_of(s, t);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[1].second.i == 3);
  // Even for one who takes it for the dead one by a wrong hint.
  CHECK(position_of(s.S(), t, Value::of(key), 0, &found) == 2);
}

TEST_CASE(
    "a large sized table is a dictionary from the start, and small ones have their fields inside") {
  RawState s;
  Table* t = s.keep(new_table_sized(s.L(), 10, 3));
  for (const char* name : {"a", "b", "c"}) REQUIRE(set_field(s.L(), t, name, Value::integer(1)));
  CHECK(t->ext == nullptr);
  Table* large = s.keep(new_table_sized(s.L(), 0, 100));
  CHECK(large->is_dictionary());
  CHECK(large->dictionary()->capacity >= 100);
  for (uint32_t n = 0; n <= kMaxSlots; ++n) {
    const uint32_t rounded = ShapeTable::round_inline_slots(n);
    CHECK(rounded >= n);
    CHECK((table_bytes(rounded) + 15) / 16 == (table_bytes(n) + 15) / 16);
  }
  CHECK(ShapeTable::round_inline_slots(1000) == kMaxSlots);
}

// ---- against a model

namespace {

struct ModelLess {
  bool operator()(const Value& a, const Value& b) const {
    if (a.tag != b.tag) return a.tag < b.tag;
    if (a.tag == Tag::LongStr) return text_of(a.str()) < text_of(b.str());
    return a.bits < b.bits;
  }
};

class Model {
 public:
  Model(RawState& s, uint32_t seed, bool refusing = false)
      : s_(s), random_(seed), refusing_(refusing), t_(s.table(seed % 5)) {
    for (int i = 0; i < 24; ++i) objects_.push_back(s.table());
    for (int i = 0; i < 70; ++i) names_.push_back(s.str("name" + std::to_string(i)));
    for (int i = 0; i < 4; ++i) names_.push_back(s.str(std::string(50, char('a' + i))));
    for (int e = 0; e < 4; ++e) names_.push_back(s.S()->event_names[e]);
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      if (i % 16 == 0) compare();
      if (i % 100 == 0) s_.collect();
    }
    compare();
  }

 private:
  uint32_t below(uint32_t n) { return random_() % n; }

  Value any_value() {
    switch (phase_ & 3) {
      case 0: return Value::integer(int64_t(below(1000)));
      case 1: return Value::number(below(1000) / 8.0);
      default: break;
    }
    switch (below(5)) {
      case 0: return Value::integer(int64_t(below(1000)));
      case 1: return Value::number(below(100));
      case 2: return Value::boolean(below(2));
      case 3: return Value::of(objects_[below(uint32_t(objects_.size()))]);
      default: return Value::of(names_[below(uint32_t(names_.size()))]);
    }
  }
  Value value_or_nil() { return below(100) < nil_percent_ ? Value::nil() : any_value(); }

  Value any_key() {
    switch (below(10)) {
      case 0: return Value::integer(int64_t(below(60)) - 10);
      case 1:
      case 2: return Value::integer(int64_t(length_of(t_)) + 1 + (below(4) ? 0 : below(3)));
      case 3: return Value::integer(int64_t(length_of(t_)));
      case 4: return Value::integer(int64_t(random_()) << below(32));
      case 5: return Value::number(below(40) / 2.0);
      case 6: return Value::boolean(below(2));
      case 7: return Value::of(objects_[below(uint32_t(objects_.size()))]);
      case 8: return Value::light(reinterpret_cast<void*>(uintptr_t(below(20))));
      default: return Value::of(names_[below(uint32_t(names_.size()))]);
    }
  }

  void remember(const Value& key, const Value& v) {
    const Value k = normalize_key(key);
    if (v.is_nil()) {
      model_.erase(k);
    } else {
      model_[k] = v;
    }
  }

  // True when the attempt succeeded, as it must unless the allocator refused.
  template <class Attempt>
  bool succeeds(Attempt attempt) {
    if (refusing_) s_.refuse_after = below(3);
    const bool done = attempt();
    const bool refused = refusing_ && s_.refuse_after == kRefused;
    s_.refuse_after = kNeverRefuse;
    REQUIRE((done || refused));
    if (!done) verify_table(s_.S(), t_);
    return done;
  }

  void store(const Value& key, const Value& v) {
    if (succeeds([&] { return set(s_.L(), t_, key, v); })) remember(key, v);
  }
  void change_metatable(Table* mt) {
    Table* old = metatable_of(s_.S(), t_);
    const bool done = succeeds([&] { return set_metatable(s_.L(), t_, mt); });
    REQUIRE(metatable_of(s_.S(), t_) == (done ? mt : old));
  }

  void step() {
    switch (below(40)) {
      case 0:
        phase_ = below(4);
        nil_percent_ = below(90);
        return;
      case 1: return clear_some();
      case 2: return list();
      case 3: REQUIRE(set_metatable(s_.L(), t_, below(3) ? objects_[below(24)] : nullptr)); return;
      case 4: REQUIRE(reserve_array(s_.L(), t_, below(64))); return;
      case 5: return backwards();
      default: break;
    }
    const bool field = below(3) == 0;
    if (!field) return store(any_key(), value_or_nil());
    Str* name = names_[below(uint32_t(names_.size()))];
    const Value v = value_or_nil();
    if (succeeds([&] { return set_field(s_.L(), t_, name, v); })) remember(Value::of(name), v);
  }

  void list() {
    Value values[20];
    const uint32_t n = below(20);
    for (uint32_t i = 0; i < n; ++i) values[i] = value_or_nil();
    const uint64_t first = length_of(t_) + 1 + (below(4) ? 0 : below(5));
    if (!succeeds([&] { return set_list(s_.L(), t_, first, values, n); })) {
      // The values up to the one that raised are there.
      for (uint32_t i = 0; i < n; ++i)
        remember(Value::integer(int64_t(first + i)), get_int(t_, int64_t(first + i)));
      return;
    }
    for (uint32_t i = 0; i < n; ++i) remember(Value::integer(int64_t(first + i)), values[i]);
  }

  void backwards() {
    const int64_t top = int64_t(length_of(t_)) + below(40);
    for (int64_t i = top; i > int64_t(length_of(t_)); --i) store(Value::integer(i), any_value());
  }

  void clear_some() {
    const uint32_t percent = below(101);
    const bool hinted = below(2);
    std::set<Value, ModelLess> seen;
    Value key = Value::nil(), value;
    uint32_t at = kNoPosition;
    const auto before = model_;
    for (;;) {
      bool found;
      at = position_of(s_.S(), t_, key, hinted ? at : kNoPosition, &found);
      REQUIRE(found);
      at = next_after(s_.S(), t_, at, &key, &value);
      if (at == kNoPosition) break;
      REQUIRE(seen.insert(key).second);
      REQUIRE(raw_equals(before.at(key), value));
      if (below(100) < percent) {
        store(key, Value::nil());
      } else if (below(4) == 0) {
        store(key, any_value());
      }
      if (below(50) == 0) change_metatable(objects_[below(24)]);
    }
    REQUIRE(seen.size() == before.size());
  }

  void compare() {
    verify_table(s_.S(), t_);
    for (auto& [key, value] : model_) {
      const Value v = get(s_.S(), t_, key);
      REQUIRE(v.tag == value.tag);
      REQUIRE(raw_equals(v, value));
    }
    for (int i = 0; i < 50; ++i) {
      const Value key = any_key();
      REQUIRE(get(s_.S(), t_, key).is_nil() == !model_.contains(normalize_key(key)));
    }
    REQUIRE(pairs_of(s_, t_).size() == model_.size());
    const auto length = int64_t(length_of(t_));
    REQUIRE((length == 0 || model_.contains(Value::integer(length))));
    REQUIRE_FALSE(model_.contains(Value::integer(length + 1)));
  }

  RawState& s_;
  std::mt19937 random_;
  bool
      refusing_;  // the allocator refuses now and then; a store that raised must have changed nothing
  Table* t_;
  std::vector<Table*> objects_;
  std::vector<Str*> names_;
  std::map<Value, Value, ModelLess> model_;
  uint32_t phase_ = 0;
  uint32_t nil_percent_ = 30;
};

}  // namespace

TEST_CASE("random stores, lists, removals and traversals agree with a map") {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RawState s;
    Model(s, seed).run(1500);
  }
}

TEST_CASE("random stores survive a collection at every allocation") {
  for (uint32_t seed = 200; seed <= 210; ++seed) {
    CAPTURE(seed);
    RawState s;
    s.S()->gc_stress = GcStress::Allocations;
    Model(s, seed).run(600);
  }
}

TEST_CASE("random stores while the collector is at work") {
  for (uint32_t seed = 300; seed <= 310; ++seed) {
    CAPTURE(seed);
    RawState s;
    Model model(s, seed);
    for (int i = 0; i < 1500; ++i) {
      model.run(1);
      s.S()->collector->step();
    }
  }
}

TEST_CASE("weak tables lose what has died and nothing else") {
  for (const char* mode : {"v", "k", "kv"}) {
    for (GcStress stress : {GcStress::None, GcStress::Allocations, GcStress::Slices}) {
      CAPTURE(mode);
      CAPTURE(int(stress));
      RawState s;
      std::mt19937 random(7);
      Table *weak = s.table(), *strong = s.table(), *mt = s.table();
      const bool weak_values = std::string(mode).back() == 'v';
      REQUIRE(set_field(s.L(), mt, "__mode", Value::of(s.str(mode))));
      REQUIRE(set_metatable(s.L(), weak, mt));
      s.S()->gc_stress = stress;
      const int rounds = stress == GcStress::Allocations ? 300 : 3000;
      for (int i = 0; i < rounds; ++i) {
        const ptrdiff_t mark = s.mark();
        Value key = Value::integer(int64_t(random() % 300)), value = Value::of(s.table());
        if (random() % 3 == 0) key = Value::of(s.str("k" + std::to_string(random() % 100)));
        if (random() % 4 == 0) key = Value::of(s.table());
        const bool keep = random() % 2;
        REQUIRE(set(s.L(), weak, key, value));
        REQUIRE(set(s.L(), strong, key, keep ? value : Value::nil()));
        if (!keep && !weak_values && !key.is_table()) REQUIRE(set(s.L(), weak, key, Value::nil()));
        s.release(mark);
        if (random() % 64 == 0) {
          s.collect();
          verify_table(s.S(), weak);
        }
      }
      s.S()->gc_stress = GcStress::None;
      s.collect();
      verify_table(s.S(), weak);
      for (auto& [key, value] : pairs_of(s, strong))
        CHECK(raw_equals(get(s.S(), weak, key), value));
      for (auto& [key, value] : pairs_of(s, weak)) {
        // Every mode here is weak in keys or values, so what only the table held is gone.
        if (weak_values || key.is_table()) CHECK(raw_equals(get(s.S(), strong, key), value));
      }
    }
  }
}

TEST_CASE("a store that finds no memory changes nothing") {
  for (uint32_t seed = 100; seed <= 140; ++seed) {
    CAPTURE(seed);
    RawState s;
    Model(s, seed, true).run(1500);
  }
}

}  // namespace tri
