// Topics: which connections want what is published where.
//
// A topic belongs to a function: the same name in another is another topic. Any thread; what is delivered is handed to each
// subscriber's own loop.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "net/websocket/protocol.hpp"

namespace tri::server {

using SharedMessage = std::shared_ptr<const net::websocket::Broadcast>;

// Lives until it has left all of its topics.
class Subscriber {
 public:
  // From any thread, with the lock of the topics held: takes note and returns.
  virtual void deliver(SharedMessage message) = 0;

 protected:
  ~Subscriber() = default;
};

class Topics {
 public:
  void add(const std::string& topic, Subscriber& subscriber) {
    const std::lock_guard lock(mutex_);
    topics_[topic].insert(&subscriber);
  }
  void remove(const std::string& topic, Subscriber& subscriber) {
    const std::lock_guard lock(mutex_);
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    found->second.erase(&subscriber);
    if (found->second.empty()) topics_.erase(found);
  }
  // The message is encoded once, and only when somebody wants it.
  void publish(const std::string& topic, bool is_text, std::string_view data) {
    const std::lock_guard lock(mutex_);
    const auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    using net::websocket::Opcode;
    const auto message = std::make_shared<const net::websocket::Broadcast>(
        is_text ? Opcode::Text : Opcode::Binary, data);
    for (Subscriber* const subscriber : found->second) subscriber->deliver(message);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::unordered_set<Subscriber*>> topics_;
};

}  // namespace tri::server
