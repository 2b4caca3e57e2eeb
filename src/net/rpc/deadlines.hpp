// Deadlines: which calls are out of time, found without looking at the others.
//
// A heap by time. A call that ends leaves its entry behind, which is skipped when its turn comes; when more entries are
// stale than alive, all stale ones are removed at once. So ending a call costs nothing here, and the heap never holds more
// than twice the calls that are open, and a few.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tri::net::rpc {

class Deadlines {
 public:
  struct Entry {
    uint64_t at_us;
    uint64_t key;
  };

  // `alive(key)` says whether a call is still open; `open` is how many are. Cost: O(log n), amortised.
  template <class Alive>
  void add(Entry entry, size_t open, Alive alive) {
    if (heap_.size() >= 2 * open + kSlack) {
      std::erase_if(heap_, [&](const Entry& one) { return !alive(one.key); });
      std::make_heap(heap_.begin(), heap_.end(), later);
    }
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  // The earliest time at which something may be due; UINT64_MAX when nothing is.
  uint64_t next_us() const { return heap_.empty() ? UINT64_MAX : heap_.front().at_us; }

  // Takes an entry whose time has come, alive or stale. False: there is none.
  bool take_due(uint64_t now_us, uint64_t& key) {
    if (next_us() > now_us || heap_.empty()) return false;
    key = heap_.front().key;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    return true;
  }

  size_t size() const { return heap_.size(); }

 private:
  static constexpr size_t kSlack = 64;

  static bool later(const Entry& a, const Entry& b) { return a.at_us > b.at_us; }

  std::vector<Entry> heap_;
};

}  // namespace tri::net::rpc
