// Lines for the prompt: on a terminal through the system's line editor when it is installed, else
// plainly.
#pragma once

#include <string>

#include "session.hpp"

namespace tri::cli {

struct LineEditor;

class LineReader {
 public:
  // With an editor, the lines of earlier runs are its history (~/.trinity_history; TRINITY_HISTORY
  // names another file, or none when empty), and globals and fields of the session complete.
  explicit LineReader(Session& session);
  ~LineReader();  // keeps the history
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // The next line, without its break. False: end of input.
  bool read(const std::string& prompt, std::string* line);
  void remember(const std::string& line);

 private:
  void start_editor(State* S);

  const LineEditor* editor_ = nullptr;  // null: plain reading
  std::string history_;                 // path; "": not kept
};

}  // namespace tri::cli
