#include "server/running/trace.hpp"

#include <algorithm>
#include <utility>

#include "server/running/job_runner.hpp"

namespace tri::server {

namespace {

constexpr const char* kKindNames[] = {"log",     "kv.get", "kv.put", "kv.delete",
                                      "kv.keys", "secret", "fetch"};
static_assert(std::size(kKindNames) == size_t(TraceKind::Last_));

std::string path_of(std::string_view store, std::string_view key) {
  return std::string(store) + "/" + std::string(key);
}

// ns as microseconds, all of its digits.
std::string us(int64_t ns) {
  const std::string digits = std::to_string(ns % 1000);
  return std::to_string(ns / 1000) + "." + std::string(3 - digits.size(), '0') + digits;
}

}  // namespace

bool Trace::has_room(size_t count, size_t most, size_t bytes) {
  if (count < most && text_ + bytes <= kMostText) {
    text_ += bytes;
    return true;
  }
  ++dropped;
  return false;
}

void Trace::add(TraceEvent event) {
  if (has_room(events.size(), kMostEvents, event.what.size() + event.error.size()))
    events.push_back(std::move(event));
}

void Trace::add(Promotion promotion) {
  if (has_room(promotions.size(), kMostPromotions, promotion.function.size()))
    promotions.push_back(std::move(promotion));
}

Result<void> Trace::check() const {
  size_t text = 0;
  for (const TraceEvent& event : events) text += event.what.size() + event.error.size();
  for (const Promotion& promotion : promotions) text += promotion.function.size();
  if (events.size() > kMostEvents || promotions.size() > kMostPromotions || text > kMostText)
    return fail("a trace of " + std::to_string(events.size()) + " events, " +
                std::to_string(promotions.size()) + " promotions and " + std::to_string(text) +
                " bytes");
  return {};
}

void write_trace(JsonWriter& out, const Job& job, const Trace& trace, int64_t total_ns) {
  out.begin_object().key("total_us").raw(us(total_ns)).key("phases").begin_array();
  int64_t at = 0;
  const auto phase = [&](const char* name, int64_t took_ns) {
    out.begin_object().key("phase").text(name);
    out.key("at_us").raw(us(at)).key("us").raw(us(took_ns)).end_object();
    at += took_ns;
  };
  phase("queue", job.queued_ns);
  if (job.was_fresh) phase("init", job.prepare_ns);
  phase("run", job.run_ns);
  if (job.has_reset) phase("restore", job.reset_ns);
  phase("hand_back", std::max(int64_t(0), total_ns - at));
  out.end_array();
  out.key("fuel_is_counted").boolean(trace.is_metered);
  out.key("heap_before_bytes").number(trace.heap_before);
  out.key("heap_peak_bytes").number(trace.heap_peak);
  out.key("heap_after_bytes").number(trace.heap_after);
  out.key("collections").number(trace.collections);
  out.key("tier").integer(job.tier).key("promotions").begin_array();
  for (const Promotion& p : trace.promotions)
    out.begin_object()
        .key("function")
        .text(p.function)
        .key("from")
        .integer(p.from)
        .key("to")
        .integer(p.to)
        .end_object();
  out.end_array().key("events").begin_array();
  for (const TraceEvent& e : trace.events) {
    out.begin_object().key("at_us").raw(us(e.at_ns));
    if (e.kind != TraceKind::Log) out.key("us").raw(us(e.took_ns));
    out.key("kind").text(kKindNames[size_t(e.kind)]).key("what").text(e.what);
    if (e.kind != TraceKind::Log) out.key("ok").boolean(e.ok).key("bytes").integer(e.bytes);
    if (e.status != 0) out.key("status").integer(e.status);
    if (!e.error.empty()) out.key("error").text(e.error);
    out.end_object();
  }
  out.end_array().key("dropped").number(trace.dropped).end_object();
}

// ── TracingHost ──

template <class Call, class Size>
auto TracingHost::note(TraceKind kind, std::string what, Call call, Size size) {
  TraceEvent event;
  event.kind = kind;
  event.what = std::move(what);
  const int64_t began = monotonic_ns();
  auto result = call();
  event.at_ns = began - received_ns_;
  event.took_ns = monotonic_ns() - began;
  event.ok = result.has_value();
  if (result)
    size(event, result);
  else
    event.error = result.error().message;
  trace_.add(std::move(event));
  return result;
}

Result<std::optional<std::string>> TracingHost::kv_get(const Version& version,
                                                       std::string_view store,
                                                       std::string_view key) {
  return note(
      TraceKind::Get, path_of(store, key), [&] { return to_.kv_get(version, store, key); },
      [](TraceEvent& e, const auto& got) { e.bytes = *got ? int64_t((*got)->size()) : 0; });
}

Result<void> TracingHost::kv_put(const Version& version, std::string_view store,
                                 std::string_view key, std::string_view value) {
  return note(
      TraceKind::Put, path_of(store, key), [&] { return to_.kv_put(version, store, key, value); },
      [&](TraceEvent& e, const auto&) { e.bytes = int64_t(value.size()); });
}

Result<bool> TracingHost::kv_delete(const Version& version, std::string_view store,
                                    std::string_view key) {
  return note(
      TraceKind::Delete, path_of(store, key), [&] { return to_.kv_delete(version, store, key); },
      [](TraceEvent&, const auto&) {});
}

Result<std::vector<std::string>> TracingHost::kv_keys(const Version& version,
                                                      std::string_view store,
                                                      std::string_view prefix, int64_t most) {
  return note(
      TraceKind::Keys, path_of(store, prefix) + "*",
      [&] { return to_.kv_keys(version, store, prefix, most); },
      [](TraceEvent& e, const auto& got) {
        for (const std::string& key : *got) e.bytes += int64_t(key.size());
      });
}

// Its value is not for traces, nor how long it is.
Result<std::optional<std::string>> TracingHost::secret(const Version& version,
                                                       std::string_view name) {
  return note(
      TraceKind::Secret, std::string(name), [&] { return to_.secret(version, name); },
      [](TraceEvent&, const auto&) {});
}

Result<Fetched> TracingHost::fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                                   bool (*stop)(void* data), void* data) {
  return note(
      TraceKind::Fetch, fetch.method + " " + fetch.url,
      [&] { return to_.fetch(version, fetch, timeout_ms, stop, data); },
      [](TraceEvent& e, const auto& got) {
        e.bytes = int64_t(got->body.size());
        e.status = got->status;
      });
}

void TracingHost::log(const Version& version, std::string_view request, std::string_view line) {
  TraceEvent event;
  event.at_ns = monotonic_ns() - received_ns_;
  event.what = line;
  trace_.add(std::move(event));
  to_.log(version, request, line);
}

}  // namespace tri::server
