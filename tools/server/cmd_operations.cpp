// Commands about a running server: logs, stuck, kill, tenant, host, token, secret, backup.
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <thread>

#include "admin_client.hpp"
#include "base/json_writer.hpp"
#include "commands.hpp"
#include "server/config.hpp"
#include "server/functions/names.hpp"
#include "server/storage/store.hpp"

namespace tri::serve {

namespace {

using server::JsonValue;

constexpr auto kLookEvery = std::chrono::milliseconds(300);

int64_t number(const JsonValue& json, std::string_view name) {
  const JsonValue* found = json.find(name);
  return found && found->is_number() ? int64_t(found->real) : 0;
}

const std::vector<JsonValue>& list(const JsonValue& json, std::string_view name) {
  static const std::vector<JsonValue> none;
  const JsonValue* found = json.find(name);
  return found ? found->elements : none;
}

// Rows of a table of texts and numbers, as wide as they need.
void print_rows(const JsonValue& json, std::string_view list,
                const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> rows{columns};
  if (const JsonValue* elements = json.find(list))
    for (const JsonValue& element : elements->elements) {
      std::vector<std::string> row;
      for (const std::string& column : columns) {
        const JsonValue* v = element.find(column);
        row.push_back(!v                                    ? ""
                      : v->is_text()                        ? v->text
                      : v->is_integer()                     ? std::to_string(v->integer)
                      : v->kind == JsonValue::Kind::Boolean ? (v->boolean ? "yes" : "no")
                                                            : "");
      }
      rows.push_back(std::move(row));
    }
  std::vector<size_t> widths(columns.size());
  for (const auto& row : rows)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i)
      std::printf("%-*s%s", i + 1 < row.size() ? int(widths[i]) : 0, row[i].c_str(),
                  i + 1 < row.size() ? "  " : "\n");
  }
}

int unknown_action(const char* command, const std::string& word, const char* all) {
  return complain("no command '" + std::string(command) + " " + word + "'; there are: " + all,
                  kUsage);
}

}  // namespace

