// trinity bench: what requests of a function cost, by tiers: its fixtures, each again and again in fresh sandboxes, in this process.
//
// With --against, another folder's function takes turns with the first, so that both meet the same machine; their answers must agree.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/json_writer.hpp"
#include "commands.hpp"
#include "fixture.hpp"
#include "server/functions/bundle.hpp"

namespace tri::serve {

namespace {

using server::JsonValue;

constexpr uint32_t kTiers[] = {1, 2, 0};  // 0: all there are
constexpr size_t kLeastRuns = 5;

struct Contender {
  std::string folder;
  server::Bundle bundle;
  std::shared_ptr<const server::Version> version;
  std::vector<int64_t> init_ns = {}, run_ns = {};
  Cost last = {};
  std::string answer = {};
};

Result<Contender> load(const std::string& folder) {
  Contender c{
      .folder = folder, .bundle = TRI_TRY(server::bundle_from_folder(folder)), .version = {}};
  auto version = server::Version::make("bench", 1, c.bundle);
  if (!version) return fail(folder + ": " + version.error().message);
  c.version = std::move(*version);
  return c;
}

double quantile_us(std::vector<int64_t>& all, double share) {
  if (all.empty()) return 0;
  const auto at = all.begin() + ptrdiff_t(double(all.size() - 1) * share);
  std::nth_element(all.begin(), at, all.end());
  return double(*at) / 1e3;
}

struct Line {
  std::string fixture;
  uint32_t tier;
  size_t runs;
  double init_us, run_us, p99_us,
      ratio;  // ratio: this to the first contender's median; 0: there is none
  Cost cost;
  std::string folder;
};

// Times one fixture in one tier. Errors: contenders answer differently.
Result<void> measure(std::vector<Contender>& contenders, const std::string& path, uint32_t tier,
                     double seconds, server::LiveRequests& live, std::vector<Line>* out) {
  std::vector<JsonValue> fixtures;
  for (Contender& c : contenders) {
    const std::string* text = c.bundle.find(path);
    if (!text) return fail(c.folder + " has no " + path);
    fixtures.push_back(TRI_TRY(server::read_json(*text)));
    c.init_ns.clear();
    c.run_ns.clear();
  }
  const int64_t until = server::monotonic_ns() + int64_t(seconds * 1e9);
  while (contenders[0].run_ns.size() < kLeastRuns || server::monotonic_ns() < until) {
    for (size_t i = 0; i < contenders.size(); ++i) {
      Contender& c = contenders[i];
      const Outcome outcome = run_once(c.version, fixtures[i], live, tier, &c.last);
      c.init_ns.push_back(c.last.init_ns);
      c.run_ns.push_back(c.last.run_ns);
      c.answer = outcome.text();
    }
    if (contenders.back().answer != contenders[0].answer)
      return fail(path + ": the answers differ: " + contenders[0].answer + "\nand " +
                  contenders.back().answer);
  }
  const double first_us = quantile_us(contenders[0].run_ns, 0.5);
  for (Contender& c : contenders) {
    const double run_us = quantile_us(c.run_ns, 0.5);
    const bool is_first = &c == contenders.data();
    out->push_back({path, tier, c.run_ns.size(), quantile_us(c.init_ns, 0.5), run_us,
                    quantile_us(c.run_ns, 0.99), is_first || first_us == 0 ? 0 : run_us / first_us,
                    c.last, c.folder});
  }
  return {};
}

std::string tier_name(uint32_t tier) { return tier ? "up to " + std::to_string(tier) : "all"; }

void print_json(const std::vector<Line>& lines) {
  JsonWriter out;
  out.begin_object().key("bench").begin_array();
  for (const Line& line : lines) {
    out.begin_object().key("folder").text(line.folder).key("fixture").text(line.fixture);
    out.key("tiers").text(tier_name(line.tier)).key("runs").number(line.runs);
    out.key("init_us").real(line.init_us).key("run_us").real(line.run_us);
    out.key("p99_us").real(line.p99_us).key("fuel").integer(line.cost.fuel);
    out.key("heap_bytes").number(line.cost.heap_bytes);
    if (line.ratio > 0) out.key("ratio").real(line.ratio);
    out.end_object();
  }
  out.end_array().end_object();
  std::fputs(out.take().c_str(), stdout);
}

void print_table(const std::vector<Line>& lines) {
  std::printf("%-28s %-8s %8s %10s %10s %10s %10s  %s\n", "fixture", "tiers", "runs", "init us",
              "run us", "p99 us", "heap KiB", "");
  for (const Line& line : lines) {
    std::printf("%-28s %-8s %8zu %10.1f %10.1f %10.1f %10.1f  %s", line.fixture.c_str(),
                tier_name(line.tier).c_str(), line.runs, line.init_us, line.run_us, line.p99_us,
                double(line.cost.heap_bytes) / 1024, line.folder.c_str());
    if (line.ratio > 0) std::printf("  %.2fx", line.ratio);
    std::printf("\n");
  }
}

}  // namespace

int run_bench(Arguments& a) {
  const std::string against = a.option("--against", "FOLDER", "another function, taking turns");
  const std::string seconds = a.option("--seconds", "N", "for each fixture and tier (0.5)", "0.5");
  const bool json = a.flag("--json", "print the figures as JSON");
  if (!a.finish("bench", "FOLDER", 1, 1)) return a.status();
  char* end;
  const double each = std::strtod(seconds.c_str(), &end);
  if (*end != '\0' || !(each > 0) || each > 3600)
    return complain("seconds should be a number up to 3600, found '" + seconds + "'", kUsage);
  std::vector<Contender> contenders;
  for (const std::string& folder : {a.words()[0], against}) {
    if (folder.empty()) continue;
    auto loaded = load(folder);
    if (!loaded) return complain(loaded.error().message, kNoInput);
    contenders.push_back(std::move(*loaded));
  }
  server::LiveRequests live;
  std::vector<Line> lines;
  for (const auto& [path, text] : contenders[0].bundle.files) {
    if (!path.starts_with("fixtures/") || !path.ends_with(".json")) continue;
    for (const uint32_t tier : kTiers)
      if (const auto done = measure(contenders, path, tier, each, live, &lines); !done)
        return complain(done.error().message);
  }
  if (lines.empty()) return complain(a.words()[0] + " has no fixtures/*.json to run", kNoInput);
  json ? print_json(lines) : print_table(lines);
  return 0;
}

}  // namespace tri::serve
