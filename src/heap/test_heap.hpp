// TestHeap: a state with nothing above the heap, for the unit tests of this room.
//
// Objects are made by hand here: tables keep "entries" without buckets (the collector looks at no bucket), and a
// metatable is a table that TestHeap::modes knows the __mode of.
#pragma once

#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "heap/barrier.hpp"
#include "heap/collector.hpp"

namespace tri::test {

// Counts, checks sizes, and can be told to refuse.
struct CountingAllocator {
  std::map<void*, size_t> blocks;
  size_t bytes = 0;
  size_t cap = SIZE_MAX;
  int64_t refuse_after = -1;  // that many allocations from now all are refused; -1: never
  size_t misalign = 0;        // blocks begin so many bytes behind a 16-byte border
  bool wrong_size = false;

  static void* allocate(void* self, void* block, size_t old_size, size_t new_size) {
    return static_cast<CountingAllocator*>(self)->change(block, old_size, new_size);
  }
  void* change(void* block, size_t old_size, size_t new_size) {
    if (block) {
      const auto found = blocks.find(block);
      if (found == blocks.end() || found->second != old_size) wrong_size = true;
    }
    if (new_size > (block ? old_size : 0)) {
      if (refuse_after == 0 || bytes - (block ? old_size : 0) + new_size > cap) return nullptr;
      if (refuse_after > 0) --refuse_after;
    }
    void* fresh = nullptr;
    if (new_size) {
      fresh = static_cast<char*>(std::malloc(new_size + misalign)) + misalign;
      blocks[fresh] = new_size;
      bytes += new_size;
    }
    if (block) {
      if (fresh) std::memcpy(fresh, block, old_size < new_size ? old_size : new_size);
      blocks.erase(block);
      bytes -= old_size;
      std::free(static_cast<char*>(block) - misalign);
    }
    return fresh;
  }
};

class TestHeap {
 public:
  // Shapes by what their tables are.
  enum ShapeId : uint32_t { kNone, kDictionary, kMetaInObject, kSlots, kMetaById, kBare };
  static constexpr uint32_t kInline = 3, kOverflow = 4;  // of kSlots

  CountingAllocator allocator;
  State state{};
  EngineArea engine{};
  std::map<const Table*, std::string> modes;  // metatables with a __mode
  std::set<Str*> strings;                     // short strings not yet forgotten
  std::vector<Str*> shape_keys;
  uint32_t collections = 0;
  HeapHooks hooks{};

  explicit TestHeap(size_t misalign = 0) {
    allocator.misalign = misalign;
    for (uint32_t i = 1; i < 6; ++i) {
      shapes_[i] = {};
      shapes_[i].id = i;
      shapes_[i].kind = i == kSlots || i == kBare ? ShapeKind::Shaped : ShapeKind::Dictionary;
      shapes_[i].meta_slot = kNoSlot;
      shape_pointers_[i] = &shapes_[i];
    }
    shapes_[kMetaInObject].meta_kind = MetaKind::InObject;
    shapes_[kMetaById].meta_kind = MetaKind::ById;
    shapes_[kMetaById].metatable_id = 1;
    shapes_[kSlots].inline_slots = kInline;
    shapes_[kSlots].overflow_capacity = kOverflow;
    shapes_[kSlots].count = kInline + kOverflow;
    engine.shape_array = &shape_array_;
    state.engine = &engine;
    state.registry = Value::nil();
    hooks = {.forget_strings =
                 [](State* S, Str* const* dead, uint32_t count) {
                   for (uint32_t i = 0; i < count; ++i)
                     if (!of(S)->strings.erase(dead[i])) of(S)->forgot_unknown = true;
                 },
             .each_shape_key =
                 [](State* S, void (*f)(void*, Str*), void* context) {
                   for (Str* key : of(S)->shape_keys) f(context, key);
                 },
             .event_of = [](State* S, const Table* mt, Event) { return of(S)->mode_value(mt); },
             .before_sweep = [](State*, bool (*)(void*, Proto*), void*) {},
             .after_collection = [](State* S) { ++of(S)->collections; }};
    state.heap_hooks = &hooks;
    state.warn_ud = this;
    heap = new Heap(&state, CountingAllocator::allocate, &allocator);
    state.heap = heap;
    collector = new Collector(&state);
    state.collector = collector;
  }
  ~TestHeap() { close(); }
  // Ends the heap; what the allocator counted can still be looked at.
  void close() {
    delete collector;
    delete heap;
    collector = nullptr;
    heap = nullptr;
  }

  Heap* heap;
  Collector* collector;
  bool forgot_unknown = false;

