#include "heap/collector.hpp"

#include <doctest/doctest.h>

#include "heap/test_heap.hpp"

using namespace tri;
using namespace tri::test;

namespace {
Value tab(Table* t) { return Value::of(t); }
}  // namespace

TEST_CASE("what the roots reach survives, all else is freed") {
  TestHeap h;
  Table* root = h.table(4, 4);
  h.set_root(tab(root));
  Table* by_entry = h.table();
  h.add_entry(root, Value::of(h.string("key")), tab(by_entry));
  Table* slots = h.table(0, 0, TestHeap::kSlots);
  h.set_element(root, 0, tab(slots));
  for (uint32_t i = 0; i < 7; ++i) h.set_slot(slots, i, Value::of(h.string(std::to_string(i))));
  Proto* proto = h.proto(2);
  LuaClosure* closure = h.closure(1, proto);
  h.set_element(root, 1, Value::of(closure));
  closure->upvalues[0] = h.upvalue(Value::of(h.string("captured")));
  proto->constants[0] = Value::of(h.string("constant"));
  NativeClosure* native = h.native(2);
  h.add_entry(root, Value::of(native), Value::integer(1));
  native->upvalues[1] = Value::of(h.string(std::string(3000, 'n')));
  Userdata* u = h.userdata(100, 1);
  h.add_entry(root, Value::integer(5), Value::of(u));
  u->user_values[0] = Value::of(h.string(std::string(60, 'u')));
  u->metatable = h.table();
  Thread* co = h.thread(20);
  h.add_entry(root, Value::integer(6), Value::of(co));
  h.push(co, Value::of(h.buffered_string(5000)));
  const size_t live = h.heap->bytes_in_use();
  for (int i = 0; i < 1000; ++i) {
    (void)h.table(3, 5);
    (void)h.string("dead" + std::to_string(i));
    (void)h.string(std::string(3000, 'd'));
    (void)h.thread(10);
  }
  CHECK(h.heap->bytes_in_use() > live + 3'000'000);
  h.full();
  CHECK(h.heap->bytes_in_use() == live);
  CHECK(h.strings.size() == 10);
  CHECK_FALSE(h.forgot_unknown);
  CHECK(text_of(closure->upvalues[0]->v->str()) == "captured");
  CHECK(text_of(native->upvalues[1].str()) == std::string(3000, 'n'));
  CHECK(text_of(h.slot(slots, 5).str()) == "5");
  h.set_root(Value::nil());
  h.full();
  CHECK(h.heap->bytes_in_use() == 0);
}

TEST_CASE("each kind of root is a root") {
  TestHeap h;
  h.state.main = h.thread(4);
  h.state.running = h.thread(4);
  h.state.type_metatables[2] = h.table();
  h.state.event_names[0] = h.string("__index");
  h.state.memory_message = h.string("not enough memory");
  h.state.empty_string = h.string("");
  h.shape_keys.push_back(h.string("field"));
  RootLink link{&h.table()->header, nullptr};
  h.state.roots = &link;
  const size_t live = h.heap->bytes_in_use();
  (void)h.table();
  h.full();
  h.full();
  CHECK(h.heap->bytes_in_use() == live);
}

TEST_CASE("a chain of closures through their variables lives as long as its first") {
  TestHeap h;
  Proto* proto = h.proto(0);
  Table* root = h.table(0, 1);
  h.set_root(tab(root));
  LuaClosure* first = h.closure(1, proto);
  h.set_element(root, 0, Value::of(first));
  LuaClosure* last = first;
  for (int i = 0; i < 1000; ++i) {
    LuaClosure* next = h.closure(1, proto);
    last->upvalues[0] = h.upvalue(Value::of(next));
    last = next;
  }
  const size_t live = h.heap->bytes_in_use();
  h.full();
  CHECK(h.heap->bytes_in_use() == live);
}

