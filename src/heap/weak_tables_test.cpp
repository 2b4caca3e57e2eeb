#include "heap/weak_tables.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "heap/test_heap.hpp"

using namespace tri;
using namespace tri::test;

namespace {

Value tab(Table* t) { return Value::of(t); }

// A weak table whose keys and values are held by strong tables, entry i by element i, and let go of one by one while cycles go
// on in parts so small that most end within the table.
struct HeldEntries : TestHeap {
  HeldEntries(const char* mode, uint32_t entries) : keys_weak(mode[0] == 'k'), count(entries) {
    values_weak = mode[keys_weak ? 1 : 0] == 'v';
    Table* root = table(4);
    set_root(tab(root));
    weak = weak_table(mode, entries);
    add_entry(root, Value::integer(1), tab(weak));
    keys = table(0, entries);
    add_entry(root, Value::integer(2), tab(keys));
    values = table(0, entries);
    add_entry(root, Value::integer(3), tab(values));
    full();  // the list of weak tables has room now
    state.gc_stress = GcStress::Slices;
    for (uint32_t i = 0; i < entries; ++i) {
      set_element(keys, i, tab(table()));
      set_element(values, i, tab(table()));
      add_entry(weak, element(keys, i), element(values, i));
      state.collector->step();
    }
  }

  static Value element(const Table* t, uint32_t i) {
    return Value::raw(t->array[i], t->array_tags()[i]);
  }
  // A hole: the length stays.
  static void let_go(Table* t, uint32_t i) { t->array_tags()[i] = Tag::Nil; }

  void change(std::mt19937& random) {
    const uint32_t i = random() % count;
    switch (random() % 8) {
      case 0: let_go(keys, i); break;
      case 1: let_go(values, i); break;
      case 2:  // a new value, if the entry is surely there
        if (!must_stay(i)) break;
        set_element(values, i, tab(table()));
        set_entry(weak, i, element(values, i));
        break;
      case 3:  // a value out of the table, of which nobody knew that it would be held again
        if (!must_stay(i) || !element(values, i).is_nil()) break;
        set_element(values, i, entry_value(i));
        break;
      default: (void)table(2, 3); break;
    }
  }

  bool must_stay(uint32_t i) const {
    return (!keys_weak || !element(keys, i).is_nil()) &&
           (!values_weak || !element(values, i).is_nil());
  }
  Value entry_value(uint32_t i) const {
    const Entry& e = weak->dictionary()->entries()[i];
    return Value::raw(e.value, e.value_tag);
  }
  // Entries that are not as they must be.
  uint32_t wrong() const {
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const Value held = element(values, i);
      n += must_stay(i) && (entry_value(i).tag != Tag::Table ||
                            (!held.is_nil() && held.table() != entry_value(i).table()));
    }
    return n;
  }
  uint32_t left_over() const {
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; ++i) n += !must_stay(i) && !entry_value(i).is_nil();
    return n;
  }

  bool keys_weak, values_weak = false;
  uint32_t count;
  Table *weak = nullptr, *keys = nullptr, *values = nullptr;
};

}  // namespace

TEST_CASE(
    "entries of weak tables stay while they are held, whatever changes as they are looked at") {
  for (const char* mode : {"k", "v", "kv"}) {
    for (const bool generational : {false, true}) {
      CAPTURE(mode);
      CAPTURE(generational);
      HeldEntries h(mode, 1500);
      if (generational) h.collector->set_generational(0, 0);
      const uint32_t before = h.collections;
      std::mt19937 random(7);
      for (int i = 0; i < 12000; ++i) {
        h.change(random);
        h.state.collector->step();
        if (i % 700 == 0) h.full();  // in whatever phase a cycle is
        if (i % 100 == 0) REQUIRE(h.wrong() == 0);
      }
      CHECK(h.collections > before + 3);
      h.full();
      CHECK(h.wrong() == 0);
      CHECK(h.left_over() == 0);
    }
  }
}

TEST_CASE("a weak table is not black between cycles: what is stored into it is not kept") {
  for (const bool generational : {false, true}) {
    HeldEntries h("v", 100);
    if (generational) h.collector->set_generational(0, 0);
    h.full();
    CHECK((h.weak->header.gc & gc_bits::kBlackHint) == 0);
    HeldEntries::let_go(h.values, 5);
    h.set_entry(h.weak, 5, tab(h.table()));
    while (!h.collector->step_explicit(0) && !generational) {
    }
    CHECK(h.entry_value(5).is_nil());
    CHECK(h.wrong() == 0);
  }
}

TEST_CASE("a string goes with the entry it is the key of, as soon as the value has died") {
  TestHeap h;
  Table* weak = h.weak_table("kv", 4);
  h.set_root(tab(weak));
  h.full();
  h.add_entry(weak, Value::of(h.string("kept")), Value::integer(1));
  h.add_entry(weak, Value::of(h.string("gone")), tab(h.table()));
  h.full();
  CHECK(h.strings.size() == 1);
  CHECK(weak->dictionary()->entries()[0].value_tag == Tag::Int);
  CHECK(weak->dictionary()->entries()[1].value_tag == Tag::Nil);
}

