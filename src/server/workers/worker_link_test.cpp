// A worker that was broken into: what it may say to the front door, and what ends it.
#include "server/workers/worker_link.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <random>
#include <thread>

#include "server/running/body_stream.hpp"

using namespace tri::server;

namespace {

class NoHost final : public Host {
 public:
  tri::Result<std::optional<std::string>> kv_get(const Version&, std::string_view,
                                                 std::string_view key) override {
    ++gets;
    return "value of " + std::string(key);
  }
  tri::Result<void> kv_put(const Version&, std::string_view, std::string_view,
                           std::string_view) override {
    return {};
  }
  tri::Result<bool> kv_delete(const Version&, std::string_view, std::string_view) override {
    return true;
  }
  tri::Result<std::vector<std::string>> kv_keys(const Version&, std::string_view, std::string_view,
                                                int64_t) override {
    return std::vector<std::string>{};
  }
  tri::Result<std::optional<std::string>> secret(const Version&, std::string_view) override {
    return "secret";
  }
  tri::Result<Fetched> fetch(const Version&, const Fetch&, int64_t, bool (*stop)(void*),
                             void* data) override {
    while (!stop(data)) std::this_thread::yield();
    return tri::fail("stopped");
  }
  void log(const Version&, std::string_view, std::string_view line) override { lines += line; }
  int64_t now_ms() override { return 0; }

  std::atomic<int> gets{0};
  std::string lines;
};

// Both ends of a link, the worker's played by the test.
struct Played {
  static std::shared_ptr<const Version> version_of(const std::string& capabilities) {
    Bundle bundle;
    bundle.files["function.toml"] =
        "[function]\nname = \"f\"\n[limits]\noutput_bytes = 1000\nsubrequests = 3\n"
        "deadline_ms = 100\n[capabilities]\n" +
        capabilities;
    bundle.files["main.lua"] = "return function() end";
    auto made = Version::make("acme", 1, bundle);
    REQUIRE(made);
    return *made;
  }

  explicit Played(const std::string& capabilities = "kv = [\"a:read\"]\nsecrets = [\"s\"]\n")
      : version(version_of(capabilities)) {
    auto ends = new_ends(&complaints);
    REQUIRE(ends);
    complaint = Descriptor(::dup(ends->complaints.number()));
    area.emplace(*SharedArea::map(ends->memory.number()));
    auto own = SharedArea::map(ends->memory.number());
    link = std::make_shared<WorkerLink>(1, "acme", std::move(*ends), std::move(complaints),
                                        std::move(*own),
                                        WorkerLink::Options{.max_calls = 4, .max_asks = 2});
    says.emplace(area->to_front());
    hears.emplace(area->to_worker());
  }
  ~Played() { (void)link->end(); }

  // A job that the worker has; its call's number.
  uint64_t give(Job& job) {
    job.version = version;
    job.id = "job";
    job.received_ns = monotonic_ns();
    job.done = [](Job& done) { done.id = "done"; };
    REQUIRE(link->run(job));
    std::string message;
    while (*hears->next(&message, 1 << 20)) {
      if (*kind_of(message) != MessageKind::Run) continue;
      RunRecord record;
      REQUIRE(read_record(message, &record));
      return record.call;
    }
    FAIL("the job did not come");
    return 0;
  }
  template <class Record>
  tri::Result<bool> say(MessageKind kind, const Record& record) {
    (void)says->put(message_of(kind, record), 0);
    return link->receive(host, *calls);
  }
  AskRecord asking(AskKind kind, const std::string& store, uint64_t call = 1) {
    AskRecord ask;
    ask.call = call;
    ask.version = version->id();
    ask.kind = kind;
    ask.store = ask.key = store;
    return ask;
  }