TEST_CASE("slots above top are forgotten, but kept alive in an emergency") {
  TestHeap h;
  Thread* t = h.state.main = h.thread(4);
  h.push(t, Value::integer(1));
  h.push(t, tab(h.table()));
  --t->top;
  const size_t before = h.heap->bytes_in_use();
  h.collector->collect_full(true);
  CHECK(t->stack[1].is_table());
  CHECK(h.heap->bytes_in_use() == before);
  h.full();
  CHECK(t->stack[1].is_nil());
  CHECK(h.heap->bytes_in_use() < before);
}

TEST_CASE("weak values: dead ones go, strings and numbers stay") {
  TestHeap h;
  Table* t = h.weak_table("v", 8, 8);
  h.set_root(tab(t));
  Table* live = h.table();
  h.state.main = h.thread(4);
  h.push(h.state.main, tab(live));
  h.add_entry(t, Value::integer(100), tab(live));
  h.add_entry(t, Value::integer(101), tab(h.table()));
  h.add_entry(t, Value::integer(102), Value::of(h.string("s")));
  h.add_entry(t, tab(h.table()), Value::integer(3));  // the key is strong
  h.add_entry(t, tab(h.table()), tab(h.table()));     // the key goes with the value
  h.set_element(t, 0, tab(h.table()));
  h.set_element(t, 1, Value::of(h.string(std::string(50, 'l'))));
  h.set_element(t, 2, tab(live));
  h.set_element(t, 3, Value::integer(7));
  h.set_element(t, 4, tab(h.table()));
  h.set_element(t, 5, Value::of(h.closure(0)));
  h.full();
  Entry* e = t->dictionary()->entries();
  CHECK(e[0].value_tag == Tag::Table);
  CHECK(e[1].value_tag == Tag::Nil);
  CHECK(e[1].key_tag == Tag::Int);
  CHECK(e[2].value_tag == Tag::ShortStr);
  CHECK(e[3].key_tag == Tag::Table);
  CHECK(e[3].value_tag == Tag::Int);
  CHECK(e[4].key_tag == Tag::DeadKey);
  CHECK(e[4].value_tag == Tag::Nil);
  CHECK(t->length == 4);  // the border moves down to the last value
  CHECK(t->array_tags()[0] == Tag::Nil);
  CHECK(t->array_tags()[1] == Tag::LongStr);
  CHECK(t->array_tags()[2] == Tag::Table);
}

TEST_CASE("an emergency leaves the length of a weak array alone") {
  TestHeap h;
  Table* t = h.weak_table("v", 0, 8);
  h.set_root(tab(t));
  for (uint32_t i = 0; i < 5; ++i) h.set_element(t, i, tab(h.table()));
  h.collector->collect_full(true);
  CHECK(t->length == 5);
  CHECK(t->array_tags()[3] == Tag::Nil);
  CHECK(t->array_tags()[4] == Tag::Table);
  h.full();
  CHECK(t->length == 0);
}

TEST_CASE("weak keys hold a value only through its key, however long the chain") {
  for (bool no_memory : {false, true}) {
    TestHeap h;
    constexpr uint32_t kLinks = 5000;
    Table* t = h.weak_table("k", 2 * kLinks + 10);
    h.set_root(tab(t));
    h.state.main = h.thread(4);
    h.full();  // the list of weak tables has room now; without, t would count as strong
    // A chain in the worst order: each key is the value of an entry behind it. The other chain hangs on nothing.
    std::vector<Table*> live, dead;
    for (uint32_t i = 0; i <= kLinks; ++i) {
      live.push_back(h.table());
      h.push(h.state.main, tab(live.back()));
      dead.push_back(h.table());
      h.push(h.state.main, tab(dead.back()));
      h.state.main->top -= 2;
      if (i == 0) continue;
      h.add_entry(t, tab(live[i]), tab(live[i - 1]));
      h.add_entry(t, tab(dead[i]), tab(dead[i - 1]));
    }
    h.push(h.state.main, tab(live[kLinks]));
    h.add_entry(t, Value::of(h.string("name")), tab(h.table()));
    h.add_entry(t, tab(h.table()), Value::integer(1));
    if (no_memory) h.allocator.refuse_after = 0;
    h.full();
    h.allocator.refuse_after = -1;
    Entry* e = t->dictionary()->entries();
    bool all = true;
    for (uint32_t i = 0; i < kLinks; ++i) {
      all &= e[2 * i].value_tag == Tag::Table && e[2 * i].key_tag == Tag::Table;
      all &= e[2 * i + 1].value_tag == Tag::Nil && e[2 * i + 1].key_tag == Tag::DeadKey;
    }
    CHECK(all);
    CHECK(e[2 * kLinks].value_tag == Tag::Table);
    CHECK(e[2 * kLinks + 1].value_tag == Tag::Nil);
  }
}

