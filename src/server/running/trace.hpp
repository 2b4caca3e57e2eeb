// Trace: what one call of a function did and where its time went, for whoever asked (`trinity invoke --trace`). Others pay nothing for it.
//
//   queue ── init, if no sandbox was ready ── run ── restore ── hand_back
//                                              └─ events: lines of its log, calls to the outside
//
// TracingHost stands between a sandbox and what it reaches; the sandbox tells the rest (sandbox.hpp). A worker's trace comes with
// what the job has come to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_writer.hpp"
#include "base/result.hpp"
#include "server/sandbox/host.hpp"

namespace tri::server {

struct Job;

enum class TraceKind : uint8_t { Log, Get, Put, Delete, Keys, Secret, Fetch, Last_ };

struct TraceEvent {
  TraceKind kind = TraceKind::Log;
  bool ok = true;                     // of a call: there was no error
  int64_t at_ns = 0, took_ns = 0;     // since the request was received
  int64_t bytes = 0;                  // that came back, or were put
  int32_t status = 0;                 // of a fetch that was answered
  std::string what = {}, error = {};  // "store/key", "secret", "GET url", a line
  template <class C>
  void fields(C& c) {
    c(kind, ok, at_ns, took_ns, bytes, status, what, error);
  }
};

// A function that went to a higher tier while the call ran.
struct Promotion {
  std::string function;  // "main.lua:14"
  uint8_t from = 1, to = 1;
  template <class C>
  void fields(C& c) {
    c(function, from, to);
  }
};

struct Trace {
  static constexpr size_t kMostEvents = 1000, kMostPromotions = 1000;
  static constexpr size_t kMostText = 128 << 10;  // of all events and promotions

  std::vector<TraceEvent> events;
  std::vector<Promotion> promotions;
  uint64_t dropped = 0;  // events and promotions beyond the most
  // The heap when the handler was called, at its end, and the most that was seen there and between the parts of collections.
  uint64_t heap_before = 0, heap_after = 0, heap_peak = 0;
  uint64_t collections = 0;  // that began
  bool is_metered = false;   // fuel was counted
  template <class C>
  void fields(C& c) {
    c(events, promotions, dropped, heap_before, heap_after, heap_peak, collections, is_metered);
  }

  void add(TraceEvent event);
  void add(Promotion promotion);
  // Of a trace that a stranger sent. Errors: more than a sandbox would have noted.
  Result<void> check() const;

 private:
  bool has_room(size_t count, size_t most, size_t bytes);
  size_t text_ = 0;
};

// The members of a trace, into an object: its phases (of the job, which took `total_ns` from its arrival) and its events.
void write_trace(JsonWriter& out, const Job& job, const Trace& trace, int64_t total_ns);

// Hands everything on, and notes it.
class TracingHost final : public Host {
 public:
  // `received_ns`: what times are told from.
  TracingHost(Host& to, Trace& trace, int64_t received_ns)
      : to_(to), trace_(trace), received_ns_(received_ns) {}

  Result<std::optional<std::string>> kv_get(const Version& version, std::string_view store,
                                            std::string_view key) override;
  Result<void> kv_put(const Version& version, std::string_view store, std::string_view key,
                      std::string_view value) override;
  Result<bool> kv_delete(const Version& version, std::string_view store,
                         std::string_view key) override;
  Result<std::vector<std::string>> kv_keys(const Version& version, std::string_view store,
                                           std::string_view prefix, int64_t most) override;
  Result<std::optional<std::string>> secret(const Version& version, std::string_view name) override;
  Result<Fetched> fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                        bool (*stop)(void* data), void* data) override;
  void log(const Version& version, std::string_view request, std::string_view line) override;
  int64_t now_ms() override { return to_.now_ms(); }

 private:
  // Calls `what`, timed; `size` tells the bytes of what it gave.
  template <class Call, class Size>
  auto note(TraceKind kind, std::string what, Call call, Size size);

  Host& to_;
  Trace& trace_;
  const int64_t received_ns_;
};

}  // namespace tri::server
