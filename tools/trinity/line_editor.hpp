// The system's line editor, libedit, through the functions that it shares with readline. Loaded
// when a prompt appears on a terminal, so that running a script costs nothing and needs nothing.
#pragma once

#include <string>

namespace tri::cli {

// The functions and variables used of it; all present, or the editor counts as absent.
struct LineEditor {
  char* (*readline)(const char* prompt);  // malloc'ed, without the line break; null: end of input
  int (*add_history)(const char* line);
  int (*read_history)(const char* path);
  int (*write_history)(const char* path);
  void (*stifle_history)(int lines);
  char** (*completion_matches)(const char* text, char* (*next)(const char* text, int state));
  char** (**attempted_completion)(const char* text, int start, int end);
  const char** word_breaks;
  int* append_character;
  const char** program_name;
};

// nullptr: not installed. The library stays loaded.
const LineEditor* load_line_editor();

}  // namespace tri::cli