TEST_CASE("weak keys and values: an entry goes with either") {
  TestHeap h;
  Table* t = h.weak_table("kv", 8);
  h.set_root(tab(t));
  Table* live = h.table();
  h.state.main = h.thread(4);
  h.push(h.state.main, tab(live));
  h.add_entry(t, tab(live), tab(h.table()));
  h.add_entry(t, tab(h.table()), tab(live));
  h.add_entry(t, tab(live), Value::of(h.string("kept")));
  h.add_entry(t, Value::integer(1), Value::of(h.userdata(4, 0)));
  h.full();
  Entry* e = t->dictionary()->entries();
  CHECK(e[0].value_tag == Tag::Nil);
  CHECK(e[1].value_tag == Tag::Nil);
  CHECK(e[1].key_tag == Tag::DeadKey);
  CHECK(e[2].value_tag == Tag::ShortStr);
  CHECK(e[3].value_tag == Tag::Nil);
}

TEST_CASE("a removed entry does not keep its key, in a strong table either") {
  TestHeap h;
  Table* t = h.table(4);
  h.set_root(tab(t));
  h.add_entry(t, tab(h.table()), Value::integer(1));
  h.add_entry(t, Value::of(h.string("gone")), Value::integer(1));
  h.set_entry(t, 0, Value::nil());
  h.set_entry(t, 1, Value::nil());
  h.full();
  CHECK(t->dictionary()->entries()[0].key_tag == Tag::DeadKey);
  CHECK(t->dictionary()->entries()[1].key_tag == Tag::DeadKey);
  CHECK(h.strings.empty());
}

TEST_CASE("finalizers: last registered first, once, and again when registered again") {
  TestHeap h;
  std::vector<Header*> objects;
  h.state.main = h.thread(10);
  for (int i = 0; i < 6; ++i) {
    Table* t = h.table(1);
    objects.push_back(&t->header);
    h.push(h.state.main, tab(t));
    REQUIRE(h.collector->add_finalizer(&t->header));
    REQUIRE(h.collector->add_finalizer(&t->header));  // twice is once
    h.add_entry(t, Value::integer(1), Value::of(h.string("payload" + std::to_string(i))));
  }
  h.state.main->top -= 5;
  h.full();
  CHECK(h.collector->finalizers_due());
  CHECK((h.state.interrupt & poll_bits::kFinalizers));
  h.full();  // due objects stay alive, with all they reach
  CHECK(h.strings.size() == 6);
  for (int i = 5; i >= 1; --i) {
    REQUIRE(h.collector->finalizers_due());
    CHECK(h.collector->next_finalizer() == objects[size_t(i)]);
  }
  CHECK_FALSE(h.collector->finalizers_due());
  CHECK(h.collector->next_finalizer() == nullptr);
  CHECK_FALSE((h.state.interrupt & poll_bits::kFinalizers));
  REQUIRE(h.collector->add_finalizer(objects[3]));
  h.full();
  CHECK(h.strings.size() == 2);  // the rest is gone
  CHECK(h.collector->next_finalizer() == objects[3]);
  CHECK(h.collector->next_finalizer() == nullptr);
  h.full();
  CHECK(h.strings.size() == 1);
  h.collector->finalize_all();
  CHECK(h.collector->next_finalizer() == objects[0]);
}

