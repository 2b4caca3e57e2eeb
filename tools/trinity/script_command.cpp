#include "script_command.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "base/nearest.hpp"
#include "lua_cli.hpp"
#include "report.hpp"

namespace tri::cli {

namespace {

void print_page(const CommandPage& page) {
  std::printf("usage: trinity %s [OPTIONS] FILE [ARGS]\n\n%s\nOptions:\n", page.name, page.summary);
  for (const OptionRow& row : page.options) {
    const std::string left = std::string(row.name) + (row.value ? row.value : "");
    std::printf("  %-22s %s\n", left.c_str(), row.meaning);
  }
  std::printf("  %-22s %s\n", "--help", "print this page");
  std::puts("\nOptions of trinity itself (-e, -l, --tier=N, ...) may stand before FILE as well.");
  if (page.notes) std::printf("\n%s", page.notes);
}

const OptionRow* row_for(const CommandPage& page, std::string_view argument) {
  for (const OptionRow& row : page.options)
    if (row.value ? argument.starts_with(row.name) : argument == row.name) return &row;
  return nullptr;
}

void complain_of_option(const char* program, const CommandPage& page, std::string_view argument) {
  std::vector<std::string> names;
  for (const OptionRow& row : page.options) names.emplace_back(row.name);
  const std::string typed(
      argument.substr(0, std::min(argument.find('='), argument.size() - 1) + 1));
  std::string meant = nearest(typed, names);
  if (meant.empty()) meant = nearest(std::string(argument), names);
  print_message(program, std::string(page.name) + ": unrecognized option '" +
                             std::string(argument) + "'" +
                             (meant.empty() ? "" : "; did you mean '" + meant + "'?"));
  std::fprintf(stderr, "`trinity %s --help` lists the options.\n", page.name);
}

}  // namespace

ScriptCommand::Parsed ScriptCommand::parse(
    int argc, char** argv, const CommandPage& page,
    const std::function<bool(std::string_view, std::string_view)>& take) {
  arguments_.push_back(argv[0]);
  bool executes = false;
  int i = 2;
  for (; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help") return print_page(page), Parsed::Help;
    if (!argument.starts_with('-') || argument == "-") break;
    if (const OptionRow* row = row_for(page, argument)) {
      const std::string_view value = row->value ? argument.substr(std::strlen(row->name)) : "";
      if (take(row->name, value)) continue;
      print_message(argv[0], std::string(page.name) + ": expected " + row->name + row->value +
                                 ", found '" + std::string(argument) + "'");
      return Parsed::Bad;
    }
    if (const int length = engine_option_length(argc, argv, i)) {
      for (int n = 0; n < length; ++n) arguments_.push_back(argv[i + n]);
      i += length - 1;
      continue;
    }
    if (argument.starts_with("--") && argument != "--") {
      complain_of_option(argv[0], page, argument);
      return Parsed::Bad;
    }
    arguments_.push_back(argv[i]);
    if (argument == "--") {
      ++i;
      break;
    }
    executes |= argument.starts_with("-e");
    if ((argument == "-e" || argument == "-l") && i + 1 < argc) arguments_.push_back(argv[++i]);
  }
  if (i < argc) {
    const bool from_stdin = std::strcmp(argv[i], "-") == 0 && std::strcmp(argv[i - 1], "--") != 0;
    chunk_ = from_stdin ? "=stdin" : std::string("@") + argv[i];
  } else if (executes) {
    chunk_ = "=(command line)";
  } else {
    print_message(argv[0], std::string("expected a script: ") + page.name +
                               " [OPTIONS] FILE [ARGS]; see `trinity " + page.name + " --help`");
    return Parsed::Bad;
  }
  for (; i < argc; ++i) arguments_.push_back(argv[i]);
  arguments_.push_back(nullptr);
  return Parsed::Run;
}

ReportFile::~ReportFile() {
  if (is_own_) close(file_);
}

bool ReportFile::open(const char* program, const std::string& path, bool is_for_programs) {
  program_ = program;
  name_ = path.empty() ? "standard output" : path;
  if (!path.empty()) {
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    is_own_ = file_ >= 0;
  } else if (is_for_programs) {
    std::fflush(stdout);
    file_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    is_own_ = file_ >= 0;
    if (is_own_) dup2(STDERR_FILENO, STDOUT_FILENO);
  } else {
    file_ = STDOUT_FILENO;
  }
  if (file_ >= 0) return true;
  print_message(program, "cannot open " + name_ + ": " + std::strerror(errno));
  return false;
}

bool ReportFile::write(std::string_view text) {
  std::fflush(stdout);
  while (!text.empty()) {
    const ssize_t n = ::write(file_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      print_message(program_, "cannot write " + name_ + ": " + std::strerror(errno));
      return false;
    }
    text.remove_prefix(size_t(n));
  }
  return true;
}

std::string with_separators(unsigned long long n) {
  std::string digits = std::to_string(n);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

bool read_number(std::string_view digits, uint64_t most, uint64_t* number) {
  const char* end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, *number);
  return error == std::errc{} && read == end && *number <= most;
}

}  // namespace tri::cli
