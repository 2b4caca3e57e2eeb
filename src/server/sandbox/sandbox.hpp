// Sandbox: a state of one version of a function, made for one request.
//
// It holds the language and the libraries that reach nothing outside; what the function may reach besides lies behind `ctx`
// (context_table.hpp), and is refused unless its manifest lists it. Limits end whatever runs and are caught by nothing
// (docs/design/limits.md).
//
//   prepare ── opens libraries, runs the entry (init) ──▶ ready ── run(request) ──▶ used up
//                                                          ▲──────── reset() ────────┘
//
// After a request the sandbox is put back to where it was before its first one (engine/state_image.hpp), so that each request gets a
// state that is as fresh as a new one, for the price of a copy. From time to time what the tiers have learnt in a request becomes part of
// what it is put back to, so that functions get faster the more they run.
//
// Thread: one at a time; a sandbox that nobody runs may be handed to another thread.
#pragma once

#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/state_image.hpp"
#include "heap/watch.hpp"
#include "server/failure.hpp"
#include "server/functions/version.hpp"
#include "server/running/live_requests.hpp"
#include "server/running/trace.hpp"
#include "server/sandbox/exchange.hpp"
#include "server/sandbox/host.hpp"

namespace tri::server {

// The highest tier without native code.
inline constexpr uint32_t kWordsTier = 2;

class Sandbox final : private Watch {
 public:
  // Makes a state (of tiers up to `max_tier`) and runs the version's entry in it, watched by `live` for at most `kInitMs` of time.
  // Errors: LoadInit, the limits, or no memory.
  static Answer<std::unique_ptr<Sandbox>> prepare(std::shared_ptr<const Version> version,
                                                  Host& host, LiveRequests& live,
                                                  uint32_t max_tier = engine::kHighestTier);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Calls the function's handler of this event. The caller has entered the request in `live`, with state() and its deadline. `trace`,
  // if there is one, is told of the heap and of tiers.
  Answer<Outgoing> run(const Incoming& request, LiveRequest& live, Trace* trace = nullptr);

  // As it was before its first request. False: there was no memory for the image, and it must not be used again.
  [[nodiscard]] bool reset();
  // Bytes that reset() copies.
  size_t image_bytes() const { return image_ ? image_->bytes() : 0; }

  State* state() const { return state_; }
  const Version& version() const { return *version_; }
  uint32_t max_tier() const { return max_tier_; }
  // Of the last run or preparation.
  int64_t fuel_used() const { return fuel_used_; }
  size_t heap_bytes() const;
  // In which tier a handler begins now, 1 to 3.
  int tier_of(Event event) const;

  // What every request begins with. It lies in the image, where the registry keeps it, so that a request need not look for it, nor make
  // it: each request gets these two tables as they were after init.
  struct Beginning {
    Value handlers[kEvents] = {}, randomseed = {};
    Table *request = nullptr, *context = nullptr;
    Str *method = nullptr, *path = nullptr, *body = nullptr;  // names of the request's fields
  };
  const Beginning& beginning() const { return beginning_; }

  static constexpr int64_t kInitMs = 2000;
  // Requests until the engine learns from one; four times as many each time. The cost of a lesson so soon falls below 0.1 us a request.
  static constexpr uint32_t kFirstLesson = 2, kMostBetweenLessons = 8192;

  // ── for the functions that programs call
  static Sandbox& of(State* S) { return *static_cast<Sandbox*>(S->write_data); }
  Host& host() { return *host_; }
  void set_host(Host& host) { host_ = &host; }
  const Incoming& incoming() const { return *incoming_; }
  bool has_request() const { return incoming_ != nullptr; }
  Outgoing& outgoing() { return outgoing_; }
  // ns since the request began.
  int64_t elapsed_ns() const;
  // What is left of its time, at least 1.
  int64_t remaining_ms() const;
  // Counts a call to the outside. False: there have been too many; the request ends.
  bool take_subrequest();
  void note_denied() { denied_ = true; }
  void note_traceback(std::string text) { traceback_ = std::move(text); }
  void log(std::string_view line);
  // The Lua stack, if an operator has asked for it since the last time: also for calls that wait, which do not poll.
  void tell_stack(Thread* L);

 private:
  Sandbox(std::shared_ptr<const Version> version, Host& host, uint32_t max_tier)
      : version_(std::move(version)), host_(&host), max_tier_(max_tier) {}
  bool open();
  // False: no memory.
  bool make_beginning();
  // Whether there is a handler for it; false: there need not be one. Errors: NoHandler.
  Answer<bool> is_handled(const Incoming& request);
  // Calls a builtin with limits; false: `failure` tells.
  bool call(const Builtin* body, Failure* failure);
  void describe(Failure* failure);
  void sampled(Thread* L, Spent) override;
  void collecting(State*) override;
  static void write(void* self, const char* text, size_t size);

  std::shared_ptr<const Version> version_;
  Host* host_;
  const uint32_t max_tier_;
  std::unique_ptr<engine::StateArena> arena_;
  State* state_ = nullptr;
  std::unique_ptr<engine::StateImage> image_;
  const Incoming* incoming_ = nullptr;
  LiveRequest* live_ = nullptr;
  Trace* trace_ = nullptr;  // of the call that runs, if somebody asked for one
  Outgoing outgoing_;
  Beginning beginning_;
  std::string traceback_, line_;
  int64_t fuel_used_ = 0;
  int64_t subrequests_ = 0;
  uint32_t requests_ = 0;  // since the last lesson
  uint32_t next_lesson_ = kFirstLesson;
  bool ended_well_ = false;
  bool denied_ = false, too_many_subrequests_ = false;
};

}  // namespace tri::server