int run_logs(Arguments& a) {
  AdminClient client(a);
  const bool follow = a.flag("-f", "go on, as lines are written");
  const std::string kind = a.option("--kind", "KIND", "log, error or event alone");
  const int64_t most =
      a.integer("--most", "N", "lines to begin with (100)", 1, 10'000).value_or(100);
  if (!a.finish("logs", "[TENANT/NAME]", 0, 1)) return a.status();
  const std::string function = a.words().empty() ? "" : a.words()[0];
  const auto name = split_name(function.empty() ? "all/functions" : function);
  if (!name) return complain(name.error().message, kUsage);
  int64_t last = 0;
  for (;;) {
    const auto reply = client.call(
        "GET", "/v1/logs?after=" + std::to_string(last) + "&function=" + encoded(function) +
                   "&kind=" + encoded(kind) + "&most=" + std::to_string(last ? 10'000 : most));
    if (!reply) return complain(reply.error());
    // Lines outlive their function; but nothing of one that there is not is most likely a slip of the pen.
    if (last == 0 && !function.empty() && list(reply->json, "lines").empty())
      if (const auto known =
              client.call("GET", "/v1/t/" + encoded(name->first) + "/f/" + encoded(name->second));
          !known)
        return complain(known.error());
    last = std::max<int64_t>(1, number(reply->json, "last"));
    if (!print_json(client, *reply)) {
      for (const JsonValue& line : list(reply->json, "lines"))
        std::printf("%-5s %-24s %-16s %s\n", std::string(line.text_of("kind")).c_str(),
                    std::string(line.text_of("function")).c_str(),
                    std::string(line.text_of("request")).c_str(),
                    std::string(line.text_of("text")).c_str());
    }
    std::fflush(stdout);
    if (!follow) return 0;
    std::this_thread::sleep_for(kLookEvery);
  }
}

int run_stuck(Arguments& a) {
  AdminClient client(a);
  const int64_t least =
      a.integer("--least-ms", "N", "those that run for so long (100)", 0, 3'600'000).value_or(100);
  if (!a.finish("stuck", "", 0, 0)) return a.status();
  const auto reply = client.call("GET", "/v1/stuck?least_ms=" + std::to_string(least));
  if (!reply) return complain(reply.error());
  if (print_json(client, *reply)) return 0;
  const std::vector<JsonValue>& rows = list(reply->json, "requests");
  if (rows.empty())
    std::fprintf(stderr, "no request has run for %lld ms\n", static_cast<long long>(least));
  for (const JsonValue& row : rows) {
    std::printf(
        "%s  %s %s  for %.1f ms, %.1f ms are left\n", std::string(row.text_of("id")).c_str(),
        std::string(row.text_of("function")).c_str(), std::string(row.text_of("version")).c_str(),
        double(number(row, "elapsed_us")) / 1000, double(number(row, "remaining_us")) / 1000);
    std::string stack(row.text_of("stack"));
    for (size_t at = 0; at < stack.size();) {
      const size_t end = std::min(stack.find('\n', at), stack.size());
      std::printf("    %s\n", stack.substr(at, end - at).c_str());
      at = end + 1;
    }
  }
  return 0;
}

int run_kill(Arguments& a) {
  AdminClient client(a);
  if (!a.finish("kill", "REQUEST", 1, 1)) return a.status();
  const auto reply = client.call("POST", "/v1/requests/" + encoded(a.words()[0]) + ":kill");
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply))
    std::printf("request %s was told to end\n", a.words()[0].c_str());
  return 0;
}

int run_tenant(Arguments& a) {
  AdminClient client(a);
  const auto most = a.integer("--max-concurrent", "N", "requests at once", 1, 1'000'000);
  const auto rate = a.integer("--rate", "N", "requests per second; 0: no limit", 0, 10'000'000);
  const auto body_most =
      a.integer("--max-body", "BYTES", "of a request's body; 0: no limit", 0, INT64_MAX);
  const auto weight = a.integer("--cpu-weight", "N",
                                "1 to 100: its share of CPU that several tenants want", 1, 100);
  const bool hardened = a.flag("--hardened", "no executable memory of its own: tiers 1 and 2");
  const bool soft = a.flag("--not-hardened", "the contrary");
  if (!a.finish("tenant", "list | put NAME", 1, 2)) return a.status();
  const std::string& action = a.words()[0];
  if (action == "list") {
    const auto reply = client.call("GET", "/v1/t");
    if (!reply) return complain(reply.error());
    if (!print_json(client, *reply))
      print_rows(reply->json, "tenants",
                 {"tenant", "max_concurrent", "requests_per_second", "max_body_bytes", "cpu_weight",
                  "hardened", "running", "refused"});
    return 0;
  }
  if (action != "put" || a.words().size() != 2)
    return unknown_action("tenant", action, "tenant list, tenant put NAME");
  const std::string& name = a.words()[1];
  if (!server::is_name(name)) return complain("'" + name + "': " + server::kNameRule, kUsage);
  JsonWriter body;
  body.begin_object();
  const auto add = [&](const char* key, const std::optional<int64_t>& value) {
    if (value) body.key(key).integer(*value);
  };
  add("max_concurrent", most);
  add("requests_per_second", rate);
  add("max_body_bytes", body_most);
  add("cpu_weight", weight);
  if (hardened || soft) body.key("hardened").boolean(hardened);
  body.end_object();
  const auto reply = client.call("PUT", "/v1/limits/" + name, body.take());
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply)) std::printf("tenant %s is set\n", a.words()[1].c_str());
  return 0;
}

int run_host(Arguments& a) {
  AdminClient client(a);
  if (!a.finish("host", "list | put HOST TENANT[/NAME] | delete HOST", 1, 3)) return a.status();
  const std::string& action = a.words()[0];
  const size_t words = a.words().size();
  if (action == "list" && words == 1) {
    const auto reply = client.call("GET", "/v1/hosts");
    if (!reply) return complain(reply.error());
    if (!print_json(client, *reply))
      print_rows(reply->json, "hosts", {"host", "tenant", "function"});
    return 0;
  }
  const bool puts = action == "put" && words == 3;
  if (!puts && (action != "delete" || words != 2))
    return unknown_action("host", action,
                          "host list, host put HOST TENANT[/NAME], host delete HOST");
  const std::string& host = a.words()[1];
  if (!server::is_host(host)) return complain("'" + host + "': " + server::kHostRule, kUsage);
  std::string body;
  if (puts) {
    const std::string& target = a.words()[2];
    const size_t slash = target.find('/');
    JsonWriter out;
    out.begin_object().key("tenant").text(target.substr(0, slash));
    if (slash != target.npos) out.key("function").text(target.substr(slash + 1));
    out.end_object();
    body = out.take();
  }
  const auto reply = client.call(puts ? "PUT" : "DELETE", "/v1/hosts/" + host, body);
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply))
    std::printf("%s %s\n", host.c_str(), puts ? ("is " + a.words()[2]).c_str() : "means nothing");
  return 0;
}

