#include "stats.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "base/json_writer.hpp"
#include "engine/counters.hpp"
#include "engine/explanation.hpp"
#include "engine/loaded_chunks.hpp"
#include "interp/site_counts.hpp"
#include "lua_cli.hpp"
#include "report.hpp"
#include "script_command.hpp"

namespace tri::cli {

namespace {

constexpr OptionRow kOptions[] = {
    {"--json", nullptr, "one JSON object on standard output, which the script's own leaves free"},
    {"--sites", nullptr, "count accesses at sites too; the script runs several times slower"},
    {"--pairs", nullptr, "count which instructions run one behind the other; as slow"},
    {"--report=", "FILE", "write to FILE instead of standard error"},
};
constexpr CommandPage kPage = {
    "stats",
    "Runs a script, then prints counters of the engine to standard error, also when the\n"
    "script fails or calls os.exit. The exit status is the script's.\n",
    kOptions, nullptr};

struct Row {
  const char* name;
  uint64_t value;
  const char* meaning;
};

uint64_t peak_resident_bytes() {
  rusage usage = {};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? uint64_t(usage.ru_maxrss) * 1024 : 0;
}

class StatsWatch : public engine::LoadedChunks {
 public:
  StatsWatch(bool json, bool pairs, ReportFile* file) : json_(json), pairs_(pairs), file_(file) {}

  void opened(State* S) override {
    LoadedChunks::opened(S);
    engine::time_compilations(S);
  }

  void leaving(State* S) override {
    if (done_) return;
    done_ = true;
    const std::vector<Row> rows = rows_of(S);
    const std::vector<interp::OpPair> pairs =
        pairs_ ? S->engine->counts->pairs() : std::vector<interp::OpPair>();
    const std::string text =
        json_ ? as_json(rows, pairs) : as_table(rows) + as_table(pairs, S->engine->counts);
    if (file_)
      failed_ = !file_->write(text);
    else
      std::fwrite(text.data(), 1, text.size(), stderr);
  }
  bool failed() const { return failed_; }

 private:
  std::vector<Row> rows_of(State* S) const {
    std::vector<Row> rows;
    for (const engine::Counter& c : engine::counters())
      rows.push_back({c.name, c.read(S), c.meaning});
    rows.push_back(
        {"peak_resident_bytes", peak_resident_bytes(), "most memory the process had at one time"});
    engine::SiteStates states;
    for (const Proto* main : mains()) engine::add_site_states(S, main, &states);
    rows.push_back({"field_sites_unseen", states.sites[0],
                    "sites of fields, methods, globals that met no table yet"});
    rows.push_back({"field_sites_mono", states.sites[1], "that know one shape"});
    rows.push_back({"field_sites_poly", states.sites[2], "that know several"});
    rows.push_back({"field_sites_mega", states.sites[3], "that met more than they can know"});
    if (S->engine->counts) add_accesses(engine::field_totals(*S->engine->counts), &rows);
    return rows;
  }

  static void add_accesses(const engine::FieldTotals& n, std::vector<Row>* rows) {
    rows->push_back({"field_accesses", n.accesses, "executed at such sites"});
    rows->push_back({"field_answers_first", n.first,
                     "of these, answered by the first entry of the site's cache"});
    rows->push_back({"field_answers_four", n.four, "answered by the first four entries"});
    rows->push_back({"field_answers", n.all, "answered by all eight"});
    rows->push_back({"field_answers_shared", n.shared, "by the rows that all sites share"});
    rows->push_back({"field_misses", n.missed, "at tables that the cache did not know"});
    rows->push_back(
        {"field_no_table", n.no_table, "at values that are no tables: methods of strings, mostly"});
    rows->push_back({"field_cold", n.cold, "in functions that had no caches yet"});
    // Per million, so that the row is a whole number as all others are.
    const uint64_t share =
        n.accesses ? uint64_t(double(n.four) / double(n.accesses) * 1e6 + 0.5) : 0;
    rows->push_back(
        {"field_answered_ppm", share, "share answered by the first four entries, in millionths"});
  }

  static std::string as_table(const std::vector<Row>& rows) {
    std::string text;
    char line[200];
    for (const Row& row : rows) {
      std::snprintf(line, sizeof line, "%-20s %14" PRIu64 "  %s\n", row.name, row.value,
                    row.meaning);
      text += line;
    }
    return text;
  }

  // The first so many: what the others run for together is little.
  static constexpr size_t kShownPairs = 60;
  static std::string as_table(const std::vector<interp::OpPair>& pairs,
                              const interp::SiteCounts* counts) {
    std::string text;
    char line[200];
    for (const interp::OpPair& pair : std::span(pairs).first(std::min(pairs.size(), kShownPairs))) {
      std::snprintf(line, sizeof line, "%-10s %-9s %14" PRIu64 "  %.2f %% of all instructions\n",
                    bytecode::row_of(pair.first).name, bytecode::row_of(pair.second).name,
                    pair.runs, 100.0 * double(pair.runs) / double(counts->executed()));
      text += line;
    }
    return text;
  }

  static std::string as_json(const std::vector<Row>& rows,
                             const std::vector<interp::OpPair>& pairs) {
    JsonWriter json;
    json.begin_object();
    json.key("format").text("trinity-stats").key("version").number(1);
    json.key("counters").begin_object();
    for (const Row& row : rows) json.key(row.name).number(row.value);
    json.end_object();
    if (!pairs.empty()) {
      json.key("pairs").begin_array();
      for (const interp::OpPair& pair : pairs) {
        json.begin_object();
        json.key("first").text(bytecode::row_of(pair.first).name);
        json.key("second").text(bytecode::row_of(pair.second).name);
        json.key("runs").number(pair.runs).end_object();
      }
      json.end_array();
    }
    json.end_object();
    return json.take();
  }

  bool json_, pairs_;
  ReportFile* file_;  // null: standard error
  bool done_ = false;
  bool failed_ = false;
};

}  // namespace

int run_stats(int argc, char** argv) {
  bool json = false, sites = false, pairs = false;
  std::string output;
  ScriptCommand command;
  const auto parsed =
      command.parse(argc, argv, kPage, [&](std::string_view name, std::string_view value) {
        if (name == "--json") json = true;
        if (name == "--sites") sites = true;
        if (name == "--pairs") pairs = true;
        if (name == "--report=") output = value;
        return name != "--report=" || !value.empty();
      });
  if (parsed != ScriptCommand::Parsed::Run)
    return parsed == ScriptCommand::Parsed::Help ? EXIT_SUCCESS : EXIT_FAILURE;
  ReportFile file;
  const bool has_file = json || !output.empty();
  if (has_file && !file.open(argv[0], output, json)) return EXIT_FAILURE;
  StatsWatch watch{json, pairs, has_file ? &file : nullptr};
  const int status = lua_main({command.argc(),
                               command.argv(),
                               Style::Trinity,
                               {.count_sites = sites || pairs, .watch = &watch}});
  return watch.failed() ? EXIT_FAILURE : status;
}

}  // namespace tri::cli
