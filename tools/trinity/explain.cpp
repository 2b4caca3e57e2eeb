#include "explain.hpp"

#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include "base/nearest.hpp"
#include "engine/loaded_chunks.hpp"
#include "engine/native_listing.hpp"
#include "explain_report.hpp"
#include "lua_cli.hpp"
#include "report.hpp"
#include "script_command.hpp"
#include "source_file.hpp"

namespace tri::cli {

namespace {

constexpr OptionRow kOptions[] = {
    {"--json", nullptr, "one JSON object on standard output, which the script's own leaves free"},
    {"--function=", "NAME", "only functions of that name: 'Account.deposit', 'main chunk'"},
    {"--lines=", "A-B", "only lines A to B; also A, A-, -B"},
    {"--all", nullptr, "the files that were loaded by require, dofile and loadfile as well"},
    {"--native", nullptr,
     "run as always, with native code and without counting: its bytes, guards and their failures"},
    {"--brief", nullptr, "only sites worth a look: several shapes, mixed types, misses"},
    {"--report=", "FILE", "write to FILE instead of standard output"},
};
constexpr CommandPage kPage = {
    "explain",
    "Runs a script, then prints its source with what the engine did: how often each line ran and\n"
    "in which tier, the types its operators met, which table shapes each field site knows and\n"
    "whether that answered, what was called from where. Also when the script fails or calls\n"
    "os.exit. Counting makes it run several times slower; `trinity profile` measures time.\n",
    kOptions,
    "docs/howto/find-out-what-the-engine-did.md tells how to read the report, and describes the "
    "JSON.\n"};

struct Options {
  bool json = false;
  bool all = false;
  bool native = false;
  std::string output;
  ExplainView view;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

double now_seconds() {
  timespec t = {};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return double(t.tv_sec) + double(t.tv_nsec) * 1e-9;
}

// Reads the sources when they are loaded, and makes the report when the program is over.
class ExplainWatch : public engine::LoadedChunks {
 public:
  ExplainWatch(const Options& options, const std::string& script, const char* program,
               ReportFile* file)
      : options_(options), script_(script), program_(program), file_(file) {}

  void opened(State* S) override {
    LoadedChunks::opened(S);
    if (options_.native) engine::keep_native_pieces(S);
    began_ = now_seconds();
  }

  void loaded(State* S, Proto* main) override {
    const size_t before = mains().size();
    LoadedChunks::loaded(S, main);
    if (mains().size() == before) return;
    const std::string_view name = text_of(main->source);
    Source source;
    if (name.starts_with('@')) {
      source.path = name.substr(1);
      const Result<std::string> text = read_source_file(source.path.c_str());
      if (text && !text->starts_with('\x1b')) source.lines = lines_of(*text);
    }
    sources_.push_back(std::move(source));
  }

  void leaving(State* S) override {
    if (done_) return;
    done_ = true;
    ExplainedRun run;
    run.seconds = now_seconds() - began_;
    run.tier_limit = S->engine->tier2_calls == UINT32_MAX ? 1 : S->engine->compile_native ? 3 : 2;
    run.native = options_.native;
    if (S->engine->counts) run.fields = engine::field_totals(*S->engine->counts);
    for (size_t n = 0; n < mains().size(); ++n) {
      if (!options_.all && text_of(mains()[n]->source) != script_) continue;
      run.chunks.push_back({engine::explain(S, mains()[n], options_.native ? &failures_ : nullptr),
                            sources_[n].path, sources_[n].lines});
    }
    if (!options_.view.function.empty() && !check_function(run)) return;
    failed_ = !file_->write(options_.json     ? explain_as_json(run, options_.view)
                            : options_.native ? explain_native_as_text(run, options_.view)
                                              : explain_as_text(run, options_.view));
  }

  void guard_failed(Thread*, const Proto*, const Code* at) override { ++failures_[at]; }

  bool failed() const { return failed_; }

 private:
  struct Source {
    std::string path;
    std::vector<std::string> lines;
  };

  // That some function has the name that was asked for; else says so.
  bool check_function(const ExplainedRun& run) {
    std::vector<std::string> names;
    for (const ExplainedChunk& chunk : run.chunks)
      for (const engine::FunctionReport& f : chunk.explanation.functions) {
        if (f.name == options_.view.function) return true;
        names.push_back(f.name);
      }
    if (names.empty()) return true;  // nothing was loaded, which has been reported
    const std::string meant = nearest(options_.view.function, names);
    std::string message = "explain: no function '" + options_.view.function + "'";
    if (!meant.empty()) {
      message += "; did you mean '" + meant + "'?";
    } else {
      message += "; there are";
      for (size_t n = 0; n < names.size() && n < kShownNames; ++n)
        message += (n ? ", '" : " '") + names[n] + "'";
      if (names.size() > kShownNames) message += ", ...";
    }
    print_message(program_, message);
    failed_ = true;
    return false;
  }

  static constexpr size_t kShownNames = 20;

  const Options& options_;
  const std::string& script_;
  const char* program_;
  ReportFile* file_;
  std::vector<Source> sources_;  // of mains()
  engine::GuardFailures failures_;
  double began_ = 0;
  bool done_ = false;
  bool failed_ = false;
};

bool read_lines(std::string_view text, ExplainView* view) {
  const size_t hyphen = text.find('-');
  const std::string_view first = text.substr(0, hyphen);
  const std::string_view last = hyphen == text.npos ? first : text.substr(hyphen + 1);
  uint64_t a = 1, b = INT32_MAX;
  if (first.empty() && last.empty()) return false;
  if (!first.empty() && (!read_number(first, INT32_MAX, &a) || a == 0)) return false;
  if (!last.empty() && (!read_number(last, INT32_MAX, &b) || b < a)) return false;
  view->first_line = int(a);
  view->last_line = int(b);
  return true;
}

}  // namespace

int run_explain(int argc, char** argv) {
  Options options;
  ScriptCommand command;
  const auto parsed =
      command.parse(argc, argv, kPage, [&](std::string_view name, std::string_view value) {
        if (name == "--json") return options.json = true;
        if (name == "--all") return options.all = true;
        if (name == "--native") return options.native = true;
        if (name == "--brief") return options.view.brief = true;
        if (name == "--lines=") return read_lines(value, &options.view);
        (name == "--report=" ? options.output : options.view.function) = value;
        return !value.empty();
      });
  if (parsed != ScriptCommand::Parsed::Run)
    return parsed == ScriptCommand::Parsed::Help ? EXIT_SUCCESS : EXIT_FAILURE;
  ReportFile file;
  if (!file.open(argv[0], options.output, options.json)) return EXIT_FAILURE;
  const std::string script = command.chunk();
  ExplainWatch watch{options, script, argv[0], &file};
  const int status = lua_main({command.argc(),
                               command.argv(),
                               Style::Trinity,
                               {.count_sites = !options.native, .watch = &watch}});
  return watch.failed() ? EXIT_FAILURE : status;
}

}  // namespace tri::cli
