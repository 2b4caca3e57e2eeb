#include <doctest/doctest.h>

#include "heap/test_heap.hpp"

using namespace tri;
using namespace tri::test;

namespace {

Value tab(Table* t) { return Value::of(t); }

// A heap in generational mode.
struct OldHeap : TestHeap {
  explicit OldHeap(size_t misalign = 0) : TestHeap(misalign) { collector->set_generational(0, 0); }
  // What lives now is old.
  void age() { full(); }
  void minor() { (void)collector->step_explicit(0); }
  void store_element(Table* t, uint32_t i, const Value& v) {
    t->array[i] = v.bits;
    t->array_tags()[i] = v.tag;
    if (t->length <= i) t->length = i + 1;
    barrier_at(&state, t, t->array + i, v);
  }
};

}  // namespace

TEST_CASE("a minor cycle frees new garbage alone") {
  OldHeap h;
  Table* root = h.table(4);
  h.set_root(tab(root));
  h.add_entry(root, Value::of(h.string("old")), tab(h.table()));
  h.age();
  h.set_entry(root, 0, Value::nil());  // dropped, but old
  const size_t old = h.heap->bytes_in_use();
  for (int i = 0; i < 1000; ++i) (void)h.string("young" + std::to_string(i));
  h.minor();
  CHECK(h.heap->bytes_in_use() == old);
  CHECK(h.strings.size() == 1);
  h.full();
  CHECK(h.strings.empty());
  CHECK(h.heap->bytes_in_use() < old);
}

TEST_CASE("old objects of each kind hold new ones, through their barriers") {
  OldHeap h;
  Table* root = h.table(20);
  h.set_root(tab(root));
  Table* dictionary = h.table(4);
  Table* array = h.table(0, 4);
  Table* slots = h.table(0, 0, TestHeap::kSlots);
  for (uint32_t i = 0; i < 7; ++i) h.set_slot(slots, i, Value::nil());
  Userdata* user = h.userdata(8, 1);
  NativeClosure* native = h.native(1);
  LuaClosure* closure = h.closure(1);
  UpVal* box = h.upvalue(Value::nil());
  closure->upvalues[0] = box;
  Proto* proto = h.proto(1);
  closure->proto = proto;
  Thread* thread = h.thread(8);
  for (const Value& v : {tab(dictionary), tab(array), tab(slots), Value::of(user),
                         Value::of(native), Value::of(closure), Value::of(thread)})
    h.add_entry(root, Value::integer(root->dictionary()->used), v);
  h.age();
  const auto text = [](int round, int place) {
    return std::to_string(round) + "/" + std::to_string(place);
  };
  for (int round = 0; round < 5; ++round) {
    const auto fresh = [&](int place) { return Value::of(h.string(text(round, place))); };
    if (round == 0)
      h.add_entry(dictionary, Value::integer(1), fresh(0));
    else
      h.set_entry(dictionary, 0, fresh(0));
    h.set_element(array, 2, fresh(1));
    h.set_slot(slots, 1, fresh(2));
    h.set_slot(slots, 5, fresh(3));
    user->user_values[0] = fresh(4);
    barrier(&h.state, &user->header, user->user_values[0]);
    native->upvalues[0] = fresh(5);
    barrier(&h.state, &native->header, native->upvalues[0]);
    box->closed = fresh(6);
    barrier(&h.state, &box->header, box->closed);
    proto->constants[0] = fresh(7);
    barrier(&h.state, &proto->header, proto->constants[0]);
    thread->top = thread->stack;
    h.push(thread, fresh(8));
    for (int i = 0; i < 200; ++i) (void)h.string("garbage" + std::to_string(i));
    h.minor();
    const Value held[] = {Value::raw(dictionary->dictionary()->entries()[0].value, Tag::ShortStr),
                          Value::raw(array->array[2], array->array_tags()[2]),
                          h.slot(slots, 1),
                          h.slot(slots, 5),
                          user->user_values[0],
                          native->upvalues[0],
                          box->closed,
                          proto->constants[0],
                          thread->stack[0]};
    for (int place = 0; place < 9; ++place) {
      REQUIRE(h.strings.count(held[place].str()) == 1);
      CHECK(text_of(held[place].str()) == text(round, place));
    }
    // Those of the rounds before are old by now.
    CHECK(h.strings.size() == size_t(9 * (round + 1)));
  }
  h.full();
  CHECK(h.strings.size() == 9);
}

