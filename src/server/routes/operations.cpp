// Routes about the running server: health, metrics, what runs now, logs.
#include <sys/resource.h>

#include <cstdio>

#include <build_id.hpp>  // made by cmake/build_id.cmake
#include "base/json_writer.hpp"
#include "server/planes/data_plane.hpp"
#include "server/routes/handlers.hpp"
#include "server/running/access_log.hpp"

namespace tri::server::handlers {

namespace {

constexpr int64_t kStuckMs = 100;  // what runs longer is worth a look
constexpr int64_t kStackWaitMs =
    250;  // for all that run to tell theirs, on a machine as busy as it may be

int64_t resident_bytes() {
  long pages = 0, resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return int64_t(resident) * 4096;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void family(std::string& out, const char* name, const char* type, const char* help) {
  out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}
void row(std::string& out, const char* name, const std::string& labels, double value) {
  char number[40];
  std::snprintf(number, sizeof number, " %.17g\n", value);
  out += std::string(name) + (labels.empty() ? "" : "{" + labels + "}") + number;
}

AdminReply write_requests(AdminCall& call, int64_t least_ms) {
  JsonList list("requests");
  for (const LiveRow& r : call.on.runner.list(least_ms, kStackWaitMs)) {
    if (!call.may_see(r.function.substr(0, r.function.find('/')))) continue;
    list.out.begin_object().key("id").text(r.id).key("function").text(r.function);
    list.out.key("version").text(r.version).key("elapsed_us").integer(r.elapsed_us);
    list.out.key("remaining_us").integer(r.remaining_us).key("stack").text(r.stack).end_object();
  }
  return list.reply();
}

}  // namespace

Answer<AdminReply> health(AdminCall&) {
  return AdminReply{.body = "ok\n", .content_type = "text/plain"};
}
Answer<AdminReply> readiness(AdminCall& call) {
  const bool ready = call.on.ready;
  return AdminReply{.status = ready ? 200 : 503,
                    .body = ready ? "ready\n" : "not ready\n",
                    .content_type = "text/plain"};
}

Answer<AdminReply> metrics(AdminCall& call) {
  if (!call.scope.empty())
    return refuse(FailureCode::Forbidden, "metrics are of all tenants; the token is of one");
  std::string out;
  const auto functions = call.on.catalog.functions();
  const auto labels_of = [](Function& f) {
    const FunctionRow row = f.row();
    return label("tenant", row.tenant) + "," + label("fn", row.name);
  };
  family(out, "trinity_requests_total", "counter", "requests answered, by how they ended");
  for (const auto& f : functions) {
    FunctionMetrics& m = f->metrics();
    const std::string labels = labels_of(*f);
    row(out, "trinity_requests_total", labels + "," + label("code", "ok"),
        double(m.requests - m.errors));
    for (size_t i = 0; i < m.by_code.size(); ++i)
      if (const uint64_t n = m.by_code[i])
        row(out, "trinity_requests_total",
            labels + "," + label("code", row_of(FailureCode(i)).code), double(n));
  }
  family(out, "trinity_request_seconds", "histogram",
         "time from a request's arrival to its answer");
  for (const auto& f : functions)
    f->metrics().seconds.write(out, "trinity_request_seconds", labels_of(*f));
  family(out, "trinity_init_seconds", "histogram",
         "time to make a sandbox that a request waited for");
  for (const auto& f : functions)
    f->metrics().init_seconds.write(out, "trinity_init_seconds", labels_of(*f));
  family(out, "trinity_restore_seconds", "histogram", "time to reset a sandbox after a request");
  for (const auto& f : functions)
    f->metrics().restore_seconds.write(out, "trinity_restore_seconds", labels_of(*f));
  family(out, "trinity_fuel_total", "counter", "fuel spent by functions that count it");
  for (const auto& f : functions)
    row(out, "trinity_fuel_total", labels_of(*f), double(f->metrics().fuel));
  family(out, "trinity_kills_total", "counter", "requests that a limit or an operator ended");
  for (const auto& f : functions) {
    for (const FailureCode code : {FailureCode::LimitCpu, FailureCode::LimitDeadline,
                                   FailureCode::LimitOutput, FailureCode::Killed})
      if (const uint64_t n = f->metrics().by_code[size_t(code)])
        row(out, "trinity_kills_total", labels_of(*f) + "," + label("reason", row_of(code).code),
            double(n));
  }
  family(out, "trinity_tenant_running", "gauge", "requests that run, by tenant");
  for (const auto& t : call.on.catalog.tenants())
    row(out, "trinity_tenant_running", label("tenant", t->name), double(t->running));
  const JobRunner::Counts counts = call.on.runner.counts();
  family(out, "trinity_queue_depth", "gauge", "requests that wait for a thread");
  row(out, "trinity_queue_depth", "", double(counts.queued));
  family(out, "trinity_sandboxes_ready", "gauge", "sandboxes made and not yet used");
  row(out, "trinity_sandboxes_ready", "", double(counts.ready));
  family(out, "trinity_workers", "gauge", "processes that run functions; 0: the server's own");
  row(out, "trinity_workers", "", double(counts.workers));
  family(out, "trinity_workers_lost_total", "counter",
         "of these, ended otherwise than by the server");
  row(out, "trinity_workers_lost_total", "", double(counts.workers_lost));
  family(out, "trinity_unrouted_total", "counter", "requests to functions that there are not");
  row(out, "trinity_unrouted_total", "", double(call.on.data.unrouted()));
  const SocketPlane::Counters& sockets = call.on.sockets.counters();
  family(out, "trinity_ws_connections", "gauge", "WebSocket connections");
  row(out, "trinity_ws_connections", "", double(call.on.sockets.connections()));
  family(out, "trinity_ws_opened_total", "counter", "WebSocket connections that were accepted");
  row(out, "trinity_ws_opened_total", "", double(sockets.opened));
  family(out, "trinity_ws_messages_total", "counter", "messages of WebSocket connections");
  row(out, "trinity_ws_messages_total", label("direction", "in"), double(sockets.messages_in));
  row(out, "trinity_ws_messages_total", label("direction", "out"), double(sockets.messages_out));
  family(out, "trinity_access_log_lost_total", "counter", "lines that could not be written");
  row(out, "trinity_access_log_lost_total", "", double(call.on.access.lost()));
  family(out, "process_cpu_seconds_total", "counter", "CPU time of the process");
  row(out, "process_cpu_seconds_total", "", cpu_seconds());
  family(out, "process_resident_memory_bytes", "gauge", "resident memory of the process");
  row(out, "process_resident_memory_bytes", "", double(resident_bytes()));
  return AdminReply{.body = std::move(out), .content_type = "text/plain; version=0.0.4"};
}

Answer<AdminReply> status(AdminCall& call) {
  JsonWriter out;
  const JobRunner::Counts counts = call.on.runner.counts();
  out.begin_object().key("version").text(kVersion).key("build").text(kBuildId);
  out.key("uptime_ms").integer((monotonic_ns() - call.on.started_ns) / 1'000'000);
  out.key("ready").boolean(call.on.ready).key("running").number(counts.running);
  out.key("queued").number(counts.queued);
  out.key("sandboxes_ready").number(counts.ready).key("workers").number(counts.workers);
  out.key("functions").number(call.on.catalog.functions().size());
  out.key("cpu_seconds").real(cpu_seconds()).key("resident_bytes").integer(resident_bytes());
  out.end_object();
  return AdminReply{.body = out.take()};
}

Answer<AdminReply> list_routes(AdminCall&) {
  JsonList list("routes");
  for (const Route& route : routes()) {
    list.out.begin_object().key("method").text(route.method).key("path").text(route.pattern);
    list.out.key("role").text(name_of(route.role)).key("meaning").text(route.meaning);
    list.out.end_object();
  }
  return list.reply();
}

Answer<AdminReply> list_requests(AdminCall& call) { return write_requests(call, 0); }

Answer<AdminReply> list_stuck(AdminCall& call) {
  int64_t least = kStuckMs;
  if (const std::string given = call.option("least_ms"); !given.empty())
    least = TRI_TRY(number_from(given, "least_ms", 0, 3'600'000));
  return write_requests(call, least);
}

Answer<AdminReply> kill_request(AdminCall& call) {
  const std::string& id = call.at("id");
  for (const LiveRow& r : call.on.runner.list(0, 0))
    if (r.id == id && !call.may_see(r.function.substr(0, r.function.find('/'))))
      return refuse(FailureCode::Forbidden, "the request is of another tenant");
  if (!call.on.runner.kill(id)) return refuse(FailureCode::NotFound, "no request " + id + " runs");
  call.on.tell("killed request " + id + " (" + call.actor.name + ")");
  return AdminReply{.status = 202, .body = "{}\n"};
}

namespace {

// ?after= ?kind= ?function=, within what the token may see.
Answer<LogFilter> read_filter(AdminCall& call) {
  LogFilter filter;
  if (const std::string given = call.option("after"); !given.empty())
    filter.after = uint64_t(TRI_TRY(number_from(given, "after", 0, INT64_MAX)));
  filter.kind = call.option("kind");
  filter.function = call.option("function");
  if (call.scope.empty()) return filter;
  if (filter.function.empty()) filter.function = call.scope + "/";
  if (!filter.function.starts_with(call.scope + "/"))
    return refuse(FailureCode::Forbidden, "the token is of tenant " + call.scope + " alone");
  return filter;
}

}  // namespace

Answer<AdminReply> read_log(AdminCall& call) {
  int64_t most = 200;
  const LogFilter filter = TRI_TRY(read_filter(call));
  if (const std::string given = call.option("most"); !given.empty())
    most = TRI_TRY(number_from(given, "most", 1, 10'000));
  uint64_t last = 0;
  const auto lines = call.on.log.read(filter, size_t(most), &last);
  JsonWriter out;
  out.begin_object().key("last").number(last).key("lines").begin_array();
  for (const LogLine& line : lines) out.raw(LogBook::json_of(line));
  out.end_array().end_object();
  return AdminReply{.body = out.take()};
}

Answer<AdminReply> follow_events(AdminCall& call) {
  LogFilter filter = TRI_TRY(read_filter(call));
  if (!call.last_event_id.empty())
    filter.after =
        uint64_t(TRI_TRY(number_from(call.last_event_id, "Last-Event-ID", 0, INT64_MAX)));
  else if (call.option("after").empty())
    filter.after = call.on.log.last();  // what is to come
  if (filter.kind.empty())
    filter.kind = "event";
  else if (filter.kind == "all")
    filter.kind.clear();
  AdminReply reply{.content_type = "text/event-stream"};
  reply.follow = std::move(filter);
  return reply;
}

Answer<AdminReply> read_journal(AdminCall& call) {
  int64_t most = 100;
  if (const std::string given = call.option("most"); !given.empty())
    most = TRI_TRY(number_from(given, "most", 1, 100'000));
  const auto rows = call.on.store.journal(most);
  if (!rows) return refuse(FailureCode::Storage, rows.error().message);
  JsonList list("journal");
  for (const JournalRow& r : *rows) {
    if (!call.may_see(r.tenant)) continue;
    list.out.begin_object().key("sequence").integer(r.sequence).key("at_ms").integer(r.at_ms);
    list.out.key("actor").text(r.actor).key("action").text(r.action).key("tenant").text(r.tenant);
    list.out.key("function").text(r.function).key("detail").text(r.detail).end_object();
  }
  return list.reply();
}

}  // namespace tri::server::handlers
