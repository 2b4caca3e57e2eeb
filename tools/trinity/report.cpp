#include "report.hpp"

#include <cstdio>

#include "runtime/strings.hpp"

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
  print_message(program, error.is_string() ? text_of(error.str())
                                           : std::string_view("(error message not a string)"));
}

}  // namespace tri::cli