int run_token(Arguments& a) {
  AdminClient client(a);
  const std::string role =
      a.option("--role", "ROLE", "viewer, deployer or admin (deployer)", "deployer");
  const std::string tenant = a.option("--tenant", "NAME", "of this tenant alone");
  const std::string note = a.option("--note", "TEXT", "what it is for");
  if (!a.finish("token", "list | add | revoke ID", 1, 2)) return a.status();
  const std::string& action = a.words()[0];
  if (action == "list") {
    const auto reply = client.call("GET", "/v1/tokens");
    if (!reply) return complain(reply.error());
    if (!print_json(client, *reply))
      print_rows(reply->json, "tokens", {"id", "role", "tenant", "note"});
    return 0;
  }
  if (action == "add") {
    JsonWriter body;
    body.begin_object().key("role").text(role).key("tenant").text(tenant).key("note").text(note);
    body.end_object();
    const auto reply = client.call("POST", "/v1/tokens", body.take());
    if (!reply) return complain(reply.error());
    if (!print_json(client, *reply))
      std::printf("%s\n", std::string(reply->json.text_of("token")).c_str());
    return 0;
  }
  if (action != "revoke" || a.words().size() != 2)
    return unknown_action("token", action, "token list, token add, token revoke ID");
  const auto reply = client.call("DELETE", "/v1/tokens/" + encoded(a.words()[1]));
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply)) std::printf("token %s is revoked\n", a.words()[1].c_str());
  return 0;
}

int run_secret(Arguments& a) {
  AdminClient client(a);
  const std::string tenant = a.option("--tenant", "NAME", "whose secrets (default)", "default");
  if (!a.finish("secret", "list | put NAME | delete NAME", 1, 2)) return a.status();
  const std::string& action = a.words()[0];
  const std::string base = "/v1/t/" + encoded(tenant) + "/secrets";
  if (action == "list") {
    const auto reply = client.call("GET", base);
    if (!reply) return complain(reply.error());
    if (print_json(client, *reply)) return 0;
    if (const JsonValue* names = reply->json.find("secrets"))
      for (const JsonValue& name : names->elements) std::printf("%s\n", name.text.c_str());
    return 0;
  }
  if ((action != "put" && action != "delete") || a.words().size() != 2)
    return unknown_action("secret", action, "secret list, secret put NAME, secret delete NAME");
  std::string value;
  if (action == "put") {
    // Not from an argument: those are seen by everybody on the machine.
    value.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
    if (value.ends_with('\n')) value.pop_back();
  }
  const auto reply =
      client.call(action == "put" ? "PUT" : "DELETE", base + "/" + encoded(a.words()[1]), value);
  if (!reply) return complain(reply.error());
  if (!print_json(client, *reply))
    std::printf("secret %s is %s\n", a.words()[1].c_str(), action == "put" ? "set" : "gone");
  return 0;
}

int run_backup(Arguments& a) {
  const std::string data = a.option("--data", "FOLDER", "the server's data folder (trinity-data)",
                                    server::Config{}.data);
  if (!a.finish("backup", "FILE", 1, 1)) return a.status();
  // The store of a running server may be read by others; there must be one, though.
  if (!std::filesystem::exists(data + "/trinity.db"))
    return complain("there is no store in '" + data + "'", kNoInput);
  server::Store store;
  if (const auto opened = store.open(data); !opened) return complain(opened.error());
  if (const auto done = store.backup(a.words()[0]); !done) return complain(done.error());
  std::printf("the store is copied to %s; trinity restore puts it back while no server runs\n",
              a.words()[0].c_str());
  return 0;
}

}  // namespace tri::serve