TEST_CASE(
    "a store without a barrier is lost: a minor cycle looks at no old object that is not "
    "remembered") {
  OldHeap h;
  Table* root = h.table(0, 4);
  h.set_root(tab(root));
  h.set_element(root, 3, Value::integer(1));
  h.age();
  root->array[0] = Value::of(h.string("unseen")).bits;  // its tag stays nil, so nobody follows it
  h.minor();
  CHECK(h.strings.empty());
}

TEST_CASE("cards: values stored anywhere in a large old table, again and again") {
  OldHeap h;
  constexpr uint32_t kElements = 300'000, kEntries = 100'000;
  Table* root = h.table(2);
  h.set_root(tab(root));
  Table* elements = h.table(0, kElements);
  h.add_entry(root, Value::integer(1), tab(elements));
  Table* entries = h.table(kEntries);
  h.add_entry(root, Value::integer(2), tab(entries));
  h.set_element(elements, kElements - 1, Value::boolean(true));
  for (uint32_t i = 0; i < kEntries; ++i)
    h.add_entry(entries, Value::integer(i), Value::boolean(true));
  h.age();
  uint32_t seed = 1;
  const auto random = [&](uint32_t n) { return (seed = seed * 1664525 + 1013904223) / 7 % n; };
  // A few stores dirty cards, many make the table remembered as a whole.
  for (uint32_t stores : {1u, 3u, 100u, 200'000u, 5u}) {
    std::map<uint32_t, std::string> in_elements, in_entries;
    for (uint32_t i = 0; i < stores; ++i) {
      const uint32_t e = random(kElements), k = random(kEntries);
      in_elements[e] = "e" + std::to_string(i);
      h.store_element(elements, e, Value::of(h.string(in_elements[e])));
      in_entries[k] = "k" + std::to_string(i);
      Entry& entry = entries->dictionary()->entries()[k];
      const Value v = Value::of(h.string(in_entries[k]));
      entry.value = v.bits;
      entry.value_tag = v.tag;
      barrier_at(&h.state, entries, &entry.value, v);
    }
    h.minor();
    bool all = true;
    for (const auto& [i, text] : in_elements) {
      auto* s = reinterpret_cast<Str*>(elements->array[i]);
      all &= h.strings.count(s) == 1 && text_of(s) == text;
    }
    for (const auto& [i, text] : in_entries) {
      auto* s = reinterpret_cast<Str*>(entries->dictionary()->entries()[i].value);
      all &= h.strings.count(s) == 1 && text_of(s) == text;
    }
    CHECK(all);
  }
}

TEST_CASE("cards: a value overwritten before the minor cycle does not survive it") {
  OldHeap h;
  Table* t = h.table(0, 50'000);
  h.set_root(tab(t));
  h.set_element(t, 49'999, Value::boolean(true));
  h.age();
  for (int i = 0; i < 100; ++i)
    h.store_element(t, 777, Value::of(h.string("value" + std::to_string(i))));
  h.minor();
  CHECK(h.strings.size() == 1);
}

TEST_CASE("cards follow entries that move") {
  OldHeap h;
  constexpr uint32_t kEntries = 20'000;
  Table* t = h.table(kEntries);
  h.set_root(tab(t));
  for (uint32_t i = 0; i < kEntries; ++i) h.add_entry(t, Value::integer(i), Value::boolean(true));
  h.age();
  Entry* e = t->dictionary()->entries();
  const Value v = Value::of(h.string("moves"));
  e[15'000].value = v.bits;
  e[15'000].value_tag = v.tag;
  barrier_at(&h.state, t, &e[15'000].value, v);
  e[3] = e[15'000];
  e[15'000].value_tag = Tag::Nil;
  values_moved(&h.state, t);
  h.minor();
  CHECK(h.strings.count(v.str()) == 1);
}

TEST_CASE("storage given to an old object belongs to it") {
  OldHeap h;
  for (uint32_t room : {8u, 40u, 5000u}) {
    Table* t = h.table(0, 4);
    h.set_root(tab(t));
    h.set_element(t, 3, Value::integer(4));
    h.age();
    const size_t bytes = array_bytes(ArrayKind::Mixed, room);
    auto* block = static_cast<uint64_t*>(h.heap->allocate_storage(bytes));
    std::memset(block, 0, bytes);
    block[3] = 4;
    reinterpret_cast<Tag*>(block + room)[3] = Tag::Int;
    h.heap->free_storage(t->array, array_bytes(ArrayKind::Mixed, 4));
    t->array = block;
    t->capacity = room;
    adopted(&h.state, t, block, bytes);
    const size_t live = h.heap->bytes_in_use();
    for (int i = 0; i < 3; ++i) {
      (void)h.table(0, room);  // would take the cell of storage that was freed
      h.minor();
      // The cell of the old storage is free, though a sweep may not have come to its page.
      CHECK(h.heap->bytes_in_use() <= live + 48);
      CHECK(t->array[3] == 4);
    }
  }
}

TEST_CASE("weak tables that are old lose new values, and keep those that live") {
  OldHeap h;
  Table* root = h.table(8);
  h.set_root(tab(root));
  Table* values = h.weak_table("v", 8);
  h.add_entry(root, Value::integer(1), tab(values));
  Table* keys = h.weak_table("k", 8);
  h.add_entry(root, Value::integer(2), tab(keys));
  h.age();
  Table* live = h.table();
  h.add_entry(root, Value::integer(3), tab(live));
  h.add_entry(values, Value::integer(1), tab(live));
  h.add_entry(values, Value::integer(2), tab(h.table()));
  h.add_entry(keys, tab(live), Value::of(h.string("held by its key")));
  h.add_entry(keys, tab(h.table()), Value::of(h.string("gone")));
  h.minor();
  CHECK(values->dictionary()->entries()[0].value_tag == Tag::Table);
  CHECK(values->dictionary()->entries()[1].value_tag == Tag::Nil);
  CHECK(keys->dictionary()->entries()[0].value_tag == Tag::ShortStr);
  CHECK(keys->dictionary()->entries()[1].value_tag == Tag::Nil);
  CHECK(h.strings.size() == 1);
}

TEST_CASE("finalizers of new objects are due after a minor cycle, of old ones after a major one") {
  OldHeap h;
  Table* old = h.table();
  REQUIRE(h.collector->add_finalizer(&old->header));
  h.set_root(tab(old));
  h.age();
  h.set_root(Value::nil());
  Table* young = h.table();
  REQUIRE(h.collector->add_finalizer(&young->header));
  h.minor();
  CHECK(h.collector->next_finalizer() == &young->header);
  CHECK(h.collector->next_finalizer() == nullptr);
  h.full();
  CHECK(h.collector->next_finalizer() == &old->header);
}

TEST_CASE("a heap that keeps growing has major cycles, and its garbage goes in the end") {
  OldHeap h;
  Table* root = h.table(0, 1000);
  h.set_root(tab(root));
  // Each value lives through some minor cycles and then dies old.
  for (uint32_t i = 0; i < 200'000; ++i) {
    h.set_element(root, i % 1000, Value::of(h.string(std::string(200, 'x'))));
    if (h.state.interrupt & poll_bits::kCollect) h.collector->step();
  }
  CHECK(h.heap->bytes_in_use() < 4 << 20);
}

TEST_CASE("without memory to remember with, the next cycle is a major one") {
  OldHeap h;
  Table* root = h.table(200);
  h.set_root(tab(root));
  for (int i = 0; i < 200; ++i) h.add_entry(root, Value::integer(i), tab(h.table(0, 1)));
  h.age();
  std::vector<Str*> fresh;
  for (int i = 0; i < 200; ++i) fresh.push_back(h.string("s" + std::to_string(i)));
  h.allocator.refuse_after = 0;
  for (uint32_t i = 0; i < 200; ++i) {
    auto* t = reinterpret_cast<Table*>(root->dictionary()->entries()[i].value);
    h.set_element(t, 0, Value::of(fresh[i]));
  }
  h.minor();
  h.allocator.refuse_after = -1;
  CHECK(h.strings.size() == 200);
  h.minor();
  CHECK(h.strings.size() == 200);
}

TEST_CASE("changing the mode in the middle of a cycle loses nothing") {
  OldHeap h;
  Table* root = h.table(0, 5000);
  h.set_root(tab(root));
  for (uint32_t i = 0; i < 5000; ++i) h.set_element(root, i, tab(h.table(0, 1)));
  uint32_t seed = 7;
  for (uint32_t i = 0; i < 20'000; ++i) {
    seed = seed * 1664525 + 1013904223;
    auto* t = reinterpret_cast<Table*>(root->array[seed / 8 % 5000]);
    h.set_element(t, 0, Value::of(h.string("v" + std::to_string(i))));
    if (h.state.interrupt & poll_bits::kCollect) h.collector->step();
    if (i % 701 == 0) h.collector->set_incremental(0, 0, 0);
    if (i % 701 == 350) h.collector->set_generational(0, 0);
    if (i % 3001 == 3000) h.collector->collect_full(true);
  }
  bool all = true;
  for (uint32_t i = 0; i < 5000; ++i) {
    auto* t = reinterpret_cast<Table*>(root->array[i]);
    if (t->length) all &= h.strings.count(reinterpret_cast<Str*>(t->array[0])) == 1;
  }
  CHECK(all);
}

TEST_CASE("a step is bounded, however much has been allocated at once") {
  for (GcMode mode : {GcMode::Incremental, GcMode::Generational}) {
    TestHeap h;
    Table* root = h.table(0, 100'000);
    h.set_root(tab(root));
    for (uint32_t i = 0; i < 100'000; ++i) h.set_element(root, i, tab(h.table(0, 1)));
    if (mode == GcMode::Generational) h.collector->set_generational(0, 0);
    h.full();
    // Old objects that a store made remembered are not all left to the atomic phase either.
    for (uint32_t i = 0; i < 100'000; ++i)
      h.set_element(reinterpret_cast<Table*>(root->array[i]), 0, tab(h.table()));
    (void)h.string(std::string(8 << 20, 'x'));
    uint32_t steps = 0;
    const uint32_t cycles = h.state.gc_cycle;
    do {
      h.heap->set_debt(1 << 20);
      h.collector->step();
      ++steps;
    } while (h.state.gc_cycle == cycles);
    CHECK(steps > 20);
    while (h.heap->phase() != GcPhase::Pause) h.collector->step(), h.heap->set_debt(1 << 20);
    CHECK(reinterpret_cast<Table*>(reinterpret_cast<Table*>(root->array[77'777])->array[0])
              ->header.tag == Tag::Table);
  }
}

TEST_CASE("idle steps collect what has been dropped, and then have nothing to do") {
  TestHeap h;
  Table* root = h.table(0, 20'000);
  h.set_root(tab(root));
  for (uint32_t i = 0; i < 20'000; ++i) h.set_element(root, i, tab(h.table()));
  h.full();
  const size_t live = h.heap->bytes_in_use();
  CHECK(h.collector->step_for(1000));
  for (int i = 0; i < 2000; ++i) (void)h.string(std::string(100, 'i'));
  int calls = 0;
  while (!h.collector->step_for(0)) ++calls;  // the shortest step there is
  CHECK(calls >= 1);
  CHECK(h.heap->bytes_in_use() == live);
  CHECK(h.collector->step_for(0));
}

TEST_CASE("a large block freed by its owner during a sweep takes no new one along") {
  OldHeap h;
  Table* root = h.table(0, 64);
  h.set_root(tab(root));
  for (uint32_t i = 0; i < 64; ++i) h.set_element(root, i, tab(h.table(0, 400)));
  for (int i = 0; i < 64; ++i) (void)h.table(0, 400);
  h.state.gc_stress = GcStress::Slices;  // steps so small that one ends within the sweep
  for (int i = 0; i < 100'000 && h.heap->phase() != GcPhase::Sweep; ++i) h.collector->step();
  h.state.gc_stress = GcStress::None;
  REQUIRE(h.heap->phase() == GcPhase::Sweep);
  for (uint32_t i = 0; i < 64; i += 2) {
    auto* t = reinterpret_cast<Table*>(root->array[i]);
    h.heap->free_storage(t->array, array_bytes(ArrayKind::Mixed, 400));
    t->array = static_cast<uint64_t*>(h.heap->allocate_storage(array_bytes(ArrayKind::Mixed, 400)));
    std::memset(t->array, 0, array_bytes(ArrayKind::Mixed, 400));
    adopted(&h.state, t, t->array, array_bytes(ArrayKind::Mixed, 400));
  }
  for (int i = 0; i < 3; ++i) h.minor();
  bool zero = true;
  for (uint32_t i = 0; i < 64; ++i)
    zero &= reinterpret_cast<Table*>(root->array[i])->array[399] == 0;
  CHECK(zero);
  h.full();
}
