// Matcher: Lua patterns, matched against text by backtracking.
//
// A pattern is read as it is matched: nothing is compiled, so a malformed part is an error only when matching gets there,
// as in the reference. What repeats is made cheap instead: runs of one item are loops of their own, a required first
// character is searched for rather than tried at each position, and a set like [%w_] remembers which characters it
// was asked about.
//
// Texts are views that must outlive the matcher, errors are kept for the caller to raise. The work is charged for, to the state if
// there is one: a unit for each try of the pattern's rest at a place, and for each 16 bytes looked through.
// Cost: no allocation; at most kMaxMatchDepth native frames.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "heap/state.hpp"
#include "lib/char_table.hpp"

namespace tri::lib {

inline constexpr int kMaxCaptures = 32;     // as LUA_MAXCAPTURES
inline constexpr int kMaxMatchDepth = 200;  // nested tries (captures, repetitions), as MAXCCALLS

// What is wrong with a pattern: a format for the raising functions, with one %d for `number` in some.
struct PatternError {
  const char* format = nullptr;
  int number = 0;
  bool raised =
      false;  // a limit was reached, or an interrupt came: the error is in the thread already
};

// What a capture holds: a part of the subject, or a position in it.
struct Captured {
  std::string_view text;
  int64_t position;  // from 1; 0: it is a text
};

// True if a pattern starts with '^', which is then removed from it.
bool take_anchor(std::string_view* pattern);
// True if a pattern has characters with a meaning other than themselves.
bool has_specials(std::string_view pattern);
// First occurrence of `needle` at or behind offset `from` <= text.size(), or npos.
size_t find_plain(std::string_view text, std::string_view needle, size_t from);
// The same, charged for. False: raised.
[[nodiscard]] bool find_plain_charged(Thread* L, std::string_view text, std::string_view needle,
                                      size_t from, size_t* found);

class Matcher {
 public:
  // The pattern is without its anchor.
  Matcher(std::string_view subject, std::string_view pattern, Thread* L = nullptr)
      : thread_(L),
        slice_(L ? &L->state->slice : &unlimited_),
        begin_(subject.data()),
        end_(begin_ + subject.size()),
        pattern_(pattern.data()),
        pattern_end_(pattern_ + pattern.size()) {}
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // Tries to match at `offset` exactly. False: no match there, or an error.
  bool match_at(size_t offset);
  // Finds the first match that starts at or behind `offset`.
  bool search(size_t offset);
  // The same for repeated searches: `offset` is where the last match ended, and an empty match there does not count.
  bool search_next(size_t offset);

  // Of the last match: offsets in the subject.
  size_t start() const { return size_t(match_start_ - begin_); }
  size_t end() const { return size_t(match_end_ - begin_); }
  std::string_view text() const { return {match_start_, size_t(match_end_ - match_start_)}; }
  // Captures of the pattern; a match without any has its whole text as the first.
  int capture_count() const { return level_; }
  int value_count() const { return level_ == 0 ? 1 : level_; }
  // Capture i from 0. False: an error (not closed, or there is no such capture).
  bool captured(int i, Captured* out);

  bool failed() const { return error_.format != nullptr; }
  const PatternError& error() const { return error_; }

 private:
  enum class ItemKind : uint8_t { Literal, Any, Class, Zero, Set };
  // Answers of a set so far: bit c of `member` is valid when bit c of `known` is set.
  struct SetMemo {
    const char* begin;  // its '['
    const char* end;    // behind its ']'
    uint64_t known[4];
    uint64_t member[4];
  };
  // One single-character item of the pattern.
  struct Item {
    ItemKind kind;
    uint8_t literal;
    bool negated;       // Class, Zero
    CharMask mask;      // Class
    const char* begin;  // Set
    const char* end;    // behind it, where a suffix may be
    SetMemo* memo;      // Set; may be null
  };
  struct Capture {
    const char* start;
    ptrdiff_t length;  // or kUnfinished, kPosition
  };
  static constexpr ptrdiff_t kUnfinished = -1, kPosition = -2;
  static constexpr int kMemos = 4;  // sets with a memo; patterns with more are rare and only slower

  // These return the end of the match, nullptr when there is none, or kFailed.
  const char* match(const char* s, const char* p);
  const char* match_items(const char* s, const char* p);
  const char* open_capture(const char* s, const char* p);
  const char* close_capture(const char* s, const char* p);
  const char* longest(const char* low, const char* high, const char* p);
  const char* shortest(const Item& item, const char* s, const char* p);
  const char* balanced(const char* s, const char* p);
  const char* back_reference(const char* s, char digit);
  const char* frontier(const char* s, const char** p);

  bool read_item(const char* p, Item* out);
  bool read_set(const char* p, Item* out);
  void read_class(uint8_t letter, Item* out);
  bool one(const Item& item, uint8_t c) const;
  bool in_set(const Item& item, uint8_t c) const;
  bool in_set_text(const char* p, const char* close, uint8_t c) const;
  template <class Test>
  const char* scan(const char* s, const char* end, bool member, Test test) const;
  const char* skip(const Item& item, const char* s, bool member);
  const char* skip_piece(const Item& item, const char* s, const char* end, bool member) const;

  bool try_at(const char* s);
  bool has_open_capture() const;
  int required_char(const char* p) const;
  void find_lead();

  char at(const char* p) const { return p < pattern_end_ ? *p : '\0'; }
  const char* fail(const char* format, int number = 0);
  // Takes units of work. False: failed, as the work must stop.
  TRI_INLINE bool pay(size_t units) {
    *slice_ -= int64_t(units);
    return *slice_ >= 0 || may_go_on();
  }
  bool pay_bytes(size_t bytes);
  TRI_COLD bool may_go_on();
  const char* find_char(const char* s, char c);
  const char* find_char_back(const char* low, const char* s, char c);

  Thread* thread_;  // may be null
  int64_t* slice_;
  int64_t unlimited_ = INT64_MAX;
  const char* begin_;
  const char* end_;
  const char* pattern_;
  const char* pattern_end_;
  const char* match_start_ = nullptr;
  const char* match_end_ = nullptr;
  int depth_ = kMaxMatchDepth;  // nested tries still allowed
  int level_ = 0;               // captures begun
  int memo_count_ = 0;
  bool lead_sought_ = false;
  bool has_lead_ = false;  // every match starts with a character of lead_
  CharTable chars_;
  PatternError error_;
  Item lead_;
  Capture captures_[kMaxCaptures];
  mutable SetMemo memos_[kMemos];
};

}  // namespace tri::lib