TEST_CASE("an object about to be finalized leaves weak values at once, weak keys after it") {
  TestHeap h;
  Table* values = h.weak_table("v", 2);
  Table* keys = h.weak_table("k", 2);
  Table* root = h.table(0, 2);
  h.set_root(tab(root));
  h.set_element(root, 0, tab(values));
  h.set_element(root, 1, tab(keys));
  Table* object = h.table();
  h.add_entry(values, Value::integer(1), tab(object));
  h.add_entry(keys, tab(object), tab(h.table()));
  REQUIRE(h.collector->add_finalizer(&object->header));
  h.full();
  CHECK(values->dictionary()->entries()[0].value_tag == Tag::Nil);
  CHECK(keys->dictionary()->entries()[0].value_tag == Tag::Table);
  CHECK(h.collector->next_finalizer() == &object->header);
  h.full();
  CHECK(keys->dictionary()->entries()[0].value_tag == Tag::Nil);
}

TEST_CASE("a variable on a dead thread's stack moves into its box") {
  TestHeap h;
  Thread* co = h.thread(4);
  h.push(co, Value::of(h.string("variable")));
  h.push(co, Value::of(h.string("nobody")));
  LuaClosure* f = h.closure(1);
  h.set_root(Value::of(f));
  UpVal* unused = h.upvalue(Value::nil());
  UpVal* used = h.upvalue(Value::nil());
  for (UpVal* u : {used, unused}) {
    u->header.kind = 1;
    u->v = co->stack + (u == unused);
  }
  unused->next_open = used;
  used->next_open = nullptr;
  co->open_upvalues = unused;
  co->in_open_list = true;
  h.state.threads_with_open_upvalues = co;
  f->upvalues[0] = used;
  h.full();
  CHECK_FALSE(used->is_open());
  CHECK(used->v == &used->closed);
  CHECK(text_of(used->closed.str()) == "variable");
  CHECK(h.state.threads_with_open_upvalues == nullptr);
  CHECK(h.strings.size() == 1);
}

TEST_CASE("dead metatables lose their id, live ones are held by their tables") {
  TestHeap h;
  h.state.metatable_capacity = 4;
  h.state.metatables = static_cast<Table**>(h.heap->allocate_storage(4 * sizeof(Table*)));
  for (int i = 0; i < 4; ++i) h.state.metatables[i] = nullptr;
  h.state.metatables[1] = h.table();
  Table* t = h.table(0, 0, TestHeap::kMetaById);
  h.set_root(tab(t));
  h.state.metatables[2] = h.table();
  h.full();
  CHECK(h.state.metatables[1] != nullptr);
  CHECK(h.state.metatables[2] == nullptr);
  h.set_root(Value::nil());
  h.full();
  CHECK(h.state.metatables[1] == nullptr);
}

TEST_CASE("parameters read back as the reference's do") {
  TestHeap h;
  CHECK(h.collector->set_pause(150) == 200);
  CHECK(h.collector->set_pause(201) == 148);
  CHECK(h.collector->set_pause(0x7ffffffe) == 200);
  CHECK(h.collector->set_pause(200) == 1020);
  CHECK(h.collector->set_step_multiplier(400) == 100);
  CHECK(h.collector->set_step_multiplier(400) == 400);
  CHECK(h.collector->set_generational(0, 0) == GcMode::Incremental);
  CHECK(h.collector->set_generational(0, 0) == GcMode::Generational);
  CHECK(h.collector->set_incremental(0, 0, 0) == GcMode::Generational);
  CHECK(h.collector->set_incremental(0, 0, 0) == GcMode::Incremental);
}

TEST_CASE("type names") {
  CHECK(std::string(type_name(Type::None)) == "no value");
  CHECK(std::string(type_name(Type::LightUserdata)) == "userdata");
  CHECK(std::string(type_name(Type::Thread)) == "thread");
}
