#include "server/workers/worker_link.hpp"

#include <unistd.h>

#include <algorithm>

#include "server/running/body_stream.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

constexpr int64_t kSecond = 1'000'000'000;
// What a worker gets beyond what its own thread for deadlines should need.
constexpr int64_t kGraceNs = kSecond;
// A worker that has jobs and begins none of them, or that does not come up.
constexpr int64_t kSilenceNs = 5 * kSecond, kStartNs = 10 * kSecond;
// A log has so much at least; so has each init.
constexpr int64_t kLeastLog = 64 << 10;
constexpr size_t kMaxLine = 8 << 10, kMaxStack = 16 << 10, kMaxId = 64;
// Beside what functions may give: names, headers, words of failures.
constexpr size_t kMessageMore = size_t(1) << 20;
constexpr size_t kMaxMessage = size_t(3) << 30;
constexpr int64_t kMaxNs = 3600 * kSecond;
// Messages of one worker before others have their turn.
constexpr int kMostAtOnce = 256;

int64_t log_allowance(const Version& version) {
  return std::max(version.manifest().limits.output_bytes, kLeastLog) + kLeastLog;
}

int64_t due_of(const Job& job) {
  const int64_t due =
      job.received_ns + job.version->manifest().limits.deadline_ms * (kSecond / 1000);
  return job.due_ns != 0 ? std::min(due, job.due_ns) : due;
}

int64_t sane_ns(int64_t ns) { return std::clamp(ns, int64_t(0), kMaxNs); }

// Words of a stranger, for a terminal.
std::string printable(std::string text) {
  for (char& c : text)
    if (c != '\n' && (c < ' ' || c > '~')) c = '?';
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

WorkerLink::WorkerLink(uint64_t number, std::string key, WorkerEnds ends, Descriptor complaints,
                       SharedArea area, Options options)
    : number_(number),
      key_(std::move(key)),
      ends_(std::move(ends)),
      complaints_(std::move(complaints)),
      area_(std::move(area)),
      options_(options),
      started_ns_(monotonic_ns()),
      reader_(area_.to_front()),
      writer_(area_.to_worker()),
      max_message_(kMessageMore),
      last_news_ns_(started_ns_) {
  // Whoever reads is asleep until the first message.
  (void)reader_.may_sleep();
}

// ── what is sent ──

void WorkerLink::flush() {
  while (!lane_.empty()) {
    const auto stopped = writer_.put(lane_.front(), lane_at_);
    // A worker that breaks its ring is found out by look(): nothing of it moves any more.
    if (!stopped) return;
    lane_at_ = *stopped;
    if (lane_at_ < lane_.front().size()) {
      if (writer_.may_wait()) break;
      continue;
    }
    lane_.pop_front();
    lane_at_ = 0;
  }
  wake();
}

void WorkerLink::wake() {
  if (!writer_.take_sleeper()) return;
  if (owes_bell_)
    *owes_bell_ = true;
  else
    ring();
}

void WorkerLink::send(std::string_view message) {
  if (lane_.empty()) {
    const auto stopped = writer_.put(message, 0);
    if (stopped && *stopped == message.size()) {
      wake();
      return;
    }
    lane_at_ = stopped ? *stopped : 0;
  }
  lane_.emplace_back(message);
  flush();
}

// The worker has the job's version, by the number that it has now.
void WorkerLink::load(const Job& job) {
  const Version& version = *job.version;
  auto [at, is_new] = versions_.try_emplace(version.id());
  Loaded& loaded = at->second;
  if (is_new) {
    loaded.version = job.version;
    const Limits& limits = version.manifest().limits;
    max_message_ = std::max(
        max_message_, std::min(kMaxMessage, size_t(limits.memory_bytes) +
                                                2 * size_t(limits.output_bytes) + kMessageMore));
    std::vector<std::string> room;
    send(message_of(MessageKind::Load, load_record_of(version, &room)));
  } else if (loaded.number != version.number()) {
    send(message_of(MessageKind::Name, NameRecord{version.id(), version.number()}));
  }
  loaded.number = version.number();
}

bool WorkerLink::run(Job& job, bool* owes_bell) {
  const std::lock_guard lock(mutex_);
  if (has_ended_) return false;
  size_t slot;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else if (slots_.size() < options_.max_calls) {
    slot = slots_.size();
    slots_.emplace_back();
  } else {
    return false;
  }
  if (slots_.size() - free_.size() == 1) last_news_ns_ = monotonic_ns();
  load(job);
  Slot& s = slots_[slot];
  s = {.job = &job, .turn = s.turn + 1};
  area_.marks()[slot].store(Phase::Waits, std::memory_order_relaxed);
  Loaded& loaded = versions_.find(job.version->id())->second;
  ++loaded.jobs;
  log_bytes_ += log_allowance(*job.version);
  max_log_ = std::max(max_log_, log_allowance(*job.version));
  const uint64_t call = call_of(slot, s.turn), version = job.version->id();
  if (job.is_check) {
    write_message(&out_, MessageKind::Check, CheckRecord{call, version});
  } else {
    loaded.subrequests += job.version->manifest().limits.subrequests;
    RunRecord record = run_record_of(call, version, job.incoming);
    record.received_ns = job.received_ns;
    record.due_ns = job.due_ns;
    record.hardened = job.hardened;
    record.is_traced = job.trace != nullptr;
    record.may_stream = job.stream != nullptr;
    write_message(&out_, MessageKind::Run, record);
  }
  owes_bell_ = owes_bell;
  send(out_);
  owes_bell_ = nullptr;
  return true;
}

void WorkerLink::forget(uint64_t version_id) {
  const std::lock_guard lock(mutex_);
  const auto found = versions_.find(version_id);
  if (found == versions_.end() || found->second.jobs > 0 || has_ended_) return;
  versions_.erase(found);
  send(message_of(MessageKind::Forget, ForgetRecord{version_id}));
}

bool WorkerLink::kill(std::string_view id) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (!slot.job || slot.job->id != id) continue;
    if (area_.marks()[i].load(std::memory_order_relaxed) == Phase::Waits) return false;
    send(message_of(MessageKind::Kill, CallRecord{call_of(i, slot.turn)}));
    return true;
  }
  return false;
}

