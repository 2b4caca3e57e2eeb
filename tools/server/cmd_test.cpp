// trinity test: runs the fixtures of functions in every tier, each in a fresh sandbox, against what they expect.
//
// What a fixture is: fixture.hpp. Whatever is expected or not, all tiers must give the same answer. Of a function without fixtures, init is run.
#include <cstdio>

#include "base/json_writer.hpp"
#include "commands.hpp"
#include "fixture.hpp"
#include "server/functions/bundle.hpp"

namespace tri::serve {

namespace {

using server::JsonValue;

constexpr char kNoFixtures[] =
    "%s has no fixtures, so no request was tried. One is a file fixtures/NAME.json:\n"
    "    {\"request\": {\"path\": \"/\", \"query\": \"name=Ada\"}, \"expect\": {\"status\": "
    "200}}\n";

constexpr uint32_t kTiers[] = {1, 2, 0};  // 0: all there are

// What is not as the fixture expects, or "".
std::string difference(const Outcome& outcome, const JsonValue* expect) {
  if (!expect) return outcome.code.empty() ? "" : outcome.text();
  const std::string_view error = expect->text_of("error");
  if (error != outcome.code)
    return "expected " + (error.empty() ? "an answer" : "error " + std::string(error)) +
           ", found " + outcome.text();
  const JsonValue* status = expect->find("status");
  if (status && status->integer != outcome.answer.status)
    return "expected status " + std::to_string(status->integer) + ", found " + outcome.text();
  if (expect->find("body") && expect->text_of("body") != outcome.answer.body)
    return "expected body " + std::string(expect->text_of("body")) + ", found " +
           outcome.answer.body;
  if (const JsonValue* json = expect->find("json")) {
    const auto found = server::read_json(outcome.answer.body);
    if (!found || json_text(*found) != json_text(*json))
      return "expected json " + json_text(*json) + ", found " + outcome.answer.body;
  }
  if (const JsonValue* headers = expect->find("headers"))
    for (const auto& [name, value] : headers->members) {
      bool is_there = false;
      for (const auto& [n, v] : outcome.answer.fields) is_there |= n == name && v == value.text;
      if (!is_there) return "expected header " + name + ": " + value.text;
    }
  if (const JsonValue* stores = expect->find("kv"))
    for (const auto& [store, keys] : stores->members)
      for (const auto& [key, value] : keys.members) {
        const auto s = outcome.kv.find(store);
        const auto k = s == outcome.kv.end() ? decltype(s->second.begin()){} : s->second.find(key);
        if (s == outcome.kv.end() || k == s->second.end() || k->second != value.text)
          return "expected kv." + store + "." + key + " = " + value.text;
      }
  return "";
}

std::string name_of(uint32_t tier) {
  return tier ? "tier " + std::to_string(tier) : std::string("all tiers");
}

// Of a function without fixtures. "" or what went wrong.
std::string run_init_alone(const std::shared_ptr<const server::Version>& version,
                           server::LiveRequests& live) {
  for (const uint32_t tier : kTiers)
    if (const Outcome outcome = prepare_once(version, live, tier); !outcome.code.empty())
      return name_of(tier) + ": " + outcome.code + ": " + outcome.message;
  return "";
}

// "" or what went wrong.
std::string run_fixture(const std::shared_ptr<const server::Version>& version,
                        const std::string& text, server::LiveRequests& live) {
  const auto fixture = server::read_json(text);
  if (!fixture) return fixture.error().message;
  std::string first;
  for (const uint32_t tier : kTiers) {
    const Outcome outcome = run_once(version, *fixture, live, tier);
    if (const std::string why = difference(outcome, fixture->find("expect")); !why.empty())
      return name_of(tier) + ": " + why;
    if (first.empty())
      first = outcome.text();
    else if (first != outcome.text())
      return "tiers differ: " + first + "\nand " + outcome.text();
  }
  return "";
}

}  // namespace

int run_test(Arguments& a) {
  const bool json = a.flag("--json", "print the results as JSON");
  if (!a.finish("test", "FOLDER...", 1, 1000)) return a.status();
  server::LiveRequests live;
  JsonWriter out;
  out.begin_object().key("fixtures").begin_array();
  int passed = 0, failed = 0;
  for (const std::string& folder : a.words()) {
    const auto bundle = server::bundle_from_folder(folder);
    if (!bundle) return complain(bundle.error().message, kNoInput);
    auto version = server::Version::make("test", 1, *bundle);
    if (!version) return complain(folder + ": " + version.error().message);
    const auto tell = [&](const char* what, const std::string& name, const std::string& why) {
      ++(why.empty() ? passed : failed);
      out.begin_object().key(what).text(name).key("ok").boolean(why.empty());
      if (!why.empty()) out.key("why").text(why);
      out.end_object();
      if (!json)
        std::printf("%s %s%s%s\n", why.empty() ? "ok    " : "FAILED", name.c_str(),
                    why.empty() ? "" : "\n    ", why.c_str());
    };
    bool has_fixtures = false;
    for (const auto& [path, text] : bundle->files) {
      if (!path.starts_with("fixtures/") || !path.ends_with(".json")) continue;
      has_fixtures = true;
      tell("fixture", folder + "/" + path, run_fixture(*version, text, live));
    }
    if (has_fixtures) continue;
    tell("init", folder + (json ? "" : ": init"), run_init_alone(*version, live));
    if (!json) std::printf(kNoFixtures, folder.c_str());
  }
  out.end_array().key("passed").integer(passed).key("failed").integer(failed).end_object();
  if (json)
    std::fputs(out.take().c_str(), stdout);
  else
    std::printf("%d passed, %d failed\n", passed, failed);
  return failed ? 1 : 0;
}

}  // namespace tri::serve
