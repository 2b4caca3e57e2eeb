// Commands that run a script and look at what the engine does: their own options, their help, and where reports go.
//
// `trinity COMMAND [OPTIONS] [options of trinity] FILE [ARGS]`: own options may stand anywhere before the script; what else
// begins with a hyphen is left to the interpreter, which knows -e, -l, --tier=N and so on.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tri::cli {

struct OptionRow {
  const char* name;   // "--json"; with a value "--lines="
  const char* value;  // how the help calls it, null: the option has none
  const char* meaning;
};

struct CommandPage {
  const char* name;     // "explain"
  const char* summary;  // lines below the usage line
  std::span<const OptionRow> options;
  const char* notes;  // lines below the options, or null
};

class ScriptCommand {
 public:
  // Empty: go on; else the exit status, all being said. `take` is called for each own option, with its row's name and its
  // value, and gives false when the value is none for it.
  enum class Parsed { Run, Help, Bad };
  Parsed parse(int argc, char** argv, const CommandPage& page,
               const std::function<bool(std::string_view name, std::string_view value)>& take);

  // For the interpreter: the program, the options that are not ours, the script and its arguments.
  int argc() const { return int(arguments_.size()) - 1; }
  char** argv() { return arguments_.data(); }
  // The name of the script's chunk as `source` of functions has it: "@FILE", "=stdin", "=(command line)".
  const std::string& chunk() const { return chunk_; }
  // What people call the script.
  std::string script() const { return chunk_.substr(1); }

 private:
  std::vector<char*> arguments_;
  std::string chunk_;
};

// Where a report goes: to a file, or to standard output. A report that a program shall read must not be mixed with what the
// script prints: then the script's standard output goes to standard error.
class ReportFile {
 public:
  ReportFile() = default;
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  // Before the script runs. `path` empty: standard output. False: a message was printed.
  bool open(const char* program, const std::string& path, bool is_for_programs);
  // Everything the script has printed comes first. False: a message was printed.
  bool write(std::string_view text);

 private:
  int file_ = -1;
  bool is_own_ = false;
  std::string name_;
  const char* program_ = nullptr;
};

// "1,234,567"
std::string with_separators(unsigned long long n);
// A whole number from `digits`, all of it. False: it is none, or above `most`.
bool read_number(std::string_view digits, uint64_t most, uint64_t* number);

}  // namespace tri::cli
