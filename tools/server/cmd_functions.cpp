// Commands about functions on a server: deploy, invoke, versions, rollback, delete, top.
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>

#include "admin_client.hpp"
#include "commands.hpp"
#include "server/functions/bundle.hpp"
#include "server/functions/manifest.hpp"

namespace tri::serve {

namespace {

using server::JsonValue;

std::string path_of(const std::pair<std::string, std::string>& name) {
  return "/v1/t/" + encoded(name.first) + "/f/" + encoded(name.second);
}

double real(const JsonValue& json, std::string_view name) {
  const JsonValue* found = json.find(name);
  return found && found->is_number() ? found->real : 0;
}
int64_t number(const JsonValue& json, std::string_view name) {
  const JsonValue* found = json.find(name);
  return found && found->is_number() ? int64_t(found->real) : 0;
}
std::string text(const JsonValue& json, std::string_view name) {
  return std::string(json.text_of(name));
}

std::string local_time(int64_t ms) {
  const time_t seconds = ms / 1000;
  tm parts{};
  localtime_r(&seconds, &parts);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%d %H:%M:%S", &parts);
  return out;
}

// DATA as curl takes it: the text, @FILE, or @- for standard input.
Result<std::string> read_data(const std::string& given) {
  if (!given.starts_with('@')) return given;
  const auto all = [](std::istream& in) {
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  };
  if (given == "@-") return all(std::cin);
  std::ifstream in(given.substr(1), std::ios::binary);
  if (!in) return fail("cannot read '" + given.substr(1) + "': " + std::strerror(errno));
  return all(in);
}

const std::vector<JsonValue>& list(const JsonValue& json, std::string_view name) {
  static const JsonValue none;
  const JsonValue* found = json.find(name);
  return (found ? *found : none).elements;
}

// "kv.get stock/a  12 bytes", "log hello".
void print_event(const JsonValue& event) {
  const std::string kind = text(event, "kind");
  std::string line = kind + " " + text(event, "what");
  if (const int64_t bytes = number(event, "bytes")) line += "  " + std::to_string(bytes) + " bytes";
  if (const int64_t status = number(event, "status")) line += ", " + std::to_string(status);
  if (const std::string error = text(event, "error"); !error.empty()) line += ": " + error;
  if (kind == "log")
    std::fprintf(stderr, "%10.1f %10s    %s\n", real(event, "at_us"), "", line.c_str());
  else
    std::fprintf(stderr, "%10.1f %10.1f    %s\n", real(event, "at_us"), real(event, "us"),
                 line.c_str());
}

// Phases in their order, what happened in each below it.
void print_trace(const JsonValue& reply, const JsonValue& trace) {
  std::fprintf(stderr, "%10s %10s\n", "at us", "us");
  const std::vector<JsonValue>&phases = list(trace, "phases"), &events = list(trace, "events");
  size_t next = 0;
  for (const JsonValue& phase : phases) {
    std::fprintf(stderr, "%10.1f %10.1f  %s\n", real(phase, "at_us"), real(phase, "us"),
                 text(phase, "phase").c_str());
    const double end = real(phase, "at_us") + real(phase, "us");
    const bool is_last = &phase == &phases.back();
    for (; next < events.size() && (is_last || real(events[next], "at_us") < end); ++next)
      print_event(events[next]);
  }
  std::fprintf(stderr, "%10s %10.1f  in all\n", "", real(trace, "total_us"));
  const auto kib = [&](std::string_view name) { return double(number(trace, name)) / 1024; };
  std::fprintf(stderr, "heap %.1f KiB, at most %.1f, in the end %.1f; collections %" PRId64 "\n",
               kib("heap_before_bytes"), kib("heap_peak_bytes"), kib("heap_after_bytes"),
               number(trace, "collections"));
  if (const JsonValue* counted = trace.find("fuel_is_counted"); counted && counted->boolean)
    std::fprintf(stderr, "fuel %" PRId64 "\n", number(reply, "fuel"));
  std::fprintf(stderr, "tier %" PRId64 "\n", number(trace, "tier"));
  for (const JsonValue& p : list(trace, "promotions"))
    std::fprintf(stderr, "  %s from tier %" PRId64 " to %" PRId64 "\n", text(p, "function").c_str(),
                 number(p, "from"), number(p, "to"));
  if (const int64_t dropped = number(trace, "dropped"))
    std::fprintf(stderr, "%" PRId64 " more events were not kept\n", dropped);
}

}  // namespace

int run_deploy(Arguments& a) {
  AdminClient client(a);
  const std::string tenant =
      a.option("--tenant", "NAME", "whose function it is (default)", "default");
  std::string canary = a.option("--canary", "N", "give the new version N % of the requests");
  const std::string note = a.option("--note", "TEXT", "kept with the version");
  const std::string match = a.option("--if-match", "VERSION", "only if this one is active");
  if (!a.finish("deploy", "FOLDER", 1, 1)) return a.status();
  auto bundle = server::bundle_from_folder(a.words()[0]);
  if (!bundle) return complain(bundle.error().message, kNoInput);
  const std::string* toml = bundle->find("function.toml");
  if (!toml)
    return complain("'" + a.words()[0] + "' has no function.toml (trinity init makes one)",
                    kNoInput);
  const auto manifest = server::read_manifest(*toml);
  if (!manifest) return complain(a.words()[0] + "/" + manifest.error().message);
  if (canary.ends_with('%')) canary.pop_back();
  std::string path = path_of({tenant, manifest->name}) + "?note=" + encoded(note);
  if (!canary.empty()) path += "&percent=" + encoded(canary);
  std::vector<std::pair<std::string, std::string>> fields = {{"Content-Type", "application/json"}};
  if (!match.empty()) fields.emplace_back("If-Match", match);
  const auto reply = client.call("PUT", path, server::json_of(*bundle), std::move(fields));
  if (!reply) return complain(reply.error());
  if (print_json(client, *reply)) return 0;
  std::printf("%s/%s %s%s  %" PRId64 " bytes, init %.1f ms\n", tenant.c_str(),
              manifest->name.c_str(), text(reply->json, "version").c_str(),
              canary.empty() ? "" : (" as canary of " + canary + "%").c_str(),
              number(reply->json, "bytes"), double(number(reply->json, "init_us")) / 1000);
  return 0;
}

int run_invoke(Arguments& a) {
  AdminClient client(a);
  const std::string data = a.option("-d", "DATA", "the request's body, or @FILE, or @-");
  const std::string method =
      a.option("--method", "METHOD", "of the request (POST, without -d GET)");
  const std::string where = a.option("--path", "PATH", "what follows the function's name", "/");
  const std::string query = a.option("--query", "TEXT", "behind the question mark");
  const std::string version = a.option("--version", "VERSION", "this one, not the active one");
  const bool wants_trace =
      a.flag("--trace", "show its phases, log lines, calls to the outside, heap and tiers");
  if (!a.finish("invoke", "TENANT/NAME", 1, 1)) return a.status();
  const auto name = split_name(a.words()[0]);
  if (!name) return complain(name.error().message, kUsage);
  auto body = read_data(data);
  if (!body) return complain(body.error().message, kNoInput);
  std::string path = path_of(*name) + ":invoke?path=" + encoded(where) +
                     "&query=" + encoded(query) + "&method=" +
                     encoded(!method.empty() ? method
                             : data.empty()  ? "GET"
                                             : "POST");
  if (!version.empty()) path += "&version=" + encoded(version);
  if (wants_trace) path += "&trace=1";
  const auto reply =
      client.ask("POST", path, std::move(*body), {{"Content-Type", "application/json"}});
  if (!reply) return complain(reply.error());
  const JsonValue* const trace = reply->json.find("trace");
  if (reply->status >= 400) {
    if (trace && print_json(client, *reply)) return kRefused;
    (void)complain(client.refusal_of(*reply));
    if (trace) print_trace(reply->json, *trace);
    return kRefused;
  }
  if (print_json(client, *reply)) return 0;
  const std::string answer = text(reply->json, "body");
  std::fwrite(answer.data(), 1, answer.size(), stdout);
  if (!answer.ends_with('\n')) std::fputc('\n', stdout);
  std::fflush(stdout);
  std::fprintf(stderr,
               "%" PRId64 "  %s  run %" PRId64 " us, init %" PRId64 " us, fuel %" PRId64
               ", heap %.1f KiB\n",
               number(reply->json, "status"), text(reply->json, "version").c_str(),
               number(reply->json, "run_us"), number(reply->json, "init_us"),
               number(reply->json, "fuel"), double(number(reply->json, "heap_bytes")) / 1024);
  if (trace) print_trace(reply->json, *trace);
  return 0;
}

int run_versions(Arguments& a) {
  AdminClient client(a);
  if (!a.finish("versions", "TENANT/NAME", 1, 1)) return a.status();
  const auto name = split_name(a.words()[0]);
  if (!name) return complain(name.error().message, kUsage);
  const auto reply = client.call("GET", path_of(*name) + "/versions");
  if (!reply) return complain(reply.error());
  if (print_json(client, *reply)) return 0;
  std::printf("%-8s %5s  %-19s  %9s  %-12s  %-22s  %s\n", "version", "%", "deployed", "bytes",
              "sha256", "by", "note");
  if (const JsonValue* rows = reply->json.find("versions"))
    for (const JsonValue& row : rows->elements)
      std::printf("%-8s %5" PRId64 "  %-19s  %9" PRId64 "  %-12s  %-22s  %s\n",
                  text(row, "version").c_str(), number(row, "percent"),
                  local_time(number(row, "created_ms")).c_str(), number(row, "bytes"),
                  text(row, "sha256").substr(0, 12).c_str(), text(row, "author").c_str(),
                  text(row, "note").c_str());
  return 0;
}

int run_rollback(Arguments& a) {
  AdminClient client(a);
  const std::string to = a.option("--to", "VERSION", "this one; else the one before");
  if (!a.finish("rollback", "TENANT/NAME", 1, 1)) return a.status();
  const auto name = split_name(a.words()[0]);
  if (!name) return complain(name.error().message, kUsage);
  const auto reply = client.call("POST", path_of(*name) + ":rollback",
                                 to.empty() ? "" : "{\"to\": \"" + encoded(to) + "\"}");
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply))
    std::printf("%s is at %s\n", a.words()[0].c_str(), text(reply->json, "active").c_str());
  return 0;
}

