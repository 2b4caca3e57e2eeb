#include "server/functions/manifest.hpp"

#include <algorithm>

#include "server/functions/names.hpp"
#include "server/text/toml_reader.hpp"

namespace tri::server {

namespace {

constexpr int64_t kMaxDeadlineMs = 15 * 60 * 1000;
constexpr int64_t kMaxRate = 10'000'000;
constexpr int64_t kMaxMemory = int64_t(4) << 30;
// A state with its libraries takes about 30 KiB; less would only fail later, in less clear words.
constexpr int64_t kMinMemory = 128 << 10;

Result<Capabilities::Store> read_store(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const std::string access = colon == text.npos ? "read" : text.substr(colon + 1);
  if (!is_name(name) || (access != "read" && access != "write"))
    return fail("function.toml: 'capabilities.kv' has '" + text +
                "', expected 'name:read' or 'name:write'");
  return Capabilities::Store{name, access == "write"};
}

}  // namespace

bool may_use(const Capabilities& can, std::string_view store, bool to_write) {
  for (const Capabilities::Store& listed : can.stores)
    if (listed.name == store) return listed.may_write || !to_write;
  return false;
}

bool may_know(const Capabilities& can, std::string_view secret) {
  return std::find(can.secrets.begin(), can.secrets.end(), secret) != can.secrets.end();
}

bool may_fetch(const Capabilities& can, std::string_view url) {
  for (std::string_view pattern : can.fetch) {
    if (pattern.ends_with('*') ? url.starts_with(pattern.substr(0, pattern.size() - 1))
                               : url == pattern)
      return true;
  }
  return false;
}

Result<Manifest> read_manifest(std::string_view text) {
  Manifest m;
  TomlReader in{"function.toml", text};
  in.section("function");
  in.text("name", &m.name);
  in.text("entry", &m.entry);
  in.word("purity", {"auto", "pure", "effects"}, &m.purity);
  in.section("limits");
  in.integer("cpu_fuel", 0, INT64_MAX / 4, &m.limits.cpu_fuel);
  in.integer("deadline_ms", 1, kMaxDeadlineMs, &m.limits.deadline_ms);
  in.integer("memory_bytes", kMinMemory, kMaxMemory, &m.limits.memory_bytes);
  in.integer("output_bytes", 0, kMaxMemory, &m.limits.output_bytes);
  in.integer("subrequests", 0, 1'000'000, &m.limits.subrequests);
  in.integer("requests_per_second", 0, kMaxRate, &m.limits.requests_per_second);
  in.integer("body_bytes", 0, kMaxMemory, &m.limits.body_bytes);
  in.section("capabilities");
  std::vector<std::string> stores;
  std::string clock = "coarse";
  in.texts("kv", &stores);
  in.texts("fetch", &m.capabilities.fetch);
  in.texts("secrets", &m.capabilities.secrets);
  in.word("clock", {"none", "coarse", "fine"}, &clock);
  TRI_TRY_VOID(in.finish());
  if (!is_name(m.name))
    return fail("function.toml: 'function.name' is '" + m.name + "'; " + kNameRule);
  for (const std::string& store : stores)
    m.capabilities.stores.push_back(TRI_TRY(read_store(store)));
  m.capabilities.clock = clock == "none"   ? Clock::None
                         : clock == "fine" ? Clock::Fine
                                           : Clock::Coarse;
  return m;
}

}  // namespace tri::server