bool WorkerLink::cancel(const Job& job) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].job != &job) continue;
    send(message_of(MessageKind::Kill, CallRecord{call_of(i, slots_[i].turn)}));
    return true;
  }
  return false;
}

void WorkerLink::reply(const ReplyRecord& record) {
  const std::lock_guard lock(mutex_);
  asks_.erase(record.call);
  last_news_ns_ = monotonic_ns();
  if (!has_ended_) send(message_of(MessageKind::Reply, record));
}

// ── what has come ──

Result<bool> WorkerLink::receive(Host& host, HostCalls& calls) {
  const std::lock_guard reading(reading_);
  bool any = false;
  size_t most;
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_) return false;
    most = max_message_;
  }
  for (int i = 0; i < kMostAtOnce && TRI_TRY(reader_.next(&message_, most)); ++i) {
    any = true;
    TRI_TRY_VOID(take(message_, host, calls));
  }
  // What waited for room has it now.
  const std::lock_guard lock(mutex_);
  if (!lane_.empty()) flush();
  return any;
}

Result<void> WorkerLink::take(std::string_view message, Host& host, HostCalls& calls) {
  switch (TRI_TRY(kind_of(message))) {
    case MessageKind::Ready: {
      const std::lock_guard lock(mutex_);
      is_ready_ = true;
      last_news_ns_ = monotonic_ns();
      return {};
    }
    case MessageKind::Done: {
      DoneRecord record;
      TRI_TRY_VOID(read_record(message, &record));
      return take_done(std::move(record));
    }
    case MessageKind::Ask: {
      AskRecord record;
      TRI_TRY_VOID(read_record(message, &record));
      return take_ask(std::move(record), calls);
    }
    case MessageKind::Withdraw: {
      CallRecord record;
      TRI_TRY_VOID(read_record(message, &record));
      const std::lock_guard lock(mutex_);
      const auto found = asks_.find(record.call);
      if (found != asks_.end()) found->second->store(true);
      return {};
    }
    case MessageKind::Line: {
      LineRecord record;
      TRI_TRY_VOID(read_record(message, &record));
      return take_line(record, host);
    }
    case MessageKind::StacksAre: {
      StacksAreRecord record;
      TRI_TRY_VOID(read_record(message, &record));
      take_stacks(std::move(record));
      return {};
    }
    default: return fail("a message that is not for the front door");
  }
}

bool WorkerLink::may_sleep() {
  const std::lock_guard reading(reading_);
  return reader_.may_sleep();
}

WorkerLink::Slot* WorkerLink::slot_of(uint64_t call) {
  const size_t at = call & 0xffff;
  if (at >= slots_.size() || !slots_[at].job || call != call_of(at, slots_[at].turn))
    return nullptr;
  return &slots_[at];
}