  // ---- makers; the block is filled before they return. nullptr: no memory.
  Str* string(std::string_view text) {
    if (text.size() <= kShortMax) {
      auto* s =
          static_cast<ShortStr*>(heap->allocate_short_string(short_string_bytes(text.size())));
      if (!s) return nullptr;
      s->header = {Tag::ShortStr, 0, uint8_t(text.size()), 0, 0};
      std::memcpy(s->text, text.data(), text.size());
      s->text[text.size()] = 0;
      strings.insert(s);
      return s;
    }
    const size_t bytes = sizeof(LongStr) + text.size() + 1;
    auto* s = static_cast<LongStr*>(heap->allocate(bytes));
    if (!s) return nullptr;
    s->header = {Tag::LongStr, large_bit(bytes), 0, 0, 0};
    s->length = text.size();
    s->data = s->text;
    s->buffer = nullptr;
    std::memcpy(s->text, text.data(), text.size());
    s->text[text.size()] = 0;
    return s;
  }
  Str* buffered_string(size_t capacity) {
    const size_t bytes = append_buffer_bytes(capacity);
    auto* buffer = static_cast<AppendBuffer*>(heap->allocate_storage(bytes));
    if (!buffer) return nullptr;
    *buffer = {.capacity = capacity, .tip = 0, .sealed = false};
    HeldStorage held(heap, buffer, bytes);
    auto* s = static_cast<LongStr*>(heap->allocate(sizeof(LongStr)));
    if (!s) return nullptr;
    s->header = {Tag::LongStr, 0, 0, 0, 0};
    s->length = 0;
    s->data = buffer->text;
    s->buffer = buffer;
    return s;
  }
  // `entries` and `elements`: room for so many; all are without a value at first.
  Table* table(uint32_t entries = 0, uint32_t elements = 0, ShapeId shape = kDictionary) {
    auto* t = static_cast<Table*>(heap->allocate(table_bytes(shape == kSlots ? kInline : 0)));
    if (!t) return nullptr;
    t->header = {Tag::Table, 0, 0, 0, kBare};  // valid at once, should storage be refused
    t->array = nullptr;
    t->length = t->capacity = 0;
    t->ext = nullptr;
    RootLink link{&t->header, state.roots};
    state.roots = &link;
    bool ok = true;
    if (shape == kSlots) {
      void* overflow = heap->allocate_storage(overflow_bytes(kOverflow));
      ok = overflow;
      if (ok) {
        std::memset(overflow, 0, overflow_bytes(kOverflow));
        std::memset(t->inline_payloads(), 0, kInline * 9);
        t->ext = overflow;
        t->header.aux = shape;
      }
    } else {
      auto* d = static_cast<Dictionary*>(heap->allocate_storage(dictionary_bytes(entries, 1)));
      ok = d;
      if (ok) {
        *d = {.used = 0, .capacity = entries, .mask = 0, .live_hint = 0, .metatable = nullptr};
        t->ext = d;
        t->header.aux = shape;
      }
    }
    if (ok && elements) {
      void* array = heap->allocate_storage(array_bytes(ArrayKind::Mixed, elements));
      ok = array;
      if (ok) {
        std::memset(array, 0, array_bytes(ArrayKind::Mixed, elements));
        t->array = static_cast<uint64_t*>(array);
        t->capacity = elements;
        t->set_array_kind(ArrayKind::Mixed);
      }
    }
    state.roots = link.below;
    return ok ? t : nullptr;
  }
  // A dictionary with a metatable of this mode, both new.
  Table* weak_table(std::string_view mode, uint32_t entries, uint32_t elements = 0) {
    Table* mt = table();
    if (!mt) return nullptr;
    modes[mt] = mode;
    RootLink link{&mt->header, state.roots};
    state.roots = &link;
    Table* t = table(entries, elements, kMetaInObject);
    if (t) t->dictionary()->metatable = mt;
    state.roots = link.below;
    return t;
  }
  UpVal* upvalue(const Value& v) {
    auto* u = static_cast<UpVal*>(heap->allocate(sizeof(UpVal)));
    if (!u) return nullptr;
    u->header = {Tag::UpVal, 0, 0, 0, 0};
    u->v = &u->closed;
    u->closed = v;
    return u;
  }
  LuaClosure* closure(uint32_t upvalues, Proto* proto = nullptr) {
    const size_t bytes = lua_closure_bytes(upvalues);
    auto* f = static_cast<LuaClosure*>(heap->allocate(bytes));
    if (!f) return nullptr;
    f->header = {Tag::LuaClosure, large_bit(bytes), 0, 0, upvalues};
    f->proto = proto;
    for (uint32_t i = 0; i < upvalues; ++i) f->upvalues[i] = nullptr;
    return f;
  }
  NativeClosure* native(uint32_t upvalues) {
    const size_t bytes = native_closure_bytes(upvalues);
    auto* f = static_cast<NativeClosure*>(heap->allocate(bytes));
    if (!f) return nullptr;
    f->header = {Tag::NativeClosure, large_bit(bytes), 0, 0, upvalues};
    f->c = nullptr;
    for (uint32_t i = 0; i < upvalues; ++i) f->upvalues[i] = Value::nil();
    return f;
  }
  Userdata* userdata(size_t size, uint32_t values) {
    const size_t bytes = userdata_bytes(values, size);
    auto* u = static_cast<Userdata*>(heap->allocate(bytes));
    if (!u) return nullptr;
    u->header = {Tag::Userdata, large_bit(bytes), 0, 0, values};
    u->size = size;
    u->metatable = nullptr;
    for (uint32_t i = 0; i < values; ++i) u->user_values[i] = Value::nil();
    return u;
  }
  Proto* proto(uint32_t constants) {
    auto* p = static_cast<Proto*>(heap->allocate(sizeof(Proto)));
    if (!p) return nullptr;
    std::memset(static_cast<void*>(p), 0, sizeof *p);
    p->header = {Tag::Proto, 0, 0, 0, 0};
    RootLink link{&p->header, state.roots};
    state.roots = &link;
    const size_t bytes = size_t(constants + 1) * sizeof(Value);
    auto* block = static_cast<Value*>(heap->allocate_storage(bytes));
    state.roots = link.below;
    if (!block) return nullptr;
    for (uint32_t i = 0; i < constants; ++i) block[i] = Value::nil();
    p->storage = block;
    p->storage_bytes = bytes;
    p->constants = block;
    p->constant_count = constants;
    return p;
  }
  Thread* thread(uint32_t slots) {
    char* cell = static_cast<char*>(heap->allocate(kThreadPrefix + sizeof(Thread)));
    if (!cell) return nullptr;
    std::memset(cell, 0, kThreadPrefix + sizeof(Thread));
    auto* t = reinterpret_cast<Thread*>(cell + kThreadPrefix);
    t->header = {Tag::Thread, 0, 0, 0, 0};
    t->state = &state;
    t->error = Value::nil();
    RootLink link{&t->header, state.roots};
    state.roots = &link;
    auto* stack = static_cast<Value*>(heap->allocate_storage(slots * sizeof(Value)));
    if (stack) {
      for (uint32_t i = 0; i < slots; ++i) stack[i] = Value::nil();
      t->stack = t->top = stack;
      t->stack_end = stack + slots;
    }
    state.roots = link.below;
    return stack ? t : nullptr;
  }