  NoHost host;
  std::optional<HostCalls> calls{std::in_place, host};
  std::shared_ptr<const Version> version;
  Descriptor complaints, complaint;
  std::optional<SharedArea> area;
  std::shared_ptr<WorkerLink> link;
  std::optional<RingWriter> says;
  std::optional<RingReader> hears;
};

DoneRecord answer_to(uint64_t call) {
  DoneRecord done;
  done.call = call;
  done.ok = true;
  done.status = 200;
  done.body = "hello";
  done.run_ns = -5;
  return done;
}

}  // namespace

TEST_CASE("a job is answered once, by its call") {
  Played p;
  Job job;
  const uint64_t call = p.give(job);
  CHECK(p.link->idle_ns(monotonic_ns()) == 0);
  REQUIRE(p.say(MessageKind::Done, answer_to(call)));
  CHECK(job.id == "done");
  CHECK(job.result->body == "hello");
  CHECK(job.run_ns == 0);
  CHECK(p.link->idle_ns(monotonic_ns() + 1) > 0);
  // The same call again, and its slot's next.
  CHECK(!p.say(MessageKind::Done, answer_to(call)));
}

TEST_CASE("answers to calls that there are not end a worker") {
  Played p;
  Job job;
  const uint64_t call = p.give(job);
  for (const uint64_t other : {call + 1, call + (1 << 16), uint64_t(0), UINT64_MAX}) {
    CHECK(!p.say(MessageKind::Done, answer_to(other)));
    CHECK(job.id == "job");
  }
}

TEST_CASE("an answer that cannot be leaves its job to be settled") {
  Played p;
  Job job;
  DoneRecord done = answer_to(p.give(job));
  done.body.resize(1001);
  CHECK(!p.say(MessageKind::Done, done));
  CHECK(job.id == "job");
  const auto left = p.link->end();
  REQUIRE(left.size() == 1);
  CHECK(left[0].job == &job);
  CHECK(!left[0].had_begun);
  CHECK(!p.link->run(job));
}

TEST_CASE("a trace comes with an answer that was to have one, and is no longer than traces are") {
  const auto says = [](bool is_wanted, DoneRecord done, Trace* got) {
    Played p;
    Job job;
    Trace trace;
    if (is_wanted) job.trace = &trace;
    done.call = p.give(job);
    done.ok = true;
    done.status = 200;
    const bool is_taken = p.say(MessageKind::Done, done).has_value();
    *got = std::move(trace);
    return is_taken;
  };
  Trace got;
  DoneRecord done;
  done.is_traced = true;
  done.trace.add(TraceEvent{.kind = TraceKind::Get, .took_ns = 7, .what = "a/k"});
  done.trace.heap_peak = 9;
  CHECK(says(true, done, &got));
  REQUIRE(got.events.size() == 1);
  CHECK(got.events[0].what == "a/k");
  CHECK(got.heap_peak == 9);
  CHECK(!says(false, done, &got));
  CHECK(!says(true, {}, &got));
  done.trace.events.resize(Trace::kMostEvents + 1);
  CHECK(!says(true, done, &got));
  done.trace.events.assign(1, {.what = std::string(Trace::kMostText + 1, 'x')});
  CHECK(!says(true, done, &got));
}

TEST_CASE("a worker has no more calls than it may have") {
  Played p;
  Job jobs[5];
  for (int i = 0; i < 4; ++i) (void)p.give(jobs[i]);
  jobs[4].version = p.version;
  CHECK(!p.link->run(jobs[4]));
  p.area->marks()[2] = Phase::Runs;
  size_t running = 0, queued = 0;
  p.link->count(&running, &queued);
  CHECK(running == 1);
  CHECK(queued == 3);
}

