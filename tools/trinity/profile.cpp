#include "profile.hpp"

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "engine/sampler.hpp"
#include "lua_cli.hpp"
#include "profile_report.hpp"
#include "report.hpp"
#include "script_command.hpp"

namespace tri::cli {

namespace {

constexpr OptionRow kOptions[] = {
    {"--rate=", "N", "samples per second, 1 to 10000 (500)"},
    {"--wall", nullptr, "weigh by the wall clock: waiting counts, and is the waiting builtin's"},
    {"--folded", nullptr, "stacks, one a line, with microseconds: for other tools"},
    {"--json", nullptr, "the tree of calls as one JSON object"},
    {"--html=", "FILE", "write a page with a flame graph, besides"},
    {"--report=", "FILE", "write the table, stacks or JSON to FILE instead of standard output"},
};
constexpr CommandPage kPage = {
    "profile",
    "Runs a script while a timer takes samples of what it does, then prints which functions and\n"
    "lines took the time, in which tier; time in library functions is theirs. Coroutines are "
    "shown\n"
    "below who resumed them. Also when the script fails or calls os.exit.\n",
    kOptions,
    "With --folded and --json what the script prints goes to standard error.\n"
    "docs/howto/profile-a-program.md tells how to read the report.\n"};

struct ProfileOptions {
  engine::Sampler::Options sampler;
  bool folded = false;
  bool json = false;
  std::string html, report;
};

class ProfileWatch : public engine::Sampler {
 public:
  ProfileWatch(const ProfileOptions& options, const char* program, std::string script,
               ReportFile* table, ReportFile* page)
      : Sampler(options.sampler),
        options_(options),
        program_(program),
        script_(std::move(script)),
        table_(table),
        page_(page) {}

  void opened(State* S) override {
    Sampler::opened(S);
    if (const Result<bool> started = start(S); !started) {
      print_message(program_, "profile: " + started.error().message);
      failed_ = true;
    }
  }

  void leaving(State* S) override {
    if (done_) return;
    done_ = true;
    Sampler::leaving(S);
    const ProfileTree tree = profile_tree(*this);
    if (page_ && !page_->write(profile_as_html(*this, tree, script_))) failed_ = true;
    const bool wants_table = options_.folded || options_.json || !options_.report.empty() || !page_;
    if (!wants_table) return;
    const std::string text = options_.json     ? profile_as_json(*this, tree)
                             : options_.folded ? profile_as_folded(tree)
                                               : profile_as_text(*this, tree);
    if (!table_->write(text)) failed_ = true;
  }

  bool failed() const { return failed_; }

 private:
  const ProfileOptions& options_;
  const char* program_;
  std::string script_;
  ReportFile* table_;
  ReportFile* page_;  // null: none is wanted
  bool done_ = false;
  bool failed_ = false;
};

}  // namespace

int run_profile(int argc, char** argv) {
  ProfileOptions options;
  ScriptCommand command;
  const auto parsed =
      command.parse(argc, argv, kPage, [&](std::string_view name, std::string_view value) {
        if (name == "--wall") options.sampler.clock = engine::Sampler::Clock::Wall;
        if (name == "--folded") options.folded = true;
        if (name == "--json") options.json = true;
        if (name == "--html=") options.html = value;
        if (name == "--report=") options.report = value;
        if (name != "--rate=") return !name.ends_with('=') || !value.empty();
        uint64_t rate;
        if (!read_number(value, engine::Sampler::kMostRate, &rate) || rate == 0) return false;
        options.sampler.rate = uint32_t(rate);
        return true;
      });
  if (parsed != ScriptCommand::Parsed::Run)
    return parsed == ScriptCommand::Parsed::Help ? EXIT_SUCCESS : EXIT_FAILURE;
  if (options.folded && options.json) {
    print_message(argv[0], "profile: --folded and --json exclude each other");
    return EXIT_FAILURE;
  }
  ReportFile table, page;
  if (!table.open(argv[0], options.report, options.folded || options.json)) return EXIT_FAILURE;
  if (!options.html.empty() && !page.open(argv[0], options.html, true)) return EXIT_FAILURE;
  ProfileWatch watch{options, argv[0], command.script(), &table,
                     options.html.empty() ? nullptr : &page};
  const int status = lua_main({command.argc(), command.argv(), Style::Trinity, {.watch = &watch}});
  return watch.failed() ? EXIT_FAILURE : status;
}

}  // namespace tri::cli