  // ---- stores
  void add_entry(Table* t, const Value& key, const Value& v) {
    Dictionary* d = t->dictionary();
    TRI_CHECK(d->used < d->capacity);
    d->entries()[d->used++] = {.key = key.bits,
                               .value = v.bits,
                               .key_tag = key.tag,
                               .value_tag = v.tag,
                               .unused = 0,
                               .next = kNoEntry};
    barrier(&state, &t->header, key);
    barrier(&state, &t->header, v);
  }
  void set_entry(Table* t, uint32_t i, const Value& v) {
    Entry& e = t->dictionary()->entries()[i];
    e.value = v.bits;
    e.value_tag = v.tag;
    barrier(&state, &t->header, v);
  }
  void set_element(Table* t, uint32_t i, const Value& v) {
    TRI_CHECK(t->array_kind() == ArrayKind::Mixed && i < t->capacity);
    for (; t->length <= i; ++t->length) t->array_tags()[t->length] = Tag::Nil;
    t->array[i] = v.bits;
    t->array_tags()[i] = v.tag;
    while (t->length && t->array_tags()[t->length - 1] == Tag::Nil) --t->length;
    barrier(&state, &t->header, v);
  }
  void set_slot(Table* t, uint32_t i, const Value& v) {
    uint64_t* payloads = i < kInline ? t->inline_payloads() : static_cast<uint64_t*>(t->ext);
    const uint32_t slots = i < kInline ? kInline : kOverflow;
    if (i >= kInline) i -= kInline;
    payloads[i] = v.bits;
    reinterpret_cast<Tag*>(payloads + slots)[i] = v.tag;
    barrier(&state, &t->header, v);
  }
  Value slot(const Table* t, uint32_t i) const {
    const uint64_t* payloads =
        i < kInline ? const_cast<Table*>(t)->inline_payloads() : static_cast<uint64_t*>(t->ext);
    const uint32_t slots = i < kInline ? kInline : kOverflow;
    if (i >= kInline) i -= kInline;
    return Value::raw(payloads[i], reinterpret_cast<const Tag*>(payloads + slots)[i]);
  }
  void push(Thread* t, const Value& v) {
    TRI_CHECK(t->top < t->stack_end);
    *t->top++ = v;
  }
  void set_root(const Value& v) { state.registry = v; }
  void full() { collector->collect_full(false); }

  Value mode_value(const Table* mt) {
    const auto found = modes.find(mt);
    if (found == modes.end()) return Value::nil();
    return Value::of(mode_string(found->second));
  }

 private:
  static TestHeap* of(State* S) { return static_cast<TestHeap*>(S->warn_ud); }
  static uint8_t large_bit(size_t bytes) { return Heap::is_large(bytes) ? gc_bits::kLarge : 0; }

  // A string outside the heap that the hook can hand out, which must not allocate.
  Str* mode_string(const std::string& mode) {
    auto* s = reinterpret_cast<ShortStr*>(mode_text_);
    s->header = {Tag::ShortStr, 0, uint8_t(mode.size()), 0, 0};
    std::memcpy(s->text, mode.c_str(), mode.size() + 1);
    return s;
  }

  alignas(16) char mode_text_[64];
  Shape shapes_[6];
  Shape* shape_pointers_[6] = {};
  Shape* const* shape_array_ = shape_pointers_;
};

}  // namespace tri::test
