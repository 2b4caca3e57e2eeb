// A matcher of Lua patterns as simple as can be: it reads the pattern again at each place, tries one way after another, and
// knows nothing in advance. The fuzz target `pattern` holds the engine's matcher, which compiles patterns, to its answers.
//
// It counts its steps: with a pattern that takes too many it has no answer.
#pragma once

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tri::fuzz {

class SimpleMatcher {
 public:
  SimpleMatcher(std::string_view subject, std::string_view pattern)
      : subject_(subject), pattern_(pattern) {}

  // "first last" and the captures, each behind a byte 1: p and a position, or s and a text. Else "nil", or "error: " and why.
  std::string found() {
    // A text is looked for as it is, and no bracket in it is wrong.
    if (pattern_.find_first_of("^$*+?.([%-") == std::string_view::npos) {
      const size_t at = subject_.find(pattern_);
      if (at == std::string_view::npos) return "nil";
      return std::to_string(at + 1) + " " + std::to_string(at + pattern_.size());
    }
    const bool anchored = pattern_.starts_with('^');
    for (size_t at = 0; at <= subject_.size() && !anchored_elsewhere(anchored, at); ++at) {
      const size_t end = match_at(at, anchored);
      if (failed()) break;
      if (end == kNone) continue;
      std::string text = std::to_string(at + 1) + " " + std::to_string(end);
      for (const Capture& capture : captures_) {
        if (capture.open) return "error: unfinished capture";
        text += '\1';
        text += capture.is_position
                    ? "p" + std::to_string(capture.at + 1)
                    : "s" + std::string(subject_.substr(capture.at, capture.length));
      }
      return text;
    }
    return failed() ? "error: " + error_ : "nil";
  }

  // The subject with each match in brackets, and their number.
  std::string replaced() {
    const bool anchored = pattern_.starts_with('^');
    std::string text;
    size_t at = 0, last = kNone, count = 0;
    for (;;) {
      const size_t end = match_at(at, anchored);
      if (failed()) return "error: " + error_;
      if (end != kNone && end != last) {
        text += "[" + std::string(subject_.substr(at, end - at)) + "]";
        ++count;
        at = last = end;
      } else if (at < subject_.size()) {
        text += subject_[at++];
      } else {
        break;
      }
      if (anchored) break;
    }
    text += subject_.substr(at);
    return text + " " + std::to_string(count);
  }

  // It gave up: its answer means nothing.
  bool took_too_long() const { return steps_ > kMostSteps; }

 private:
  static constexpr size_t kNone = SIZE_MAX;
  static constexpr int kMostDepth = 200;
  static constexpr size_t kMostCaptures = 32;
  static constexpr size_t kMostSteps = 100'000;

  struct Capture {
    size_t at, length;
    bool open, is_position;
  };

  static bool anchored_elsewhere(bool anchored, size_t at) { return anchored && at > 0; }
  bool failed() const { return !error_.empty(); }
  size_t fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    return kNone;
  }
  // A zero at the end, as in a C string.
  static uint8_t byte(std::string_view text, size_t at) {
    return at < text.size() ? uint8_t(text[at]) : 0;
  }

  size_t match_at(size_t at, bool anchored) {
    captures_.clear();
    depth_ = 0;
    return match(at, anchored ? 1 : 0);
  }

  // The end of the match of the pattern from p on at s.
  size_t match(size_t s, size_t p) {
    if (depth_ == kMostDepth) return fail("pattern too complex");
    ++depth_;
    const size_t end = match_here(s, p);
    --depth_;
    return end;
  }

  size_t match_here(size_t s, size_t p) {
    for (;;) {
      if (failed()) return kNone;
      if (++steps_ > kMostSteps) return fail("too many steps");
      if (p == pattern_.size()) return s;
      const char c = pattern_[p];
      if (c == '(') return begin_capture(s, p + 1);
      if (c == ')') return end_capture(s, p + 1);
      if (c == '$' && p + 1 == pattern_.size()) return s == subject_.size() ? s : kNone;
      if (c == '%' && byte(pattern_, p + 1) == 'b' && p + 1 < pattern_.size()) {
        s = balanced(s, p + 2);
        if (s == kNone) return kNone;
        p += 4;
        continue;
      }
      if (c == '%' && byte(pattern_, p + 1) == 'f' && p + 1 < pattern_.size()) {
        p += 2;
        if (byte(pattern_, p) != '[' || p >= pattern_.size())
          return fail("missing '[' after '%f' in pattern");
        const size_t behind = end_of_item(p);
        if (failed()) return kNone;
        const uint8_t before = s == 0 ? 0 : uint8_t(subject_[s - 1]);
        if (in_set(before, p, behind - 1) || !in_set(byte(subject_, s), p, behind - 1))
          return kNone;
        p = behind;
        continue;
      }
      if (c == '%' && p + 1 < pattern_.size() && std::isdigit(uint8_t(pattern_[p + 1]))) {
        s = same_again(s, pattern_[p + 1] - '1');
        if (s == kNone) return kNone;
        p += 2;
        continue;
      }
      const size_t behind = end_of_item(p);
      if (failed()) return kNone;
      const char suffix = char(byte(pattern_, behind));
      const bool repeats = behind < pattern_.size() &&
                           std::string_view("*+-?").find(suffix) != std::string_view::npos;
      if (!repeats) {
        if (!accepts(s, p, behind)) return kNone;
        ++s;
        p = behind;
      } else if (!accepts(s, p, behind)) {
        if (suffix == '+') return kNone;
        p = behind + 1;
      } else if (suffix == '-') {
        return shortest(s, p, behind);
      } else if (suffix == '?') {
        const size_t end = match(s + 1, behind + 1);
        if (end != kNone || failed()) return end;
        p = behind + 1;
      } else {
        return longest(suffix == '+' ? s + 1 : s, p, behind);
      }
    }
  }

  size_t longest(size_t s, size_t p, size_t behind) {
    size_t count = 0;
    while (accepts(s + count, p, behind)) ++count;
    for (;; --count) {
      const size_t end = match(s + count, behind + 1);
      if (end != kNone || failed() || count == 0) return end;
    }
  }

  size_t shortest(size_t s, size_t p, size_t behind) {
    for (;; ++s) {
      const size_t end = match(s, behind + 1);
      if (end != kNone || failed() || !accepts(s, p, behind)) return end;
    }
  }

  size_t begin_capture(size_t s, size_t p) {
    if (captures_.size() == kMostCaptures) return fail("too many captures");
    const bool is_position = byte(pattern_, p) == ')' && p < pattern_.size();
    captures_.push_back({s, 0, !is_position, is_position});
    const size_t end = match(s, is_position ? p + 1 : p);
    if (end == kNone) captures_.pop_back();
    return end;
  }

  size_t end_capture(size_t s, size_t p) {
    size_t last = captures_.size();
    while (last > 0 && !captures_[last - 1].open) --last;
    if (last == 0) return fail("invalid pattern capture");
    const size_t at = last - 1;
    captures_[at].open = false;
    captures_[at].length = s - captures_[at].at;
    const size_t end = match(s, p);
    if (end == kNone) captures_[at].open = true;
    return end;
  }

  size_t same_again(size_t s, int number) {
    if (number < 0 || size_t(number) >= captures_.size() || captures_[size_t(number)].open)
      return fail("invalid capture index %" + std::to_string(number + 1));
    const Capture& capture = captures_[size_t(number)];
    if (capture.is_position) return kNone;
    const std::string_view text = subject_.substr(capture.at, capture.length);
    return subject_.substr(s).starts_with(text) ? s + text.size() : kNone;
  }

  size_t balanced(size_t s, size_t p) {
    if (p + 1 >= pattern_.size()) return fail("malformed pattern (missing arguments to '%b')");
    if (s == subject_.size() || subject_[s] != pattern_[p]) return kNone;
    const char open = pattern_[p], close = pattern_[p + 1];
    size_t depth = 1;
    while (++s < subject_.size()) {
      if (subject_[s] == close) {
        if (--depth == 0) return s + 1;
      } else if (subject_[s] == open) {
        ++depth;
      }
    }
    return kNone;
  }

  // Behind the character, class or set at p.
  size_t end_of_item(size_t p) {
    const char c = pattern_[p++];
    if (c == '%') {
      if (p == pattern_.size()) return fail("malformed pattern (ends with '%')");
      return p + 1;
    }
    if (c != '[') return p;
    if (byte(pattern_, p) == '^') ++p;
    for (bool first = true; first || byte(pattern_, p) != ']' || p >= pattern_.size();
         first = false) {
      if (p >= pattern_.size()) return fail("malformed pattern (missing ']')");
      if (pattern_[p++] == '%' && p < pattern_.size()) ++p;
    }
    return p + 1;
  }

  bool accepts(size_t s, size_t p, size_t behind) const {
    if (s >= subject_.size()) return false;
    const uint8_t c = uint8_t(subject_[s]);
    switch (pattern_[p]) {
      case '.': return true;
      case '%': return in_class(c, uint8_t(pattern_[p + 1]));
      case '[': return in_set(c, p, behind - 1);
      default: return uint8_t(pattern_[p]) == c;
    }
  }

  // The set between '[' at p and ']' at close.
  bool in_set(uint8_t c, size_t p, size_t close) const {
    bool found = false;
    ++p;
    const bool inverse = p < close && pattern_[p] == '^';
    for (p += inverse; p < close && !found; ++p) {
      if (pattern_[p] == '%') {
        found = in_class(c, byte(pattern_, ++p));
      } else if (byte(pattern_, p + 1) == '-' && p + 2 < close) {
        found = uint8_t(pattern_[p]) <= c && c <= uint8_t(pattern_[p + 2]);
        p += 2;
      } else {
        found = uint8_t(pattern_[p]) == c;
      }
    }
    return found != inverse;
  }

  static bool in_class(uint8_t c, uint8_t name) {
    bool in;
    switch (std::tolower(name)) {
      case 'a': in = std::isalpha(c); break;
      case 'c': in = std::iscntrl(c); break;
      case 'd': in = std::isdigit(c); break;
      case 'g': in = std::isgraph(c); break;
      case 'l': in = std::islower(c); break;
      case 'p': in = std::ispunct(c); break;
      case 's': in = std::isspace(c); break;
      case 'u': in = std::isupper(c); break;
      case 'w': in = std::isalnum(c); break;
      case 'x': in = std::isxdigit(c); break;
      case 'z': in = c == 0; break;
      default: return name == c;
    }
    return std::isupper(name) ? !in : in;
  }

  std::string_view subject_, pattern_;
  std::vector<Capture> captures_;
  std::string error_;
  int depth_ = 0;
  size_t steps_ = 0;
};

}  // namespace tri::fuzz
