// Protocol: one side of an RPC connection, without any input, output or clock of its own.
//
// Bytes from the peer go in, calls and answers come out through the listener; what must be sent gathers in out(). Both
// sides may call. Times are microseconds of any clock that only rises, handed in; on the wire a deadline is what remains
// of it, so clocks of machines are never compared.
//
//   a call here:     call() ──▶ items ──▶ replied() or failed()      cancel(): nothing more is heard of it
//   a call of peer:  called() ──▶ item() ──▶ reply() or fail()       cancelled(): answer it all the same, in vain
//
// Memory is bounded by ProtocolOptions: calls that are open in either direction, payloads, items (credit), output.
// - A call that was cancelled counts until its handler has answered, so cancelling does not make room for more work.
// - While more than high_output waits to be sent, input is not taken; so whoever does not read is not served.
//
// Invariants: ids of one side's calls rise, so a late answer is told from one that was never asked for; each call made here
// ends exactly once; nothing is delivered after closed().
// A listener may call anything but consume() and expire() from within a callback.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "net/rpc/deadlines.hpp"
#include "net/rpc/frame.hpp"

namespace tri::net::rpc {

// Codes that the protocol itself gives to failed calls; handlers may use any other.
namespace error_code {
inline constexpr std::string_view kDeadline = "limit.deadline", kBusy = "busy.queue",
                                  kUnknownMethod = "call.method", kArguments = "call.arguments",
                                  kResult = "call.result", kTooLarge = "limit.payload",
                                  kConnection = "connection.lost", kInternal = "internal";
}

struct ProtocolOptions {
  size_t max_payload = 16 << 20;
  size_t max_calls = 1024;  // of the peer, open at once; further ones fail with busy.queue,
  size_t max_call_bytes =
      64
      << 20;  // as do those whose payloads are more than this together; a single one is always taken
  size_t max_calls_made = 1 << 16;  // open here at once
  size_t high_output = 256 << 10;   // above it no input is taken
  size_t max_output = 64 << 20;     // above it the connection ends
};

struct IncomingCall {
  uint64_t id;
  std::string_view method;   // lives until the callback returns, as
  std::string_view payload;  // this does
  uint64_t deadline_us;      // by the clock here, or kNoDeadline
  bool streams;              // items may be sent
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void called(const IncomingCall& call) = 0;
  // Nobody waits for this call any more: cancelled, too late, or the connection ended.
  virtual void cancelled(uint64_t id) = 0;
  // A call that had no credit left has some.
  virtual void may_send(uint64_t id) = 0;
  virtual void item(uint64_t id, std::string_view payload) = 0;
  virtual void replied(uint64_t id, std::string_view payload) = 0;
  // `details`: MessagePack, or empty when the code is one of error_code and came about here.
  virtual void failed(uint64_t id, std::string_view code, std::string_view details) = 0;
  virtual void pong(uint64_t) {}
  // The last call; every open call has failed or was cancelled before it.
  virtual void closed(std::string_view reason) = 0;
};

class Protocol {
 public:
  Protocol(const ProtocolOptions& options, Listener& listener)
      : options_(options), listener_(listener) {}
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;

  // Takes whole frames from the front of `input` and returns how much; the caller keeps the rest and brings it back with
  // more behind it, or as it is when stalled() has become false.
  size_t consume(std::string_view input, uint64_t now_us);
  bool stalled() const { return out_.size() > options_.high_output; }
  // Ends calls whose deadline has passed, those made here and those of the peer.
  void expire(uint64_t now_us);
  // When to call expire() next; UINT64_MAX: no call has a deadline.
  uint64_t next_deadline_us() const { return deadlines_.next_us(); }
  // The connection is gone, or shall be: fails and cancels what is open.
  void close(std::string_view reason);
  bool closed() const { return closed_; }

  // As the caller.
  enum class Refusal : uint8_t { None, Closed, TooLarge, TooMany, BadName, TooLate };
  struct Made {
    Refusal refusal;
    uint64_t id;  // when None
  };
  // `credit`: bytes of items that may arrive unasked; 0 for a call with a reply alone.
  Made call(std::string_view method, std::string_view payload, uint64_t now_us,
            uint64_t deadline_us = kNoDeadline, uint32_t credit = 0);
  void cancel(uint64_t id);
  // Lets so many more bytes of items come. An item costs its payload and kFrameHeadSize.
  void grant(uint64_t id, uint32_t bytes);

  // As the callee. Answers to calls that are cancelled or unknown are dropped.
  void reply(uint64_t id, std::string_view payload);
  void fail(uint64_t id, std::string_view code, std::string_view details);
  // False: no credit; may_send() will tell when to try again. An item may pass the credit that is left, but not begin
  // without any, so its size needs no knowledge of the peer's.
  bool item(uint64_t id, std::string_view payload);
  bool is_cancelled(uint64_t id) const;

  void ping(uint64_t id) {
    if (!closed_) write_plain(out_, FrameKind::Ping, id, {});
  }

  // What has to be sent; the caller empties it.
  std::string& out() { return out_; }
  size_t calls_made() const { return made_.size(); }
  size_t calls_taken() const { return taken_.size() + (fresh_id_ != 0); }
  size_t deadline_entries() const { return deadlines_.size(); }

 private:
  struct MadeCall {
    int64_t credit;  // what the peer may still send; negative for a moment after a large item
    bool streams;
  };
  struct TakenCall {
    int64_t credit;
    uint32_t size;  // of the payload, which its handler may keep until it has answered
    bool streams, cancelled, starved;
  };
  using TakenCalls = std::unordered_map<uint64_t, TakenCall>;

  bool frame(const FrameHead& head, std::string_view header, std::string_view payload,
             uint64_t now_us);
  bool take_call(uint64_t id, const CallHeader& call, std::string_view payload, uint64_t now_us);
  bool take_answer(const FrameHead& head, std::string_view header, std::string_view payload);
  bool take_item(uint64_t id, std::string_view payload);
  bool take_cancel(uint64_t id);
  bool take_credit(uint64_t id, uint32_t bytes);
  TakenCall* find_taken(uint64_t id);
  // A call is answered: it is nobody's any more. False: nobody wants the answer.
  bool forget_taken(uint64_t id);
  // The call that the listener is being told of is not answered yet.
  void keep_fresh();
  // Closes with what was wrong, and is false.
  bool violation(std::string why);
  void bound_output();
  void watch(uint64_t key, uint64_t deadline_us);
  // Deadlines of both directions are in one heap; the lowest bit of a key tells them apart.
  static uint64_t made_key(uint64_t id) { return id << 1; }
  static uint64_t taken_key(uint64_t id) { return id << 1 | 1; }
  bool is_open(uint64_t key) const {
    return key & 1 ? taken_.contains(key >> 1) : made_.contains(key >> 1);
  }

  ProtocolOptions options_;
  Listener& listener_;
  std::unordered_map<uint64_t, MadeCall> made_;
  TakenCalls taken_;
  // The call that the listener is being told of. One that is answered before that is over never gets among the others.
  uint64_t fresh_id_ = 0;
  TakenCall fresh_{};
  size_t taken_bytes_ = 0;  // of their payloads
  Deadlines deadlines_;
  std::string out_;
  uint64_t next_id_ = 1, last_taken_ = 0;
  bool closed_ = false;
};

}  // namespace tri::net::rpc
