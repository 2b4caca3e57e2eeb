// WeakTables: tables with a __mode, which the atomic phase looks at when all else has been marked.
//
//   weak values      keys are marked; entries whose value died are removed
//   weak keys        ephemerons: a value is marked if its key is
//   weak both        entries go with either
//
// Strings never die from a weak table: they are values, not objects. An object that is about to be finalized has died as a value,
// but not yet as a key.
//
// Ephemerons take time in proportion to their entries: a value whose key is not marked waits in a map under that key, and is
// marked when the key is. Without memory for the map, all ephemerons are walked again until nothing changes.
#pragma once

#include "heap/host_memory.hpp"
#include "heap/table.hpp"

namespace tri {

class Marker;

struct WeakMode {
  bool keys = false;
  bool values = false;
  explicit operator bool() const { return keys || values; }
};

class WeakTables {
 public:
  void free(State* S);
  void begin(State* S);

  // What the __mode of a metatable (may be null) says.
  static WeakMode mode_of(State* S, const Table* metatable);
  // Takes a marked table whose elements are to be left alone until the atomic phase. False: no memory; treat it as strong.
  [[nodiscard]] bool add(State* S, Table* t);

  // ---- atomic phase, in this order
  // Marks strong keys and values, and values of marked keys, also of tables that turn up on the way.
  void mark_through(Marker& m);
  // Drains the marker and marks values of keys that were marked since.
  void converge(Marker& m);
  void mark_table(Marker& m, Table* t);  // one that turned up
  // Removes entries with dead values, of all tables.
  void clear_values(Marker& m);
  // Marking may have gone on (finalizers): removes dead keys of all tables, and dead values of those new since clear_values.
  void clear_rest(Marker& m);

  // From mark_through to clear_rest values may wait for keys: tell of every object that is scanned.
  bool is_waiting() const { return waiting_; }
  void key_marked(Marker& m, Header* key);
  void give_up_waiting() { waiting_failed_ = true; }

 private:
  struct Waiter {
    Value value;
    uint32_t next;
  };
  struct Bucket {
    Header* key;
    uint32_t first;
  };

  bool mark_ephemerons(Marker& m, Table* t, bool wait, bool backwards);
  bool wait_for(Marker& m, Header* key, const Value& v);
  bool grow_buckets(State* S);
  void stop_waiting(State* S);

  HostVector<Table*> tables_;
  uint32_t cleared_ = 0;  // tables whose values have been cleared
  HostVector<Waiter> waiters_;
  Bucket* buckets_ = nullptr;  // open addressing by key
  uint32_t bucket_mask_ = 0;
  uint32_t bucket_count_ = 0;
  bool waiting_ = false;
  bool waiting_failed_ = false;
};

}  // namespace tri
