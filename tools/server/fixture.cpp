#include "fixture.hpp"

#include <cstdio>
#include <optional>

#include "base/json_writer.hpp"
#include "server/storage/store.hpp"

namespace tri::serve {

namespace {

using server::JsonValue;

// What functions reach in a test: what the fixture says, and nothing else.
class MockHost final : public server::Host {
 public:
  explicit MockHost(const JsonValue* mocks) {
    if (!mocks) return;
    if (const JsonValue* stores = mocks->find("kv"))
      for (const auto& [store, keys] : stores->members)
        for (const auto& [key, value] : keys.members) kv_[store][key] = value.text;
    if (const JsonValue* secrets = mocks->find("secrets"))
      for (const auto& [name, value] : secrets->members) secrets_[name] = value.text;
    fetch_ = mocks->find("fetch");
    if (const JsonValue* now = mocks->find("now_ms")) now_ms_ = now->integer;
  }

  Result<std::optional<std::string>> kv_get(const server::Version&, std::string_view store,
                                            std::string_view key) override {
    const auto& keys = kv_[std::string(store)];
    const auto found = keys.find(std::string(key));
    if (found == keys.end()) return std::nullopt;
    return found->second;
  }
  Result<void> kv_put(const server::Version&, std::string_view store, std::string_view key,
                      std::string_view value) override {
    kv_[std::string(store)][std::string(key)] = value;
    return {};
  }
  Result<bool> kv_delete(const server::Version&, std::string_view store,
                         std::string_view key) override {
    return kv_[std::string(store)].erase(std::string(key)) > 0;
  }
  Result<std::vector<std::string>> kv_keys(const server::Version&, std::string_view store,
                                           std::string_view prefix, int64_t most) override {
    std::vector<std::string> found;
    for (const auto& [key, value] : kv_[std::string(store)])
      if (key.starts_with(prefix) && int64_t(found.size()) < most) found.push_back(key);
    return found;
  }
  Result<std::optional<std::string>> secret(const server::Version&,
                                            std::string_view name) override {
    const auto found = secrets_.find(std::string(name));
    if (found == secrets_.end()) return std::nullopt;
    return found->second;
  }
  Result<server::Fetched> fetch(const server::Version&, const server::Fetch& fetch, int64_t,
                                bool (*)(void*), void*) override {
    const JsonValue* answer = fetch_ ? fetch_->find(fetch.url) : nullptr;
    if (!answer) return fail("the fixture has no answer for " + fetch.url);
    server::Fetched fetched;
    const JsonValue* status = answer->find("status");
    fetched.status = status && status->is_integer() ? int(status->integer) : 200;
    fetched.body = answer->text_of("body");
    if (const JsonValue* headers = answer->find("headers"))
      for (const auto& [name, value] : headers->members)
        fetched.fields.emplace_back(name, value.text);
    return fetched;
  }
  void log(const server::Version&, std::string_view, std::string_view) override {}
  int64_t now_ms() override { return now_ms_ ? *now_ms_ : server::wall_clock_ms(); }

  std::map<std::string, std::map<std::string, std::string>> kv_;

 private:
  std::map<std::string, std::string> secrets_;
  const JsonValue* fetch_ = nullptr;
  std::optional<int64_t> now_ms_;
};

void write(JsonWriter& out, const JsonValue& v) {
  using Kind = JsonValue::Kind;
  switch (v.kind) {
    case Kind::Null: out.null(); break;
    case Kind::Boolean: out.boolean(v.boolean); break;
    case Kind::Integer: out.integer(v.integer); break;
    case Kind::Real: {
      char digits[40];
      std::snprintf(digits, sizeof digits, "%.17g", v.real);
      out.raw(digits);
      break;
    }
    case Kind::Text: out.text(v.text); break;
    case Kind::Array:
      out.begin_array();
      for (const JsonValue& element : v.elements) write(out, element);
      out.end_array();
      break;
    case Kind::Object: {
      // In the order of names, so that equal objects are equal texts.
      std::map<std::string, const JsonValue*> sorted;
      for (const auto& [name, value] : v.members) sorted[name] = &value;
      out.begin_object();
      for (const auto& [name, value] : sorted) {
        out.key(name);
        write(out, *value);
      }
      out.end_object();
      break;
    }
  }
}
}  // namespace

std::string json_text(const JsonValue& v) {
  JsonWriter out;
  write(out, v);
  return out.take_bare();
}

namespace {

Outcome outcome_of(const server::Failure& failure) {
  return {.code = server::row_of(failure.code).code, .message = failure.message};
}

}  // namespace

Outcome prepare_once(const std::shared_ptr<const server::Version>& version,
                     server::LiveRequests& live, uint32_t tier) {
  MockHost host(nullptr);
  const auto sandbox = server::Sandbox::prepare(version, host, live, tier);
  return sandbox ? Outcome{} : outcome_of(sandbox.error());
}

Outcome run_once(const std::shared_ptr<const server::Version>& version, const JsonValue& fixture,
                 server::LiveRequests& live, uint32_t tier, Cost* cost) {
  MockHost host(fixture.find("mocks"));
  const int64_t began_ns = server::monotonic_ns();
  auto sandbox = server::Sandbox::prepare(version, host, live, tier);
  if (!sandbox) return outcome_of(sandbox.error());
  const JsonValue none;
  const JsonValue* given = fixture.find("request");
  const JsonValue& request = given ? *given : none;
  std::string body(request.text_of("body"));
  if (const JsonValue* json = request.find("json")) body = json_text(*json);
  std::vector<server::Field> fields;
  if (const JsonValue* headers = request.find("headers"))
    for (const auto& [name, value] : headers->members) fields.push_back({name, value.text});
  server::Incoming in;
  in.method = request.find("method") ? request.text_of("method") : body.empty() ? "GET" : "POST";
  if (request.find("path")) in.path = request.text_of("path");
  in.query = request.text_of("query");
  in.body = body;
  in.fields = fields;
  in.id = "test";
  server::LiveRequest entry;
  entry.id = "test";
  entry.function = version->full_name();
  entry.state = (*sandbox)->state();
  entry.began_ns = server::monotonic_ns();
  entry.due_ns = entry.began_ns + version->manifest().limits.deadline_ms * 1'000'000;
  Outcome outcome;
  {
    const server::LiveRequests::Scope scope(live, entry);
    auto answer = (*sandbox)->run(in, entry);
    if (answer)
      outcome.answer = std::move(*answer);
    else
      outcome = outcome_of(answer.error());
  }
  if (cost) {
    cost->init_ns = entry.began_ns - began_ns;
    cost->run_ns = server::monotonic_ns() - entry.began_ns;
    cost->fuel = (*sandbox)->fuel_used();
    cost->heap_bytes = (*sandbox)->heap_bytes();
  }
  outcome.kv = std::move(host.kv_);
  return outcome;
}

}  // namespace tri::serve
