// Routes about functions and their versions.
#include "base/json_writer.hpp"
#include "server/planes/data_plane.hpp"
#include "server/routes/handlers.hpp"
#include "server/running/trace.hpp"
#include "server/text/json_value.hpp"

namespace tri::server::handlers {

namespace {

constexpr double kMedian = 0.5, kTail = 0.99;

std::string version_label(int64_t number) { return "v" + std::to_string(number); }

void write_function(JsonWriter& out, Function& function) {
  const FunctionRow row = function.row();
  FunctionMetrics& m = function.metrics();
  out.begin_object().key("tenant").text(row.tenant).key("name").text(row.name);
  if (row.active) out.key("active").text(version_label(row.active));
  if (row.canary) {
    out.key("canary").text(version_label(row.canary));
    out.key("canary_percent").integer(row.canary_percent);
  }
  out.key("requests").number(m.requests).key("errors").number(m.errors);
  out.key("p50_us").real(m.seconds.quantile_us(kMedian));
  out.key("p99_us").real(m.seconds.quantile_us(kTail));
}

Answer<AdminReply> list(AdminCall& call, std::string_view tenant) {
  JsonList list("functions");
  for (const auto& function : call.on.catalog.functions()) {
    const std::string& owner = function->tenant()->name;
    if ((!tenant.empty() && owner != tenant) || !call.may_see(owner)) continue;
    write_function(list.out, *function);
    list.out.end_object();
  }
  return list.reply();
}

void write_limits(JsonWriter& out, const Limits& limits) {
  out.key("limits").begin_object();
  out.key("cpu_fuel").integer(limits.cpu_fuel).key("deadline_ms").integer(limits.deadline_ms);
  out.key("memory_bytes").integer(limits.memory_bytes);
  out.key("output_bytes").integer(limits.output_bytes);
  out.key("subrequests").integer(limits.subrequests);
  out.key("requests_per_second").integer(limits.requests_per_second);
  out.key("body_bytes").integer(limits.body_bytes).end_object();
}

void write_capabilities(JsonWriter& out, const Capabilities& can) {
  out.key("capabilities").begin_object();
  out.key("kv").begin_array();
  for (const auto& store : can.stores)
    out.text(store.name + (store.may_write ? ":write" : ":read"));
  out.end_array().key("fetch").begin_array();
  for (const auto& url : can.fetch) out.text(url);
  out.end_array().key("secrets").begin_array();
  for (const auto& name : can.secrets) out.text(name);
  out.end_array();
  out.key("clock").text(can.clock == Clock::None   ? "none"
                        : can.clock == Clock::Fine ? "fine"
                                                   : "coarse");
  out.end_object();
}

// Of the active version, since the server began to serve it.
void write_life(JsonWriter& out, const Life& life) {
  out.key("life").begin_array();
  for (const Life::Stage& stage : life.stages()) {
    out.begin_object().key("first").number(stage.first).key("us").real(stage.mean_us);
    out.key("by_tier").begin_array();
    for (const uint64_t n : stage.requests) out.number(n);
    out.end_array().end_object();
  }
  out.end_array();
}

AdminReply reply_of(const FunctionRow& row) {
  JsonWriter out;
  out.begin_object().key("active").text(version_label(row.active));
  if (row.canary) {
    out.key("canary").text(version_label(row.canary));
    out.key("canary_percent").integer(row.canary_percent);
  }
  out.end_object();
  AdminReply reply{.body = out.take()};
  reply.fields.emplace_back("ETag", "\"" + version_label(row.active) + "\"");
  return reply;
}

Answer<Bundle> read_bundle(const AdminCall& call) {
  const bool is_tar = call.content_type.starts_with("application/x-tar") ||
                      (call.body.size() > 262 && call.body.substr(257, 5) == "ustar");
  auto bundle = is_tar ? bundle_from_tar(call.body) : bundle_from_json(call.body);
  if (!bundle) return refuse(FailureCode::LoadBundle, "the bundle: " + bundle.error().message);
  return std::move(*bundle);
}

// The body of a call that may be empty.
Answer<JsonValue> read_options(const AdminCall& call) {
  if (call.body.empty()) return JsonValue{};
  auto json = read_json(call.body);
  if (!json) return refuse(FailureCode::BadRequest, json.error().message);
  if (!json->is_object()) return refuse(FailureCode::BadRequest, "expected a JSON object");
  return std::move(*json);
}

// Proves that the version's init runs, and keeps the sandbox for its first request.
Answer<void> check_init(void* data, std::shared_ptr<const Version> version) {
  Administration& on = *static_cast<Administration*>(data);
  const auto tenant = on.catalog.find_tenant(version->tenant());
  return on.runner.check(std::move(version), tenant && tenant->hardened,
                         tenant ? &tenant->share : nullptr);
}

}  // namespace

Answer<AdminReply> list_functions(AdminCall& call) { return list(call, ""); }
Answer<AdminReply> list_tenant_functions(AdminCall& call) { return list(call, call.at("tenant")); }

Answer<AdminReply> get_function(AdminCall& call) {
  auto function = TRI_TRY(function_of(call));
  auto version = TRI_TRY(call.on.catalog.version(*function, function->row().active));
  JsonWriter out;
  write_function(out, *function);
  write_limits(out, version->manifest().limits);
  write_capabilities(out, version->manifest().capabilities);
  out.key("failures").begin_object();
  FunctionMetrics& m = function->metrics();
  for (size_t i = 0; i < m.by_code.size(); ++i)
    if (const uint64_t n = m.by_code[i]) out.key(row_of(FailureCode(i)).code).number(n);
  out.end_object();
  write_life(out, version->life());
  out.end_object();
  AdminReply reply{.body = out.take()};
  reply.fields.emplace_back("ETag", "\"" + version_label(function->row().active) + "\"");
  return reply;
}

Answer<AdminReply> put_function(AdminCall& call) {
  const Bundle bundle = TRI_TRY(read_bundle(call));
  Catalog::Deployment d;
  d.tenant = call.at("tenant");
  d.name = call.at("name");
  d.note = call.option("note");
  d.if_match = call.if_match;
  if (const std::string percent = call.option("percent"); !percent.empty())
    d.percent = TRI_TRY(number_from(percent, "percent", 0, 100));
  auto done = TRI_TRY(call.on.catalog.deploy(call.actor, d, bundle, check_init, &call.on));
  const std::string label = version_label(done.number);
  call.on.tell(
      "deployed " + label +
          (done.row.canary == done.number ? " as canary of " + std::to_string(d.percent) + "%"
                                          : std::string()),
      d.tenant + "/" + d.name);
  JsonWriter out;
  out.begin_object().key("version").text(label).key("sha256").text(done.sha256);
  out.key("init_us").integer(done.check_us).key("bytes").number(bundle.bytes());
  out.key("active").text(version_label(done.row.active)).end_object();
  AdminReply reply{.status = 201, .body = out.take()};
  reply.fields.emplace_back("ETag", "\"" + version_label(done.row.active) + "\"");
  return reply;
}

Answer<AdminReply> delete_function(AdminCall& call) {
  (void)TRI_TRY(function_of(call));
  TRI_TRY_VOID(call.on.catalog.remove(call.actor, call.at("tenant"), call.at("name")));
  call.on.tell("deleted", call.at("tenant") + "/" + call.at("name"));
  return AdminReply{.status = 204};
}

Answer<AdminReply> deploy_version(AdminCall& call) {
  auto function = TRI_TRY(function_of(call));
  const JsonValue options = TRI_TRY(read_options(call));
  const int64_t number = TRI_TRY(version_from(options.text_of("version")));
  const JsonValue* percent = options.find("percent");
  if (percent && !percent->is_integer())
    return refuse(FailureCode::BadRequest, "percent should be an integer");
  const FunctionRow row = TRI_TRY(call.on.catalog.activate(
      call.actor, *function, number, percent ? percent->integer : 100, call.if_match));
  call.on.tell("deployed " + version_label(number), row.tenant + "/" + row.name);
  return reply_of(row);
}

Answer<AdminReply> roll_back(AdminCall& call) {
  auto function = TRI_TRY(function_of(call));
  const JsonValue options = TRI_TRY(read_options(call));
  int64_t to = 0;
  if (options.find("to")) to = TRI_TRY(version_from(options.text_of("to")));
  const FunctionRow row =
      TRI_TRY(call.on.catalog.roll_back(call.actor, *function, to, call.if_match));
  call.on.tell("rolled back to " + version_label(row.active), row.tenant + "/" + row.name);
  return reply_of(row);
}

// Runs the function on this thread and tells what it cost.
Answer<AdminReply> invoke(AdminCall& call) {
  auto function = TRI_TRY(function_of(call));
  Job job;
  if (const std::string wanted = call.option("version"); !wanted.empty()) {
    const int64_t number = TRI_TRY(version_from(wanted));
    job.version = TRI_TRY(call.on.catalog.version(*function, number));
  } else
    job.version = TRI_TRY(call.on.catalog.choose(*function));
  job.hardened = function->tenant()->hardened;
  job.share = &function->tenant()->share;
  job.id = new_request_id();
  job.received_ns = monotonic_ns();
  const std::string method = call.option("method"), path = call.option("path"),
                    query = call.option("query");
  const Field type{"content-type", call.content_type};
  job.incoming = {.method = method.empty() ? std::string_view("POST") : method,
                  .path = path.empty() ? std::string_view("/") : path,
                  .query = query,
                  .body = call.body,
                  .fields = {&type, call.content_type.empty() ? size_t(0) : size_t(1)},
                  .id = job.id};
  Trace trace;
  const std::string wants_trace = call.option("trace");
  if (!wants_trace.empty() && wants_trace != "0" && wants_trace != "1")
    return refuse(FailureCode::BadRequest, "trace should be 0 or 1, found '" + wants_trace + "'");
  if (wants_trace == "1") job.trace = &trace;
  call.on.runner.run(job);
  const int64_t total_ns = monotonic_ns() - job.received_ns;
  function->metrics().count(job, total_ns);
  if (!job.result) {
    job.result.error().request = job.id;
    if (!job.trace) return std::unexpected(std::move(job.result.error()));
  }
  JsonWriter out;
  out.begin_object().key("request").text(job.id).key("version").text(job.version->label());
  AdminReply reply;
  if (job.result) {
    out.key("status").integer(job.result->status).key("headers").begin_object();
    for (const auto& [name, value] : job.result->fields) out.key(name).text(value);
    out.end_object().key("body").text(job.result->body);
  } else {
    reply.status = job.result.error().status();
    job.result.error().write(out.key("error"), true);
  }
  out.key("init_us").integer(job.prepare_ns / 1000).key("run_us").integer(job.run_ns / 1000);
  out.key("fuel").integer(job.fuel).key("heap_bytes").number(job.heap_bytes);
  if (job.trace) write_trace(out.key("trace"), job, trace, total_ns);
  out.end_object();
  reply.body = out.take();
  return reply;
}

Answer<AdminReply> list_versions(AdminCall& call) {
  auto function = TRI_TRY(function_of(call));
  const FunctionRow row = function->row();
  const auto versions = call.on.store.versions(row.tenant, row.name);
  if (!versions) return refuse(FailureCode::Storage, versions.error().message);
  JsonList list("versions");
  for (const VersionRow& v : *versions) {
    list.out.begin_object()
        .key("version")
        .text(version_label(v.number))
        .key("sha256")
        .text(v.sha256);
    list.out.key("note").text(v.note).key("author").text(v.author);
    list.out.key("created_ms").integer(v.created_ms).key("bytes").integer(v.bytes);
    list.out.key("percent").integer(v.number == row.canary   ? row.canary_percent
                                    : v.number == row.active ? 100 - row.canary_percent
                                                             : 0);
    list.out.end_object();
  }
  return list.reply();
}

Answer<AdminReply> get_version(AdminCall& call) {
  const int64_t number = TRI_TRY(version_from(call.at("version")));
  const auto bundle = call.on.store.bundle(call.at("tenant"), call.at("name"), number);
  if (!bundle) return refuse(FailureCode::Storage, bundle.error().message);
  if (!*bundle)
    return refuse(FailureCode::NotFound, "there is no version v" + std::to_string(number));
  return AdminReply{.body = json_of(**bundle)};
}

}  // namespace tri::server::handlers
