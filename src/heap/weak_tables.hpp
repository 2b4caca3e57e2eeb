// WeakTables: tables with a __mode, whose entries go when what they refer to weakly has died.
//
//   weak values      keys are marked; entries whose value died are removed
//   weak keys        ephemerons: a value is marked if its key is
//   weak both        entries go with either
//
// What has died is known when all else has been marked, in the atomic phase. But an object that is marked stays so, so before it,
// in slices, entries are looked at once:
//
//   Unseen ──▶ Going ──(all entries)──▶ Seen        the atomic phase looks at the suspects alone: entries of which something
//                │                                  was not marked when they were looked at
//                └──(no memory; __mode changed)──▶ Whole     the atomic phase walks through the table
//
// From then on the table counts as black, so that what is stored into it is marked. It is not between cycles.
//
// A dead value has to go in the atomic phase, or the program could read it. A dead key cannot be looked up, because nobody has it:
// entries of ephemerons are removed afterwards, in slices, and nothing is swept until that is done. Only who walks through the
// entries of such a table (gc_bits::kDeadKeys) or moves them would see the difference: see dead_keys_gone() in barrier.hpp.
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
  bool operator==(const WeakMode&) const = default;
};

class WeakTables {
 public:
  void free(State* S);
  void begin(State* S);
  // The tables of the last cycle stay: between cycles values are stored into weak tables without a barrier.
  void begin_minor(State* S);

  // What the __mode of a metatable (may be null) says.
  static WeakMode mode_of(State* S, const Table* metatable);
  // Takes a marked table whose elements are to be left alone until all else is marked. False: no memory; treat it as strong.
  [[nodiscard]] bool add(State* S, Table* t);

  // ---- before the atomic phase, while the barrier marks what is stored
  // Looks at some more entries, for about `work` units of the marker. Returns the work done; 0: all tables have been seen.
  size_t look_ahead(Marker& m, size_t work);
  // Entries of t changed places, without a barrier for each.
  void entries_moved(const Table* t);

  // ---- atomic phase, in this order
  // Marks strong keys and values, and values of marked keys, also of tables that turn up on the way.
  void mark_through(Marker& m);
  // Drains the marker and marks values of keys that were marked since.
  void converge(Marker& m);
  void mark_table(Marker& m, Table* t);  // one that turned up
  // Removes entries with dead values, of all tables.
  void clear_values(Marker& m);
  // Marking may have gone on (finalizers): removes dead keys, and dead values of tables new since clear_values. Keys of ephemerons
  // may be left for clear_keys(), if `put_off`.
  void clear_rest(Marker& m, bool put_off);

  // ---- before the sweep, when the atomic phase has been
  bool has_dead_keys() const { return next_key_ < keys_.size(); }
  // Removes entries with dead keys, for about `*work` units, which are subtracted. True: there are none left.
  [[nodiscard]] bool clear_keys(Marker& m, size_t* work);
  // Removes them from this table at once, and from those that come before it.
  void clear_keys_of(Marker& m, const Table* t);

  bool empty() const { return records_.size() == 0; }
  // Tables, elements and entries of the last cycle.
  size_t size() const { return size_; }
  // From mark_through on: tables that turn up are to be marked at once.
  bool is_atomic() const { return atomic_; }
  // Values may wait for keys: tell of every object that is scanned.
  bool is_waiting() const { return waiting_; }
  void key_marked(Marker& m, Header* key);
  void give_up_waiting() { waiting_failed_ = true; }

 private:
  enum class Stage : uint8_t { Unseen, Going, Seen, Whole };
  struct Record {
    Table* table;
    uint32_t next_element = 0, next_entry = 0;  // those before have been looked at
    WeakMode mode = {};                         // as it was when the table was looked at
    Stage stage = Stage::Unseen;
    uint8_t moves = 0;       // how often entries_moved() made it begin again
    uint32_t dead_keys = 0;  // its part of keys_, as far as clear_keys() has yet to look at it
  };
  struct Suspect {
    uint32_t record;
    uint32_t place;  // of an element, with kElement, or of an entry or a slot
  };
  struct Waiter {
    Header* key;
    Value value;
    uint32_t next;
  };

  size_t look_at_elements(Marker& m, Record& r, uint32_t most);
  size_t look_at_entries(Marker& m, Record& r, uint32_t most);
  size_t look_at_slots(Marker& m, Record& r, const Shape* s);
  void look_at_value(Marker& m, Record& r, uint32_t place, uint64_t payload, Tag tag);
  void suspect(Marker& m, Record& r, uint32_t place);
  void look_at_suspects(Marker& m, bool keys);
  void clear_next_key(Marker& m);

  bool mark_ephemerons(Marker& m, Table* t, bool wait, bool backwards);
  bool mark_ephemeron(Marker& m, const Entry& e, bool key_dead, bool wait);
  bool wait_for(Marker& m, Header* key, const Value& v);
  bool add_head(State* S);
  uint32_t head_of(const Header* key) const;
  void clear_new_values(Marker& m);
  const uint64_t* payload_at(const Suspect& suspect, bool key);
  void fetch_after(HostVector<Suspect>& suspects, uint32_t i, bool key);
  void free_notes(State* S);
  void forget(State* S);
  void forget_keys(State* S);

  HostVector<Record> records_;
  HostVector<Suspect> suspects_;  // entries whose values are weak
  HostVector<Suspect> keys_;      // those of ephemerons
  uint32_t next_key_ = 0;         // those before have been cleared
  size_t size_ = 0;
  uint32_t ahead_ = 0;    // records before have been looked at
  uint32_t cleared_ = 0;  // tables whose values have been cleared
  // Chains of waiters by a linear hash of their keys: a head more for each waiter, so that no single one pays for a larger table.
  HostVector<Waiter> waiters_;
  HostVector<uint32_t> heads_;
  bool atomic_ = false;
  bool waiting_ = false;
  bool waiting_failed_ = false;
};

}  // namespace tri
