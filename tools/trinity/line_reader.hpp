// Lines for the prompt: on a terminal through the system's line editor when it is installed, else plainly.
#pragma once

#include <string>

#include "session.hpp"

namespace tri::cli {

class LineReader {
 public:
  explicit LineReader(Session& session);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // The next line, without its break. False: end of input.
  bool read(const std::string& prompt, std::string* line);
  // Adds a line to the history, where there is one. Kept between runs in the user's data folder.
  void remember(const std::string& line);

 private:
  const struct LineEditor* editor_ = nullptr;
};

}  // namespace tri::cli
