#include "report.hpp"

#include <unistd.h>

#include <cstdio>

#include "completion.hpp"
#include "diagnosis.hpp"
#include "runtime/strings.hpp"
#include "source_file.hpp"

namespace tri::cli {

void print_message(const char* program, std::string_view message) {
  message = message.substr(0, message.find('\0'));  // as C shows a string
  if (program) std::fprintf(stderr, "%s: ", program);
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fputc('\n', stderr);
  std::fflush(stderr);
}

void report_error(Session& session, const char* program) {
  const Value error = session.pop();
  const std::string message(error.is_string() ? text_of(error.str())
                                              : std::string_view("(error message not a string)"));
  print_message(program, message);
  if (!isatty(STDERR_FILENO)) return;
  const std::string more = diagnose(
      message,
      {.source =
           [&](std::string_view chunk) {
             if (chunk == session.text_name()) return std::string(session.text());
             const Result<std::string> file = read_source_file(std::string(chunk).c_str());
             return file ? *file : std::string();
           },
       .names = [&](std::string_view path) { return completions(session.state(), path); }});
  std::fwrite(more.data(), 1, more.size(), stderr);
  std::fflush(stderr);
}

}  // namespace tri::cli