TEST_CASE("what a function lists may be asked for, by a function that runs") {
  Played p;
  CHECK(!p.say(MessageKind::Ask, p.asking(AskKind::Get, "a")));  // nothing runs
  Played q;
  Job job;
  const uint64_t call = q.give(job);
  REQUIRE(q.say(MessageKind::Ask, q.asking(AskKind::Get, "a", 77)));
  std::string message;
  while (!*q.hears->next(&message, 1 << 20)) std::this_thread::yield();
  ReplyRecord reply;
  REQUIRE(*kind_of(message) == MessageKind::Reply);
  REQUIRE(read_record(message, &reply));
  CHECK(reply.call == 77);
  CHECK(reply.ok);
  CHECK(reply.text == "value of a");
  REQUIRE(q.say(MessageKind::Done, answer_to(call)));
  CHECK(!q.say(MessageKind::Ask, q.asking(AskKind::Get, "a")));  // it runs no more
}

TEST_CASE("what it does not list ends the worker, and is not done") {
  struct Case {
    AskKind kind;
    const char* store;
  };
  for (const Case& c : {Case{AskKind::Get, "b"},
                        {AskKind::Put, "a"},
                        {AskKind::Delete, "a"},
                        {AskKind::Keys, ""},
                        {AskKind::Secret, "t"},
                        {AskKind::Fetch, "http://127.0.0.1/"}}) {
    Played p;
    Job job;
    (void)p.give(job);
    CHECK(!p.say(MessageKind::Ask, p.asking(c.kind, c.store)));
    p.calls.reset();
    CHECK(p.host.gets == 0);
  }
}

TEST_CASE("another function's version is none") {
  Played p;
  Job job;
  (void)p.give(job);
  AskRecord ask = p.asking(AskKind::Get, "a");
  ask.version += 1;
  CHECK(!p.say(MessageKind::Ask, ask));
}

TEST_CASE("calls to the outside are counted, and bounded at once") {
  Played p;
  Job job;
  (void)p.give(job);
  for (uint64_t i = 0; i < 3; ++i) {
    REQUIRE(p.say(MessageKind::Ask, p.asking(AskKind::Get, "a", i)));
    std::string message;
    while (!*p.hears->next(&message, 1 << 20)) std::this_thread::yield();
  }
  CHECK(!p.say(MessageKind::Ask, p.asking(AskKind::Get, "a", 9)));

  Played q("fetch = [\"http://x/*\"]\n");
  Job other;
  (void)q.give(other);
  REQUIRE(q.say(MessageKind::Ask, q.asking(AskKind::Fetch, "http://x/1", 1)));
  REQUIRE(q.say(MessageKind::Withdraw, CallRecord{1}));
  std::string message;
  while (!*q.hears->next(&message, 1 << 20)) std::this_thread::yield();
  REQUIRE(q.say(MessageKind::Ask, q.asking(AskKind::Fetch, "http://x/1", 2)));
  CHECK(
      !q.say(MessageKind::Ask, q.asking(AskKind::Fetch, "http://x/1", 2)));  // the number is taken
}

TEST_CASE("pieces go to the answer of the call that they are of, as many bytes as it may have") {
  const auto piece = [](Played& p, uint64_t job_call, size_t bytes, uint64_t call = 1) {
    AskRecord ask = p.asking(AskKind::Piece, "", call);
    ask.number = int64_t(job_call);
    ask.status = 201;
    ask.value.assign(bytes, 'x');
    return ask;
  };
  Job job;
  job.stream = std::make_shared<BodyStream>([] {});
  {
    Played p;
    const uint64_t call = p.give(job);
    REQUIRE(p.say(MessageKind::Ask, piece(p, call, 600)));
    CHECK(job.stream->status() == 201);
    CHECK(job.stream->take().size() == 600);
    std::string message;
    ReplyRecord reply;
    REQUIRE(*p.hears->next(&message, 1 << 20));
    REQUIRE(read_record(message, &reply));
    CHECK(reply.ok);
    REQUIRE(p.say(MessageKind::Ask, piece(p, call, 400, 2)));
    CHECK(!p.say(MessageKind::Ask, piece(p, call, 1, 3)));
  }
  for (const bool has_stream : {false, true}) {
    Played p;
    Job other;
    if (has_stream) other.stream = job.stream;
    const uint64_t call = p.give(other);
    if (!has_stream) {
      CHECK(!p.say(MessageKind::Ask, piece(p, call, 1)));
      continue;
    }
    CHECK(!p.say(MessageKind::Ask, piece(p, call + 1, 1)));
    AskRecord odd = piece(p, call, 1, 2);
    odd.status = 99;
    CHECK(!p.say(MessageKind::Ask, odd));
  }
}

