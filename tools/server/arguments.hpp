// Arguments: what follows a command on the command line.
//
//   Arguments a{argc, argv};
//   const std::string tenant = a.option("--tenant", "NAME", "whose function it is");
//   if (!a.finish("deploy", "FOLDER", 1, 1)) return a.status();
//
// Options are asked for first, each with its line of the help; finish() then refuses what was not asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tri::serve {

class Arguments {
 public:
  // argv[0] is the program, argv[1] the command.
  Arguments(int argc, char** argv);
  // For who wants to know a command's options: finish() says no, without a word, and the command does nothing.
  struct Describe {};
  explicit Arguments(Describe) : describes_(true) {}

  // "--name VALUE" or "--name=VALUE"; `otherwise` when it is not there.
  std::string option(std::string_view name, const char* value, const char* meaning,
                     std::string otherwise = "");
  // The same of an integer from `least` to `most`; anything else is an error that finish() tells.
  std::optional<int64_t> integer(std::string_view name, const char* value, const char* meaning,
                                 int64_t least, int64_t most);
  bool flag(std::string_view name, const char* meaning);

  // Between `least` and `most` words must be left. False: said why, or the help was asked for; status() is the exit status.
  bool finish(const char* command, const char* words, size_t least, size_t most);
  int status() const { return status_; }
  const std::vector<std::string>& words() const { return words_; }

  // An option that was asked for; `value` is empty for a flag.
  struct Row {
    std::string name, value, meaning;
  };
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<std::string> given_;
  std::vector<bool> used_;
  std::vector<std::string> words_;
  std::vector<Row> rows_;
  std::string error_;
  int status_ = 0;
  bool describes_ = false;
};

// Exit statuses, as sysexits(3) has them.
inline constexpr int kUsage = 64, kNoInput = 66, kUnavailable = 69, kRefused = 1;

// "trinity: what" on standard error; gives `status`.
int complain(const std::string& what, int status = kRefused);

}  // namespace tri::serve
