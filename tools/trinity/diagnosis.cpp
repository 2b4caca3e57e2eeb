#include "diagnosis.hpp"

#include <algorithm>
#include <charconv>

#include "base/nearest.hpp"

namespace tri::cli {

namespace {

constexpr size_t kNowhere = std::string_view::npos;

struct Position {
  std::string_view chunk;
  int line = 0;            // 0: the message has none
  std::string_view about;  // what follows, up to the end of its line
};

// "name:12: about" at the start of a line.
Position position_in(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  for (size_t colon = line.find(':'); colon != kNowhere; colon = line.find(':', colon + 1)) {
    const char* digits = line.data() + colon + 1;
    const char* end = line.data() + line.size();
    int number = 0;
    const auto [rest, error] = std::from_chars(digits, end, number);
    if (error != std::errc() || number <= 0 || end - rest < 2 || rest[0] != ':' || rest[1] != ' ')
      continue;
    return {line.substr(0, colon), number, line.substr(size_t(rest + 2 - line.data()))};
  }
  return {};
}

// The message's own position: on its first line, or on a later one when it quotes another message
// (require).
Position position_of(std::string_view message) {
  message = message.substr(0, message.find("\nstack traceback:"));
  while (!message.empty()) {
    const size_t end = std::min(message.find('\n'), message.size());
    if (const Position found = position_in(message.substr(0, end)); found.line) return found;
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  return {};
}

std::string_view line_at(std::string_view text, int number) {
  for (; number > 1; --number) {
    const size_t end = text.find('\n');
    if (end == kNowhere) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t") == kNowhere; }

bool is_name_byte(char c) {
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

// Where `word` stands in the line, as a whole; kNowhere unless exactly once.
size_t only_place(std::string_view line, std::string_view word) {
  if (word.empty()) return kNowhere;
  const bool first = is_name_byte(word.front()), last = is_name_byte(word.back());
  size_t found = kNowhere;
  for (size_t at = line.find(word); at != kNowhere; at = line.find(word, at + 1)) {
    const size_t end = at + word.size();
    if (first && at > 0 && is_name_byte(line[at - 1])) continue;
    if (last && end < line.size() && is_name_byte(line[end])) continue;
    if (found != kNowhere) return kNowhere;
    found = at;
  }
  return found;
}

// What stands between `before` and the next quote, as in "(global 'x')".
std::string_view quoted_after(std::string_view about, std::string_view before) {
  const size_t at = about.find(before);
  if (at == kNowhere) return {};
  const std::string_view rest = about.substr(at + before.size());
  return rest.substr(0, rest.find('\''));
}

// What the message is about, as it stands in the source.
std::string_view subject_of(std::string_view about) {
  for (std::string_view before : {"(global '", "(local '", "(upvalue '", "(field '", "(method '",
                                  "(constant '", "bad argument #1 to '", "near '"})
    if (const std::string_view found = quoted_after(about, before); !found.empty()) return found;
  return {};
}

std::string shown_line(int number, std::string_view text, size_t mark, size_t width) {
  std::string digits = std::to_string(number);
  digits.insert(0, digits.size() < 5 ? 5 - digits.size() : 0, ' ');
  std::string shown = digits + " | " + std::string(text) + '\n';
  if (mark == kNowhere) return shown;
  shown += std::string(digits.size(), ' ') + " | ";
  for (char c : text.substr(0, mark)) {
    if ((c & 0xC0) != 0x80)
      shown += c == '\t' ? '\t' : ' ';  // bytes that continue a character have no width
  }
  return shown + '^' + std::string(width > 1 ? width - 1 : 0, '~') + '\n';
}

// ---- hints

// "a.b." before the place of a field, when the source spells a plain path.
std::string_view path_before(std::string_view line, size_t place) {
  if (place == 0 || (line[place - 1] != '.' && line[place - 1] != ':')) return {};
  size_t start = place;
  while (start > 0 &&
         (is_name_byte(line[start - 1]) || line[start - 1] == '.' || line[start - 1] == ':'))
    --start;
  return line.substr(start, place - start);
}

std::string name_hint(std::string_view about, std::string_view line, size_t place,
                      const Surroundings& around) {
  if (about.find("a nil value (") == kNowhere) return {};
  std::string_view path;
  std::string_view word = quoted_after(about, "(global '");
  if (word.empty() && place != kNowhere) {
    path = path_before(line, place);
    word = quoted_after(about, path.ends_with(':') ? "(method '" : "(field '");
    if (path.empty() || word.empty()) return {};
  }
  if (word.empty()) return {};
  const std::string meant = nearest(std::string(path).append(word), around.names(path));
  return meant.empty() ? "" : "did you mean '" + meant + "'?";
}

// Operators of other languages.
struct Foreign {
  std::string_view near;  // the token that the message names
  std::string_view text;  // what the line then holds
  const char* hint;
};
constexpr Foreign kForeign[] = {
    {"!", "!=", "'not equal' is written ~="},
    {"!", "!", "'not' is written not"},
    {"&", "&&", "'and' is written and"},
    {"|", "||", "'or' is written or"},
    {"+", "++", "there is no ++; write x = x + 1"},
    {"+", "+=", "there is no +=; write x = x + y"},
    {"-", "-=", "there is no -=; write x = x - y"},
    {"*", "*=", "there is no *=; write x = x * y"},
    {"/", "/=", "there is no /=; write x = x / y"},
    {"..", "..=", "there is no ..=; write s = s .. t"},
};

std::string syntax_hint(std::string_view about, std::string_view line) {
  const std::string_view near = quoted_after(about, "near '");
  if (about.starts_with("'then' expected") && near == "=") return "'equal' is written ==";
  for (const Foreign& foreign : kForeign)
    if (near == foreign.near && line.find(foreign.text) != kNowhere) return foreign.hint;
  return {};
}

// "(to close 'if' at line 3)": that line, unless it is the one shown anyway.
std::string opening_line(std::string_view about, std::string_view text, int shown_anyway) {
  constexpr std::string_view kAtLine = "' at line ";
  const size_t at = about.find(kAtLine);
  if (about.find("(to close '") == kNowhere || at == kNowhere) return {};
  int number = 0;
  std::from_chars(about.data() + at + kAtLine.size(), about.data() + about.size(), number);
  const std::string_view line = line_at(text, number);
  if (number == shown_anyway || line.empty()) return {};
  return shown_line(number, line, only_place(line, quoted_after(about, "(to close '")),
                    quoted_after(about, "(to close '").size());
}

}  // namespace

std::string diagnose(std::string_view message, const Surroundings& around) {
  const Position position = position_of(message);
  if (!position.line) return {};
  const std::string text = around.source(position.chunk);
  const bool at_end = position.about.ends_with("near <eof>");
  int number = position.line;
  std::string_view line = line_at(text, number);
  while (at_end && is_blank(line) && number > 1) line = line_at(text, --number);
  const std::string_view subject = subject_of(position.about);
  const size_t place = at_end ? line.size() : only_place(line, subject);
  std::string shown = opening_line(position.about, text, number);
  if (!is_blank(line)) shown += shown_line(number, line, place, at_end ? 1 : subject.size());
  std::string hint = syntax_hint(position.about, line);
  if (hint.empty()) hint = name_hint(position.about, line, place, around);
  return hint.empty() ? shown : shown + "hint: " + hint + '\n';
}

}  // namespace tri::cli