Result<void> WorkerLink::take_done(DoneRecord record) {
  Job* job;
  {
    const std::lock_guard lock(mutex_);
    Slot* const slot = slot_of(record.call);
    if (!slot) return fail("an answer to a call that there is not");
    job = slot->job;
  }
  job->queued_ns = sane_ns(record.queued_ns);
  job->prepare_ns = sane_ns(record.prepare_ns);
  job->run_ns = sane_ns(record.run_ns);
  job->reset_ns = sane_ns(record.reset_ns);
  job->fuel = std::max(record.fuel, int64_t(0));
  job->heap_bytes = record.heap_bytes;
  job->tier = std::clamp(int(record.tier), 1, Life::kTiers);
  job->was_fresh = record.was_fresh;
  job->has_reset = record.has_reset;
  const uint64_t call = record.call;
  TRI_TRY_VOID(take_trace(&record, job->trace));
  // An answer that cannot be leaves the job with the worker, which is ended for it.
  job->result = TRI_TRY(result_of(std::move(record), *job->version));
  {
    const std::lock_guard lock(mutex_);
    Slot* const slot = slot_of(call);
    slot->job = nullptr;
    free_.push_back(uint16_t(slot - slots_.data()));
    last_news_ns_ = monotonic_ns();
    Loaded& loaded = versions_.find(job->version->id())->second;
    --loaded.jobs;
    // What its calls did not use is nobody's: those that run have what is theirs, and no more.
    loaded.subrequests =
        std::min(loaded.subrequests, loaded.jobs * job->version->manifest().limits.subrequests);
    log_bytes_ = std::min(log_bytes_, int64_t(slots_.size() - free_.size()) * max_log_);
  }
  job->done(*job);
  return {};
}

// Nothing waits for it here: the reply comes from whoever takes the piece.
Result<void> WorkerLink::take_piece(AskRecord record) {
  const uint64_t number = record.call;
  std::shared_ptr<BodyStream> stream;
  {
    const std::lock_guard lock(mutex_);
    Slot* const slot = slot_of(uint64_t(record.number));
    if (!slot || !slot->job->stream || slot->job->version->id() != record.version)
      return fail("a piece of an answer that has none");
    slot->streamed += int64_t(record.value.size());
    if (slot->streamed > slot->job->version->manifest().limits.output_bytes)
      return fail("more of an answer than " + slot->job->version->full_name() + " may give");
    if (asks_.size() >= options_.max_asks) return fail("too many calls to the outside at once");
    if (!asks_.emplace(number, std::make_shared<std::atomic<bool>>(false)).second)
      return fail("two calls to the outside with one number");
    stream = slot->job->stream;
  }
  const std::string piece = std::move(record.value);
  const Outgoing head = TRI_TRY(head_of(std::move(record)));
  stream->offer(head, piece, [self = shared_from_this(), number](bool is_wanted) {
    ReplyRecord reply;
    reply.call = number;
    reply.ok = is_wanted;
    if (!is_wanted) reply.text = "the client has left";
    self->reply(reply);
  });
  return {};
}

Result<void> WorkerLink::take_ask(AskRecord record, HostCalls& calls) {
  if (record.kind == AskKind::Piece) return take_piece(std::move(record));
  HostCall call;
  {
    const std::lock_guard lock(mutex_);
    const auto found = versions_.find(record.version);
    if (found == versions_.end() || found->second.jobs == 0)
      return fail("a call to the outside of a function that does not run");
    Loaded& loaded = found->second;
    if (!is_allowed(record, loaded.version->manifest().capabilities))
      return fail("a call to the outside that " + loaded.version->full_name() + " may not make");
    if (is_subrequest(record.kind) && --loaded.subrequests < 0)
      return fail("more calls to the outside than " + loaded.version->full_name() + " may make");
    if (asks_.size() >= options_.max_asks) return fail("too many calls to the outside at once");
    call.is_withdrawn = std::make_shared<std::atomic<bool>>(false);
    if (!asks_.emplace(record.call, call.is_withdrawn).second)
      return fail("two calls to the outside with one number");
    call.version = loaded.version;
  }
  call.ask = std::move(record);
  call.reply = [self = shared_from_this()](const ReplyRecord& reply) { self->reply(reply); };
  calls.add(std::move(call));
  return {};
}

Result<void> WorkerLink::take_line(const LineRecord& record, Host& host) {
  std::shared_ptr<const Version> version;
  {
    const std::lock_guard lock(mutex_);
    const auto found = versions_.find(record.version);
    if (found == versions_.end() || found->second.jobs == 0)
      return fail("a line of a function that does not run");
    version = found->second.version;
    // Lines of init may be empty; each costs something.
    log_bytes_ -= int64_t(record.line.size()) + 1;
    if (record.line.size() > kMaxLine || record.request.size() > kMaxId || log_bytes_ < 0)
      return fail("more lines than " + version->full_name() + " may write");
  }
  host.log(*version, record.request, record.line);
  return {};
}