TEST_CASE("no memory for suspects: the table is walked through") {
  HeldEntries h("kv", 800);
  for (uint32_t i = 0; i < h.count; i += 2) HeldEntries::let_go(h.keys, i);
  for (uint32_t i = 0; i < h.count; i += 3) HeldEntries::let_go(h.values, i);
  h.allocator.refuse_after = 0;
  h.full();
  h.allocator.refuse_after = -1;
  CHECK(h.wrong() == 0);
  CHECK(h.left_over() == 0);
}

TEST_CASE("entries that move while they are looked at are looked at again") {
  HeldEntries h("v", 1000);
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    // Removed entries go, and those behind them take their places.
    Dictionary* d = h.weak->dictionary();
    Entry* entries = d->entries();
    const uint32_t gone = random() % h.count;
    HeldEntries::let_go(h.values, gone);
    for (int i = 0; i < 5; ++i) h.state.collector->step();
    const uint32_t last = --h.count;
    entries[gone] = entries[last];
    if (last != gone) {
      const Value held = HeldEntries::element(h.values, last);
      h.values->array[gone] = held.bits;
      h.values->array_tags()[gone] = held.tag;
      barrier(&h.state, &h.values->header, held);
    }
    HeldEntries::let_go(h.values, last);
    d->used = last;
    values_moved(&h.state, h.weak);
    REQUIRE(h.wrong() == 0);
  }
  h.full();
  CHECK(h.wrong() == 0);
}

namespace {

// Ephemerons of which most keys die at once, when the program runs again and not all of their entries have been removed.
struct DeadKeys : TestHeap {
  static constexpr uint32_t kEntries = 4000, kNew = 10, kHeldEach = 8;

  explicit DeadKeys(bool generational) {
    if (generational) collector->set_generational(0, 0);
    Table* root = table(4);
    set_root(tab(root));
    weak = weak_table("k", kEntries + kNew);
    add_entry(root, Value::integer(1), tab(weak));
    Table* held = table(0, kEntries + kNew);
    add_entry(root, Value::integer(2), tab(held));
    for (uint32_t i = 0; i < kEntries; ++i) add(held, i, i % kHeldEach == 0);
    begin();
    for (uint32_t i = kEntries; i < kEntries + kNew; ++i) add(held, i, true);
  }
  void add(Table* held, uint32_t i, bool hold) {
    Table* key = table();
    if (hold) set_element(held, i, tab(key));
    RootLink link{&key->header, state.roots};
    state.roots = &link;
    add_entry(weak, tab(key), tab(table()));
    state.roots = link.below;
  }
  // Goes to where the first entries have been removed.
  void begin() {
    state.gc_stress = GcStress::Slices;
    while (!has_dead_keys()) collector->step();
    for (int i = 0; i < 10; ++i) collector->step();
    REQUIRE(has_dead_keys());
  }
  bool has_dead_keys() const { return weak->header.gc & gc_bits::kDeadKeys; }
  uint32_t live() const {
    uint32_t n = 0;
    for (uint32_t i = 0; i < weak->dictionary()->used; ++i)
      n += weak->dictionary()->entries()[i].value_tag != Tag::Nil;
    return n;
  }
  Table* weak = nullptr;
};

constexpr uint32_t kLeft = DeadKeys::kEntries / DeadKeys::kHeldEach + DeadKeys::kNew;

}  // namespace

TEST_CASE("entries whose keys died are removed in slices, before anything is swept") {
  for (const bool generational : {false, true}) {
    CAPTURE(generational);
    DeadKeys h(generational);
    CHECK(h.live() > kLeft);
    const size_t before = h.heap->bytes_in_use();
    for (uint32_t last = h.live(); h.has_dead_keys(); last = h.live()) {
      CHECK(h.heap->bytes_in_use() == before);
      h.collector->step();
      CHECK(last - h.live() < 100);
    }
    CHECK(h.live() == kLeft);
    while (h.heap->phase() != GcPhase::Pause) h.collector->step();
    CHECK(h.heap->bytes_in_use() < before);
  }
}

TEST_CASE("who walks through entries finds none whose key has died") {
  DeadKeys h(false);
  dead_keys_gone(&h.state, h.weak);
  CHECK_FALSE(h.has_dead_keys());
  CHECK(h.live() == kLeft);
  while (h.heap->phase() != GcPhase::Pause) h.collector->step();
  CHECK(h.live() == kLeft);
}

TEST_CASE("a cycle that begins while entries have yet to be removed leaves none of them") {
  for (const bool emergency : {false, true}) {
    DeadKeys h(false);
    h.collector->collect_full(emergency);
    CHECK_FALSE(h.has_dead_keys());
    CHECK(h.live() == kLeft);
  }
}
