// Matcher: matches a pattern against a subject, by backtracking where the pattern leaves a choice.
//
// The nodes of a pattern (lib/pattern.hpp) are run in a row; a node that leaves a choice tries the rest of the row for each, by a
// nested run. As there are no alternatives, what a node has written (a capture) is written again before anything behind it is
// looked at another time: nothing is undone on the way back.
//
// The work is charged for: a unit for each try of the rest, each repetition and each end of a capture, and for each 16 bytes
// looked through. What is looked for ahead of a try, and how, makes no difference to what is found.
//
// GC: the matcher keeps the pattern alive; subject and pattern text must lie in reachable strings. A long pattern may allocate
// while it is matched.
// Cost: at most kMaxMatchDepth native frames of two functions.
#pragma once

#include "lib/pattern.hpp"
#include "lib/pattern_cache.hpp"
#include "runtime/limits.hpp"
#include "runtime/root.hpp"

namespace tri::lib {

inline constexpr int kMaxMatchDepth = 200;  // nested tries (captures, repetitions), as MAXCCALLS

// What a capture holds: a part of the subject, or a position in it.
struct Captured {
  std::string_view text;
  int64_t position;  // from 1; 0: it is a text
};

class Matcher {
 public:
  Matcher(Thread* L, std::string_view subject, const CompiledPattern& pattern)
      : thread_(L),
        slice_(&L->state->slice),
        begin_(subject.data()),
        end_(begin_ + subject.size()),
        pattern_(first_piece(pattern.code)),
        root_(L, pattern.code),
        text_(pattern.text) {}
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // Finds the first match at or behind `offset`; an anchored pattern matches at `offset` or nowhere. False: there is none, or
  // an error.
  bool find(size_t offset) { return pattern_->anchored ? match_at(offset) : search(offset); }
  // The same for repeated searches: `offset` is where the last match ended, and an empty match there does not count. An
  // anchored pattern matches no more.
  bool find_next(size_t offset);

  // Of the last match: offsets in the subject.
  size_t start() const { return size_t(match_start_ - begin_); }
  size_t end() const { return size_t(match_end_ - begin_); }
  std::string_view text() const { return {match_start_, size_t(match_end_ - match_start_)}; }
  // Captures of the pattern; a match without any has its whole text as the first.
  int capture_count() const { return int(captures_begun_); }
  int value_count() const { return captures_begun_ == 0 ? 1 : int(captures_begun_); }
  // Capture i from 0. False: an error (not closed, or there is no such capture).
  bool captured(int i, Captured* out);

  bool failed() const { return error_.format != nullptr; }
  const PatternError& error() const { return error_; }

 private:
  struct Capture {
    const char* start;
    ptrdiff_t length;  // or kPosition
  };
  static constexpr ptrdiff_t kPosition = -1;

  bool match_at(size_t offset) { return try_at(begin_ + offset); }
  bool search(size_t offset);
  bool try_at(const char* s);
  const char* next_candidate(const char* s);

  // These return the end of the match, nullptr when there is none, or kFailed. `depth`: nested tries still allowed.
  const char* run(const PatternNode* n, const char* s, int depth);
  TRI_INLINE const char* try_rest(const PatternNode* n, const char* s, int depth);
  const char* longest(const PatternNode* n, const char* low, const char* high, int depth);
  template <bool kAny>
  const char* shortest(const PatternNode* n, const char* s, int depth);
  const char* balanced(const PatternNode* n, const char* s);
  const char* back_reference(const PatternNode* n, const char* s);
  bool is_frontier(const PatternNode* n, const char* s) const;

  template <class Test>
  TRI_INLINE const char* pass(const char* s, Test test);
  const char* find_char(const char* s, char c);
  const PatternNode* next_piece(const PatternNode* n);

  const char* fail(const PatternError& error);
  // Takes units of work. False: failed, as the work must stop.
  TRI_INLINE bool pay(size_t units) {
    *slice_ -= int64_t(units);
    return *slice_ >= 0 || may_go_on();
  }
  TRI_INLINE bool pay_bytes(size_t bytes) { return pay(bytes / kBytesPerFuel); }
  TRI_COLD bool may_go_on();

  Thread* thread_;
  int64_t* slice_;
  const char* begin_;
  const char* end_;
  const Pattern* pattern_;  // its first piece
  Root<Userdata> root_;     // which keeps the others
  Str* text_;
  const char* match_start_ = nullptr;
  const char* match_end_ = nullptr;
  uint32_t captures_begun_ = 0;
  uint32_t captures_open_ = 0;  // bit i: capture i was never closed
  PatternError error_;
  Capture captures_[kMaxCaptures];
};

}  // namespace tri::lib