TEST_CASE("lines are bounded by what its jobs may write") {
  Played p;
  Job job;
  LineRecord line;
  line.version = p.version->id();
  line.line = "text";
  CHECK(!p.say(MessageKind::Line, line));
  Played q;
  (void)q.give(job);
  line.version = q.version->id();
  REQUIRE(q.say(MessageKind::Line, line));
  CHECK(q.host.lines == "text");
  const std::string much(8 << 10, 'x');
  line.line = much;
  int taken = 0;
  while (q.say(MessageKind::Line, line)) REQUIRE(++taken < 1000);
  CHECK(taken >= 8);
}

TEST_CASE("messages of the other direction, and none at all, end a worker") {
  for (const MessageKind kind : {MessageKind::Run, MessageKind::Reply, MessageKind::Kill}) {
    Played p;
    CHECK(!p.say(kind, CallRecord{1}));
  }
  Played p;
  (void)p.says->put("\xff", 0);
  CHECK(!p.link->receive(p.host, *p.calls));
}

TEST_CASE("noise ends a worker, or is nothing") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    Played p;
    Job job;
    const uint64_t call = p.give(job);
    for (int n = 0; n < 20; ++n) {
      std::string message = message_of(MessageKind::Done, answer_to(call));
      message[0] = char(random() % (uint64_t(MessageKind::Last_) + 2));
      for (uint64_t i = random() % 6; i > 0; --i)
        message[1 + random() % (message.size() - 1)] = char(random());
      (void)p.says->put(message, 0);
      if (!p.link->receive(p.host, *p.calls)) break;
    }
  }
}

TEST_CASE("a worker that hangs is found out") {
  constexpr int64_t kSecond = 1'000'000'000;
  const auto ready = [](Played& p) { REQUIRE(p.say(MessageKind::Ready, CallRecord{})); };
  const int64_t now = monotonic_ns();
  {
    Played p;
    CHECK(p.link->look(now));
    CHECK(!p.link->look(now + 11 * kSecond));  // it did not come up
  }
  {
    Played p;
    Job job;
    ready(p);
    CHECK(p.link->look(now + 11 * kSecond));  // nothing to do
    (void)p.give(job);
    CHECK(p.link->look(now + kSecond));
    CHECK(!p.link->look(now + 11 * kSecond));  // it begins nothing
  }
  {
    Played p;
    Job job;
    ready(p);
    (void)p.give(job);
    p.area->marks()[0] = Phase::Prepares;
    CHECK(p.link->look(now + kSecond));
    CHECK(p.link->look(now + 3 * kSecond));
    CHECK(!p.link->look(now + 5 * kSecond));  // init
  }
  {
    Played p;
    Job job;
    ready(p);
    (void)p.give(job);
    p.area->marks()[0] = Phase::Runs;
    CHECK(p.link->look(now));
    CHECK(p.link->look(now + kSecond));
    CHECK(!p.link->look(now + kSecond + 300'000'000));  // the deadline of 100 ms, and a second
    const auto left = p.link->end();
    REQUIRE(left.size() == 1);
    CHECK(left[0].had_begun);
  }
}

TEST_CASE("last words are shown without what a terminal would do") {
  Played p;
  REQUIRE(::write(p.complaint.number(), "why\x1b[2J\n", 8) == 8);
  CHECK(p.link->last_words() == "why?[2J");
  CHECK(p.link->last_words().empty());
}
