// SandboxPool: sandboxes that are ready for a request, by version and highest tier.
//
// Bounded by a number of sandboxes in all; those of versions that were not asked for longest go first. Any thread.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "server/sandbox/sandbox.hpp"

namespace tri::server {

class SandboxPool {
 public:
  SandboxPool(size_t most, size_t most_of_version)
      : most_(most), most_of_version_(most_of_version) {}

  // Nothing: none is ready.
  std::unique_ptr<Sandbox> take(uint64_t version_id, uint32_t tier);
  void put(std::unique_ptr<Sandbox> sandbox);
  // The version is not served any more.
  void forget(uint64_t version_id);
  void clear();
  size_t size();

 private:
  using Order = std::list<uint64_t>;  // keys, the one asked for last in front
  struct Row {
    std::vector<std::unique_ptr<Sandbox>> ready;
    Order::iterator place;
  };
  static uint64_t key(uint64_t version_id, uint32_t tier) { return version_id << 2 | tier; }
  void forget_key(uint64_t key);
  // Makes room for one more. What goes is put into `out`, to be destroyed without the lock.
  void make_room(std::vector<std::unique_ptr<Sandbox>>& out);

  const size_t most_, most_of_version_;
  std::mutex mutex_;
  std::unordered_map<uint64_t, Row> rows_;
  Order order_;
  size_t size_ = 0;
};

}  // namespace tri::server