int run_delete(Arguments& a) {
  AdminClient client(a);
  if (!a.finish("delete", "TENANT/NAME", 1, 1)) return a.status();
  const auto name = split_name(a.words()[0]);
  if (!name) return complain(name.error().message, kUsage);
  const auto reply = client.call("DELETE", path_of(*name));
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply)) std::printf("%s is gone\n", a.words()[0].c_str());
  return 0;
}

int run_top(Arguments& a) {
  AdminClient client(a);
  if (!a.finish("top", "", 0, 0)) return a.status();
  const auto reply = client.call("GET", "/v1/f");
  if (!reply) return complain(reply.error());
  if (print_json(client, *reply)) return 0;
  std::printf("%-40s %-8s %10s %8s %10s %10s\n", "function", "active", "requests", "errors",
              "p50 us", "p99 us");
  if (const JsonValue* rows = reply->json.find("functions"))
    for (const JsonValue& row : rows->elements)
      std::printf("%-40s %-8s %10" PRId64 " %8" PRId64 " %10" PRId64 " %10" PRId64 "\n",
                  (text(row, "tenant") + "/" + text(row, "name")).c_str(),
                  text(row, "active").c_str(), number(row, "requests"), number(row, "errors"),
                  number(row, "p50_us"), number(row, "p99_us"));
  return 0;
}

}  // namespace tri::serve