// ── whether it lives ──

Result<void> WorkerLink::look(int64_t now) {
  const std::lock_guard lock(mutex_);
  flush();
  if (!is_ready_) {
    if (now - started_ns_ > kStartNs) return fail("it did not start");
    return {};
  }
  if (slots_.size() == free_.size()) return {};
  bool any_begun = false;
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (!slot.job) continue;
    const auto why = [&](const char* what) {
      return fail(slot.job->version->full_name() + " " + slot.job->id + " " + what);
    };
    const Phase phase = area_.marks()[i].load(std::memory_order_relaxed);
    if (phase == Phase::Waits) continue;
    any_begun = true;
    if (phase == Phase::Prepares) {
      if (slot.prepares_since_ns == 0) slot.prepares_since_ns = now;
      slot.prepare_ns = now - slot.prepares_since_ns;
      if (slot.prepare_ns > Sandbox::kInitMs * (kSecond / 1000) + kGraceNs)
        return why("is beyond the time of its init");
      continue;
    }
    if (slot.runs_since_ns == 0) slot.runs_since_ns = now;
    const int64_t due = std::max(due_of(*slot.job) + slot.prepare_ns, slot.runs_since_ns);
    if (now > due + kGraceNs) return why("is beyond its deadline");
  }
  if (!any_begun && now - last_news_ns_ > kSilenceNs) return fail("it begins nothing");
  return {};
}

int64_t WorkerLink::idle_ns(int64_t now) {
  const std::lock_guard lock(mutex_);
  if (slots_.size() != free_.size() || !asks_.empty()) return 0;
  return now - last_news_ns_;
}

bool WorkerLink::end_if_idle() {
  const std::lock_guard lock(mutex_);
  if (slots_.size() != free_.size() || !asks_.empty()) return false;
  return has_ended_ = true;
}

std::vector<WorkerLink::Left> WorkerLink::end() {
  std::vector<Left> left;
  const std::scoped_lock both(reading_, mutex_);
  has_ended_ = true;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].job) continue;
    const Phase phase = area_.marks()[i].load(std::memory_order_relaxed);
    left.push_back({slots_[i].job, phase != Phase::Waits});
    slots_[i].job = nullptr;
    free_.push_back(uint16_t(i));
  }
  for (const auto& [call, is_withdrawn] : asks_) is_withdrawn->store(true);
  lane_.clear();
  return left;
}

std::string WorkerLink::last_words() {
  std::string text(4096, '\0');
  const ssize_t size = ::read(complaints_.number(), text.data(), text.size());
  text.resize(size_t(std::max(size, ssize_t(0))));
  return printable(std::move(text));
}

// ── live requests ──

std::vector<WorkerLink::Begun> WorkerLink::begun() {
  std::vector<Begun> all;
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (!slot.job || slot.job->is_check ||
        area_.marks()[i].load(std::memory_order_relaxed) == Phase::Waits)
      continue;
    const Job& job = *slot.job;
    all.push_back(
        {job.id, job.version->full_name(), job.version->label(), "", job.received_ns, due_of(job)});
  }
  return all;
}

void WorkerLink::count(size_t* running, size_t* queued) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].job) continue;
    ++(area_.marks()[i].load(std::memory_order_relaxed) == Phase::Waits ? *queued : *running);
  }
}

uint64_t WorkerLink::ask_stacks(int64_t least_ms, int64_t wait_ms) {
  const std::lock_guard lock(mutex_);
  if (has_ended_ || slots_.size() == free_.size()) return 0;
  stacks_.clear();
  send(message_of(MessageKind::Stacks, StacksRecord{++rounds_, least_ms, wait_ms}));
  return rounds_;
}

void WorkerLink::take_stacks(StacksAreRecord record) {
  const std::lock_guard lock(mutex_);
  if (record.round != rounds_) return;  // nobody waits for it any more
  for (StackRow& row : record.rows) {
    if (row.request.size() > kMaxId || stacks_.size() > slots_.size()) continue;
    row.stack.resize(std::min(row.stack.size(), kMaxStack));
    stacks_[std::move(row.request)] = std::move(row.stack);
  }
  told_round_ = record.round;
}

bool WorkerLink::has_told(uint64_t round) {
  const std::lock_guard lock(mutex_);
  return has_ended_ || told_round_ >= round;
}

std::string WorkerLink::stack_of(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = stacks_.find(id);
  return found == stacks_.end() ? "" : found->second;
}

}  // namespace tri::server
