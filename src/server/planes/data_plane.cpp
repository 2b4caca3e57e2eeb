#include "server/planes/data_plane.hpp"

#include <cstdio>
#include <stdexcept>
#include <vector>

#include "base/json_writer.hpp"
#include "net/http/field_name.hpp"
#include "server/planes/reply.hpp"
#include "server/running/body_stream.hpp"

namespace tri::server {

namespace {

using net::http::Exchange;
using net::http::Task;

// What belongs to the connection and not to the function.
constexpr std::string_view kOwnFields[] = {
    "connection", "content-length",    "date",   "keep-alive", "te",
    "trailer",    "transfer-encoding", "upgrade"};

bool is_own_field(std::string_view name) {
  for (const std::string_view own : kOwnFields)
    if (net::http::same_word(name, own)) return true;
  return false;
}

struct Target {
  std::string_view tenant, function, path, query;
};

// An absolute target without its scheme and authority.
std::string_view origin_form(std::string_view target) {
  const size_t scheme = target.find("://");
  if (scheme == target.npos || target[0] == '/') return target;
  const size_t slash = target.find('/', scheme + 3);
  return slash == target.npos ? "/" : target.substr(slash);
}

// Nothing is decoded: names have no escapes, and the path is the function's business.
Target split(std::string_view target) {
  Target t;
  if (const size_t mark = target.find('?'); mark != target.npos) {
    t.query = target.substr(mark + 1);
    target = target.substr(0, mark);
  }
  if (!target.starts_with('/')) return t;
  target.remove_prefix(1);
  const size_t first = target.find('/');
  t.tenant = target.substr(0, first);
  if (first == target.npos) return t;
  target.remove_prefix(first + 1);
  const size_t second = target.find('/');
  t.function = target.substr(0, second);
  t.path = second == target.npos ? "/" : target.substr(second);
  return t;
}

// The name of a Host field: small letters, without the port.
std::string host_of(std::string_view field) {
  std::string host(field.substr(0, field.find(':')));
  for (char& c : host)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return host;
}

// What a host stands for, put before the path. `room` holds what the views need.
void route_by_host(const HostRow& host, std::string_view target, Target* t, HostRow* room) {
  *room = host;
  // As if the path had begun with the tenant, and with the function where the host names one.
  const std::string_view path = target.substr(0, target.find('?'));
  t->tenant = room->tenant;
  if (!room->function.empty()) {
    t->function = room->function;
    t->path = path.starts_with('/') ? path : "/";
    return;
  }
  const std::string_view rest = path.starts_with('/') ? path.substr(1) : path;
  const size_t slash = rest.find('/');
  t->function = rest.substr(0, slash);
  t->path = slash == rest.npos ? "/" : rest.substr(slash);
}

}  // namespace

// A request from its head to its answer. It stays where it is: whoever runs the job refers to it.
struct DataPlane::Turn {
  Turn(std::shared_ptr<Function> of, Dispatcher& on)
      : function(std::move(of)), dispatch(on, *function, job) {}
  ~Turn() {
    if (job.stream) job.stream->end();
  }
  const std::shared_ptr<Function> function;
  std::vector<Field> fields;
  bool has_head = false;  // of an answer in pieces
  Job job;
  Dispatch dispatch;
};

Task<void> DataPlane::handle(Exchange& exchange) {
  const int64_t received_ns = monotonic_ns();
  std::string id = new_request_id();
  const std::string_view origin = origin_form(exchange.target());
  Target target = split(origin);
  HostRow host;
  if (const auto known = dispatcher_.catalog.find_host(host_of(exchange.field("host"))))
    route_by_host(*known, origin, &target, &host);
  std::shared_ptr<Function> function = dispatcher_.catalog.find(target.tenant, target.function);
  exchange.add_field("Trinity-Request", id);
  if (!function) {
    unrouted_.fetch_add(1, std::memory_order_relaxed);
    Failure failure;
    failure.request = std::move(id);
    failure.code = FailureCode::NotFound;
    failure.message = target.function.empty()
                          ? "expected /<tenant>/<function>"
                          : "there is no function " + std::string(target.tenant) + "/" +
                                std::string(target.function);
    write_failure(exchange, failure, options_.show_errors);
    return {};
  }
  auto turn = std::make_unique<Turn>(std::move(function), dispatcher_);
  Job& job = turn->job;
  job.received_ns = received_ns;
  job.id = std::move(id);
  turn->fields.reserve(exchange.fields().size());
  for (const auto& field : exchange.fields())
    turn->fields.push_back({exchange.text_of(field.name), exchange.text_of(field.value)});
  job.incoming.method = exchange.method();
  job.incoming.path = target.path;
  job.incoming.query = target.query;
  job.incoming.body = exchange.body();
  job.incoming.fields = turn->fields;
  job.incoming.id = job.id;
  if (SocketPlane::is_asked(exchange)) {
    job.incoming.event = Event::Open;
    job.incoming.connection = job.id;
  }
  if (!turn->dispatch.start()) return wait(exchange, std::move(turn));
  finish(exchange, *turn);
  return {};
}

Task<void> DataPlane::wait(Exchange& exchange, std::unique_ptr<Turn> turn) {
  Job& job = turn->job;
  if (job.incoming.event == Event::Request) {
    job.stream = std::make_shared<BodyStream>([&dispatch = turn->dispatch] { dispatch.tell(); });
    job.writer = job.stream.get();
  }
  bool is_there = true;
  while (!co_await turn->dispatch.wait_or_told())
    is_there = is_there && co_await send_pieces(exchange, *turn);
  if (!job.stream || !job.stream->has_begun()) co_return finish(exchange, *turn);
  is_there = is_there && co_await send_pieces(exchange, *turn);
  if (job.result) sockets_.publish(job.version->full_name(), job.result->actions);
  const uint64_t bytes = job.stream->bytes();
  turn->function->metrics().body_bytes.fetch_add(bytes, std::memory_order_relaxed);
  note(exchange, job, job.stream->status(), bytes, turn->dispatch.elapsed_ns());
  // Its head has promised more than there is.
  if (!job.result || !is_there) throw std::runtime_error("the body is not whole");
}

// False: the client is gone, and the request is on its way to its end.
Task<bool> DataPlane::send_pieces(Exchange& exchange, Turn& turn) {
  Job& job = turn.job;
  BodyStream& stream = *job.stream;
  if (!turn.has_head) {
    turn.has_head = true;
    exchange.add_field("Trinity-Version", job.version->label());
    exchange.set_status(stream.status());
    for (const auto& [name, value] : stream.fields())
      if (!is_own_field(name)) exchange.add_field(name, value);
  }
  for (std::string pieces = stream.take(); !pieces.empty(); pieces = stream.take()) {
    if (co_await exchange.send(pieces)) continue;
    stream.end();
    turn.dispatch.cancel();
    co_return false;
  }
  co_return true;
}

void DataPlane::finish(Exchange& exchange, Turn& turn) {
  Job& job = turn.job;
  if (job.incoming.event != Event::Open || !job.result || !job.result->is_accepted)
    return answer(exchange, turn.dispatch, job);
  exchange.add_field("Trinity-Version", job.version->label());
  const int status = sockets_.open(exchange, turn.function, job);
  note(exchange, job, status, 0, turn.dispatch.elapsed_ns());
}

void DataPlane::answer(Exchange& exchange, const Dispatch& dispatch, Job& job) {
  const int64_t elapsed_ns = dispatch.elapsed_ns();
  if (job.version) exchange.add_field("Trinity-Version", job.version->label());
  if (!job.result) {
    const Failure& failure = job.result.error();
    write_failure(exchange, failure, options_.show_errors);
    note(exchange, job, failure.status(), 0, elapsed_ns);
    return;
  }
  Outgoing& out = *job.result;
  sockets_.publish(job.version->full_name(), out.actions);
  if (options_.show_errors) {
    char text[128];
    std::snprintf(text, sizeof text, "queue;dur=%.3f, init;dur=%.3f, exec;dur=%.3f",
                  double(job.queued_ns) / 1e6, double(job.prepare_ns) / 1e6,
                  double(job.run_ns) / 1e6);
    exchange.add_field("Server-Timing", text);
  }
  exchange.set_status(out.status);
  for (const auto& [name, value] : out.fields)
    if (!is_own_field(name)) exchange.add_field(name, value);
  const size_t bytes = out.body.size();
  exchange.set_body(std::move(out.body));
  note(exchange, job, out.status, bytes, elapsed_ns);
}

void DataPlane::note(const Exchange& exchange, const Job& job, int status, size_t bytes,
                     int64_t elapsed_ns) {
  if (!access_.is_open()) return;
  JsonWriter line;
  line.begin_object().key("at_ms").integer(wall_clock_ms()).key("request").text(job.id);
  line.key("method").text(exchange.method()).key("target").text(exchange.target());
  line.key("status").integer(status).key("bytes").number(bytes);
  line.key("us").integer(elapsed_ns / 1000);
  if (job.version)
    line.key("function").text(job.version->full_name()).key("version").text(job.version->label());
  line.end_object();
  access_.write(line.take());
}

}  // namespace tri::server
