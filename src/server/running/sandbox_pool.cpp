#include "server/running/sandbox_pool.hpp"

#include "engine/engine.hpp"

namespace tri::server {

std::unique_ptr<Sandbox> SandboxPool::take(uint64_t version_id, uint32_t tier) {
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key(version_id, tier));
  if (found == rows_.end()) return nullptr;
  Row& row = found->second;
  order_.splice(order_.begin(), order_, row.place);
  if (row.ready.empty()) return nullptr;
  std::unique_ptr<Sandbox> sandbox = std::move(row.ready.back());
  row.ready.pop_back();
  --size_;
  return sandbox;
}

void SandboxPool::make_room(std::vector<std::unique_ptr<Sandbox>>& out) {
  while (size_ >= most_ && !order_.empty()) {
    const auto last = rows_.find(order_.back());
    size_ -= last->second.ready.size();
    for (auto& sandbox : last->second.ready) out.push_back(std::move(sandbox));
    order_.pop_back();
    rows_.erase(last);
  }
}

void SandboxPool::put(std::unique_ptr<Sandbox> sandbox) {
  std::vector<std::unique_ptr<Sandbox>> gone;
  const std::lock_guard lock(mutex_);
  const uint64_t id = key(sandbox->version().id(), sandbox->max_tier());
  make_room(gone);
  auto [at, is_new] = rows_.try_emplace(id);
  if (is_new) {
    order_.push_front(id);
    at->second.place = order_.begin();
  }
  if (at->second.ready.size() >= most_of_version_) return gone.push_back(std::move(sandbox));
  at->second.ready.push_back(std::move(sandbox));
  ++size_;
}

void SandboxPool::forget_key(uint64_t key) {
  std::vector<std::unique_ptr<Sandbox>> gone;
  const std::lock_guard lock(mutex_);
  const auto found = rows_.find(key);
  if (found == rows_.end()) return;
  gone = std::move(found->second.ready);
  size_ -= gone.size();
  order_.erase(found->second.place);
  rows_.erase(found);
}

void SandboxPool::forget(uint64_t version_id) {
  for (uint32_t tier = 1; tier <= engine::kHighestTier; ++tier) forget_key(key(version_id, tier));
}

void SandboxPool::clear() {
  const std::lock_guard lock(mutex_);
  rows_.clear();
  order_.clear();
  size_ = 0;
}

size_t SandboxPool::size() {
  const std::lock_guard lock(mutex_);
  return size_;
}

}  // namespace tri::server
