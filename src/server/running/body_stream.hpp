// BodyStream: the body of an answer on its way from the function that makes it, piece by piece, to the client that takes it.
//
//   function ──write──▶ pieces, kRoom bytes and one piece at most ──take──▶ connection
//            ◀── room ──                                                    (its loop is told of the first)
//
// Who writes waits until there is room; so a slow client holds back the function, for as long as its deadline lets it. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "server/sandbox/exchange.hpp"

namespace tri::server {

class BodyStream final : public BodyWriter {
 public:
  // `tell` is called when there is something to take, and must not block.
  explicit BodyStream(std::function<void()> tell) : tell_(std::move(tell)) {}

  // ── for the function
  Result<void> write(const Outgoing& head, std::string_view piece, bool (*stop)(void* data),
                     void* data) override;
  // Without waiting: `room` is called once, when there is room for another piece (true) or nobody wants any (false); from within, or from the
  // thread that takes.
  void offer(const Outgoing& head, std::string_view piece, std::function<void(bool)> room);

  // ── for the client's side
  // The head is known, and something may have been sent.
  bool has_begun() const;
  // Once it has begun.
  int status() const { return status_; }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
  // All that is there; empty when nothing is.
  std::string take();
  // Nobody takes anything any more; `tell` is not called again.
  void end();
  uint64_t bytes() const { return bytes_; }  // that were taken

  static constexpr size_t kRoom = 64 << 10;

 private:
  mutable std::mutex mutex_;
  std::function<void()> tell_;
  std::function<void(bool)> room_;  // of who waits
  bool has_begun_ = false, has_ended_ = false;
  int status_ = 200;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string pieces_;
  uint64_t bytes_ = 0;
};

}  // namespace tri::server
