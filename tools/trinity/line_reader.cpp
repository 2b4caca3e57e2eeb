#include "line_reader.hpp"

#include <cstdio>

namespace tri::cli {

LineReader::LineReader(Session&) {}
LineReader::~LineReader() = default;

bool LineReader::read(const std::string& prompt, std::string* line) {
  std::fputs(prompt.c_str(), stdout);
  std::fflush(stdout);
  line->clear();
  for (int c; (c = std::getc(stdin)) != EOF; line->push_back(char(c)))
    if (c == '\n') return true;
  return !line->empty();
}

void LineReader::remember(const std::string&) {}

}  // namespace tri::cli
