#include "line_reader.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "completion.hpp"
#include "line_editor.hpp"

namespace tri::cli {

namespace {

constexpr int kHistoryLines = 1000;

// The editor calls back without a context of ours.
const LineEditor* completing_editor = nullptr;
State* completing_state = nullptr;

// The matches of one word, handed over one by one: malloc'ed, null at the end. `state` is 0 at the
// first call.
char* next_match(const char* word, int state) {
  static std::vector<std::string> matches;
  if (state == 0) matches = completions(completing_state, word);
  if (size_t(state) >= matches.size()) {
    matches.clear();
    return nullptr;
  }
  return strdup(matches[size_t(state)].c_str());
}

char** complete(const char* word, int, int) {
  return completing_editor->completion_matches(word, next_match);
}

std::string history_path() {
  if (const char* path = std::getenv("TRINITY_HISTORY")) return path;
  const char* home = std::getenv("HOME");
  return home && home[0] ? std::string(home) + "/.trinity_history" : "";
}

}  // namespace

LineReader::LineReader(Session& session) {
  if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) start_editor(session.state());
}

void LineReader::start_editor(State* S) {
  editor_ = load_line_editor();
  if (!editor_) return;
  completing_editor = editor_;
  completing_state = S;
  *editor_->program_name = "lua";
  *editor_->word_breaks = " \t\n\"\\'><=;+-*/%^~#&|{}()[],";
  *editor_->append_character = '\0';
  *editor_->attempted_completion = complete;
  editor_->stifle_history(kHistoryLines);
  history_ = history_path();
  if (!history_.empty()) editor_->read_history(history_.c_str());
}

LineReader::~LineReader() {
  if (editor_ && !history_.empty()) editor_->write_history(history_.c_str());
  completing_state = nullptr;
}

bool LineReader::read(const std::string& prompt, std::string* line) {
  if (editor_) {
    char* text = editor_->readline(prompt.c_str());
    if (!text) return false;
    *line = text;
    std::free(text);
    return true;
  }
  std::fputs(prompt.c_str(), stdout);
  std::fflush(stdout);
  line->clear();
  for (int c; (c = std::getc(stdin)) != EOF; line->push_back(char(c)))
    if (c == '\n') return true;
  return !line->empty();
}

void LineReader::remember(const std::string& line) {
  if (editor_ && !line.empty()) editor_->add_history(line.c_str());
}

}  // namespace tri::cli
