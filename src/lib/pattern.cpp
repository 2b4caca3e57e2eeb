#include "lib/pattern.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "runtime/limits.hpp"

namespace tri::lib {

namespace {

constexpr char kEscape = '%';

// Returned in place of a match when the pattern is wrong. It is not null, so it passes through all tries like success.
constexpr char kFailedMark = 0;
constexpr const char* kFailed = &kFailedMark;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Suffixes with which an item may match nothing.
constexpr bool is_optional(char suffix) { return suffix == '*' || suffix == '?' || suffix == '-'; }

constexpr bool is_special(char c) {
  switch (c) {
    case '^':
    case '$':
    case '*':
    case '+':
    case '?':
    case '.':
    case '(':
    case '[':
    case '%':
    case '-': return true;
    default: return false;
  }
}

}  // namespace

bool take_anchor(std::string_view* pattern) {
  if (!pattern->starts_with('^')) return false;
  pattern->remove_prefix(1);
  return true;
}

bool has_specials(std::string_view pattern) {
  for (const char c : pattern)
    if (is_special(c)) return true;
  return false;
}

size_t find_plain(std::string_view text, std::string_view needle, size_t from) {
  if (needle.empty()) return from;
  if (needle.size() > text.size() - from) return std::string_view::npos;
  const char* begin = text.data() + from;
  const size_t length = text.size() - from;
  const void* found = needle.size() == 1 ? memchr(begin, needle[0], length)
                                         : memmem(begin, length, needle.data(), needle.size());
  return found ? size_t(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

bool find_plain_charged(Thread* L, std::string_view text, std::string_view needle, size_t from,
                        size_t* found) {
  // In pieces that overlap, so that no occurrence is cut.
  const size_t piece = needle.size() > kTextPiece ? 2 * needle.size() : kTextPiece;
  for (;;) {
    const size_t end = text.size() - from <= piece + needle.size() ? text.size() : from + piece;
    *found = find_plain(text.substr(0, end), needle, from);
    const size_t seen = *found == std::string_view::npos ? end : *found;
    if (!charge_bytes(L, seen - from)) return false;
    if (*found != std::string_view::npos || end == text.size()) return true;
    from = end - needle.size() + 1;
  }
}

bool Matcher::may_go_on() {
  if (!thread_) {
    *slice_ = INT64_MAX;
    return true;
  }
  if (look_at_limits(thread_)) return true;
  if (!failed()) error_ = {.format = "", .number = 0, .raised = true};
  return false;
}

bool Matcher::pay_bytes(size_t bytes) { return pay(bytes / kBytesPerFuel); }

// First c at or behind s, or the end; the end too when the work must stop.
const char* Matcher::find_char(const char* s, char c) {
  for (;;) {
    const size_t left = size_t(end_ - s), piece = left < kTextPiece ? left : kTextPiece;
    const void* found = memchr(s, c, piece);
    const char* e = found ? static_cast<const char*>(found) : s + piece;
    if (!pay_bytes(size_t(e - s))) return end_;
    if (found || e == end_) return e;
    s = e;
  }
}

// Last c in [low, s], which may be the end; nullptr where there is none, or when the work must stop.
const char* Matcher::find_char_back(const char* low, const char* s, char c) {
  if (s == end_) {
    if (s == low) return nullptr;
    --s;
  }
  for (;;) {
    const size_t left = size_t(s - low) + 1, piece = left < kTextPiece ? left : kTextPiece;
    const char* from = s + 1 - piece;
    const void* found = memrchr(from, c, piece);
    if (!pay_bytes(size_t(s - (found ? static_cast<const char*>(found) : from)))) return nullptr;
    if (found) return static_cast<const char*>(found);
    if (from == low) return nullptr;
    s = from - 1;
  }
}

const char* Matcher::fail(const char* format, int number) {
  if (error_.raised) return kFailed;
  error_ = {format, number};
  return kFailed;
}

// ---- single-character items

// Classes are named by ASCII letters in every locale; any other character stands for itself.
void Matcher::read_class(uint8_t letter, Item* out) {
  out->kind = ItemKind::Class;
  out->negated = letter >= 'A' && letter <= 'Z';
  switch (letter | 0x20) {  // the bit apart lies between 'A' and 'a'
    case 'a': out->mask = char_mask::kAlpha; break;
    case 'c': out->mask = char_mask::kControl; break;
    case 'd': out->mask = char_mask::kDigit; break;
    case 'g': out->mask = char_mask::kGraph; break;
    case 'l': out->mask = char_mask::kLower; break;
    case 'p': out->mask = char_mask::kPunct; break;
    case 's': out->mask = char_mask::kSpace; break;
    case 'u': out->mask = char_mask::kUpper; break;
    case 'w': out->mask = char_mask::kAlnum; break;
    case 'x': out->mask = char_mask::kHex; break;
    case 'z': out->kind = ItemKind::Zero; break;  // deprecated: the character 0
    default: out->kind = ItemKind::Literal;
  }
  out->literal = letter;
}

// The set that starts at p, a '['. A ']' right behind '[' or '[^' is a member.
bool Matcher::read_set(const char* p, Item* out) {
  out->kind = ItemKind::Set;
  out->begin = p;
  for (int i = 0; i < memo_count_; ++i)
    if (memos_[i].begin == p) {
      out->memo = &memos_[i];
      out->end = memos_[i].end;
      return true;
    }
  ++p;
  if (at(p) == '^') ++p;
  do {
    if (p == pattern_end_) return fail("malformed pattern (missing ']')"), false;
    if (*p++ == kEscape && p < pattern_end_) ++p;
  } while (at(p) != ']');
  out->end = p + 1;
  out->memo = nullptr;
  if (memo_count_ < kMemos) {
    out->memo = &memos_[memo_count_++];
    out->memo->begin = out->begin;
    out->memo->end = out->end;
    for (uint64_t& word : out->memo->known) word = 0;
  }
  return true;
}

bool Matcher::read_item(const char* p, Item* out) {
  out->end = p + 1;
  switch (*p) {
    case '.': out->kind = ItemKind::Any; return true;
    case '[': return read_set(p, out);
    case kEscape:
      if (p + 1 == pattern_end_) return fail("malformed pattern (ends with '%%')"), false;
      read_class(uint8_t(p[1]), out);
      out->end = p + 2;
      return true;
    default:
      out->kind = ItemKind::Literal;
      out->literal = uint8_t(*p);
      return true;
  }
}

// Membership by reading the set's text; p is its '[', close its last ']'.
bool Matcher::in_set_text(const char* p, const char* close, uint8_t c) const {
  bool member = true;
  if (p[1] == '^') {
    member = false;
    ++p;
  }
  while (++p < close) {
    if (*p == kEscape) {
      ++p;
      Item item;
      const_cast<Matcher*>(this)->read_class(uint8_t(*p), &item);
      if (one(item, c)) return member;
    } else if (p[1] == '-' && p + 2 < close) {
      if (uint8_t(p[0]) <= c && c <= uint8_t(p[2])) return member;
      p += 2;
    } else if (uint8_t(*p) == c) {
      return member;
    }
  }
  return !member;
}

inline bool Matcher::in_set(const Item& item, uint8_t c) const {
  SetMemo* memo = item.memo;
  if (!memo) [[unlikely]]
    return in_set_text(item.begin, item.end - 1, c);
  const int word = c >> 6;
  const uint64_t bit = uint64_t{1} << (c & 63);
  if (!(memo->known[word] & bit)) [[unlikely]] {
    memo->known[word] |= bit;
    if (in_set_text(item.begin, item.end - 1, c))
      memo->member[word] |= bit;
    else
      memo->member[word] &= ~bit;
  }
  return memo->member[word] & bit;
}

inline bool Matcher::one(const Item& item, uint8_t c) const {
  switch (item.kind) {
    case ItemKind::Literal: return c == item.literal;
    case ItemKind::Any: return true;
    case ItemKind::Class: return chars_.has(c, item.mask) != item.negated;
    case ItemKind::Zero: return (c == 0) != item.negated;
    case ItemKind::Set: return in_set(item, c);
  }
  TRI_UNREACHABLE();
}

template <class Test>
TRI_INLINE const char* Matcher::scan(const char* s, const char* end, bool member, Test test) const {
  while (s < end && test(uint8_t(*s)) == member) ++s;
  return s;
}

// Passes over characters that are (member) or are not of the item: the first other one at or behind s, or the end; the end
// too when the work must stop.
const char* Matcher::skip(const Item& item, const char* s, bool member) {
  if (item.kind == ItemKind::Any) return member ? end_ : s;
  for (;;) {
    const char* piece_end = size_t(end_ - s) <= kTextPiece ? end_ : s + kTextPiece;
    const char* e = skip_piece(item, s, piece_end, member);
    if (!pay_bytes(size_t(e - s))) return end_;
    if (e != piece_end || e == end_) return e;
    s = e;
  }
}

const char* Matcher::skip_piece(const Item& item, const char* s, const char* end,
                                bool member) const {
  switch (item.kind) {
    case ItemKind::Literal: {
      const uint8_t literal = item.literal;
      if (member) return scan(s, end, true, [=](uint8_t c) { return c == literal; });
      const void* found = memchr(s, literal, size_t(end - s));
      return found ? static_cast<const char*>(found) : end;
    }
    case ItemKind::Any: return member ? end : s;
    case ItemKind::Class: {
      // A negated class is skipped by skipping the plain one the other way.
      const CharMask mask = item.mask;
      const CharTable chars = chars_;
      return scan(s, end, member != item.negated, [=](uint8_t c) { return chars.has(c, mask); });
    }
    case ItemKind::Zero:
      return scan(s, end, member != item.negated, [](uint8_t c) { return c == 0; });
    case ItemKind::Set: return scan(s, end, member, [&](uint8_t c) { return in_set(item, c); });
  }
  TRI_UNREACHABLE();
}

// ---- captures

const char* Matcher::open_capture(const char* s, const char* p) {
  if (level_ >= kMaxCaptures) return fail("too many captures");
  const bool position = at(p) == ')';
  captures_[level_] = {s, position ? kPosition : kUnfinished};
  ++level_;
  const char* e = match(s, position ? p + 1 : p);
  if (!e) --level_;
  return e;
}

const char* Matcher::close_capture(const char* s, const char* p) {
  int open = level_ - 1;
  while (open >= 0 && captures_[open].length != kUnfinished) --open;
  if (open < 0) return fail("invalid pattern capture");
  Capture& capture = captures_[open];
  capture.length = s - capture.start;
  const char* e = match(s, p);
  if (!e) capture.length = kUnfinished;
  return e;
}

// %1 to %9: the text of an earlier capture again. That of a position matches nothing.
const char* Matcher::back_reference(const char* s, char digit) {
  const int i = digit - '1';
  if (i < 0 || i >= level_ || captures_[i].length == kUnfinished)
    return fail("invalid capture index %%%d", i + 1);
  const Capture& capture = captures_[i];
  if (capture.length == kPosition || end_ - s < capture.length) return nullptr;
  if (!pay_bytes(size_t(capture.length))) return kFailed;
  if (memcmp(capture.start, s, size_t(capture.length)) != 0) return nullptr;
  return s + capture.length;
}

bool Matcher::captured(int i, Captured* out) {
  *out = {text(), 0};
  if (i >= level_) return i == 0 || (fail("invalid capture index %%%d", i + 1), false);
  const Capture& capture = captures_[i];
  if (capture.length == kUnfinished) return fail("unfinished capture"), false;
  if (capture.length == kPosition)
    out->position = capture.start - begin_ + 1;
  else
    out->text = {capture.start, size_t(capture.length)};
  return true;
}

// ---- %b and %f

// %bxy, with p at x: text that starts with x and ends with the y that balances it.
const char* Matcher::balanced(const char* s, const char* p) {
  if (pattern_end_ - p < 2) return fail("malformed pattern (missing arguments to '%%b')");
  if (s == end_ || *s != p[0]) return nullptr;
  const char open = p[0], close = p[1];
  constexpr size_t kStretch = 64 * kBytesPerFuel;
  const char* toll_at = s + kStretch;
  for (size_t depth = 1; ++s < end_;) {
    if (s == toll_at) {
      if (!pay_bytes(kStretch)) return kFailed;
      toll_at += kStretch;
    }
    if (*s == close) {
      if (--depth == 0) return s + 1;
    } else if (*s == open) {
      ++depth;
    }
  }
  return nullptr;
}

// %f[set], with *p at the '[': between a character outside and one inside the set; both ends of the subject count
// as the character 0. Moves *p behind the set.
const char* Matcher::frontier(const char* s, const char** p) {
  if (at(*p) != '[') return fail("missing '[' after '%%f' in pattern");
  Item set;
  if (!read_set(*p, &set)) return kFailed;
  *p = set.end;
  const uint8_t before = s == begin_ ? 0 : uint8_t(s[-1]);
  const uint8_t here = s == end_ ? 0 : uint8_t(*s);
  return !in_set(set, before) && in_set(set, here) ? s : nullptr;
}

// ---- repetitions

bool Matcher::has_open_capture() const {
  for (int i = 0; i < level_; ++i)
    if (captures_[i].length == kUnfinished) return true;
  return false;
}

// A character that any match of the pattern from p on must start with, or -1 when that is not plain to see. Looks through one
// ')' that is sure to close something, because items are so often at the end of a capture.
int Matcher::required_char(const char* p) const {
  if (at(p) == ')' && depth_ > 2 && has_open_capture()) ++p;
  if (p >= pattern_end_) return -1;
  switch (*p) {
    case '(':
    case ')':
    case '.':
    case '[':
    case '%':
    case '$': return -1;
    default: return is_optional(at(p + 1)) ? -1 : uint8_t(*p);
  }
}

// Matches the pattern from p on at the latest place in [low, high] where it does.
const char* Matcher::longest(const char* low, const char* high, const char* p) {
  if (depth_ == 0) return fail("pattern too complex");
  if (p == pattern_end_) return high;
  const int required = required_char(p);
  for (const char* s = high; s >= low; --s) {
    if (required >= 0 && !(s = find_char_back(low, s, char(required))))
      return failed() ? kFailed : nullptr;
    if (const char* e = match(s, p)) return e;
  }
  return nullptr;
}

// Matches the pattern from p on at s or at the first place behind characters of the item.
const char* Matcher::shortest(const Item& item, const char* s, const char* p) {
  if (depth_ == 0) return fail("pattern too complex");
  const int required = required_char(p);
  for (;; ++s) {
    if (required >= 0 && item.kind == ItemKind::Any) {
      s = find_char(s, char(required));
      if (s == end_) return failed() ? kFailed : nullptr;
    } else if (!pay(1)) {
      return kFailed;
    }
    if (required < 0 || (s != end_ && uint8_t(*s) == required))
      if (const char* e = match(s, p)) return e;
    if (s == end_ || !one(item, uint8_t(*s))) return nullptr;
  }
}

// ---- the pattern from p on, at s

const char* Matcher::match(const char* s, const char* p) {
  if (depth_ == 0) return fail("pattern too complex");
  if (!pay(1)) return kFailed;
  --depth_;
  const char* e = match_items(s, p);
  ++depth_;
  return e;
}

const char* Matcher::match_items(const char* s, const char* p) {
  while (p != pattern_end_) {
    switch (*p) {
      case '(': return open_capture(s, p + 1);
      case ')': return close_capture(s, p + 1);
      case '$':
        if (p + 1 == pattern_end_) return s == end_ ? s : nullptr;
        break;  // elsewhere it stands for itself
      case kEscape: {
        const char what = at(p + 1);
        const char* rest = p + 2;
        if (what == 'b') {
          s = balanced(s, rest);
          rest += 2;
        } else if (what == 'f') {
          s = frontier(s, &rest);
        } else if (is_digit(what)) {
          s = back_reference(s, what);
        } else {
          break;
        }
        if (!s || s == kFailed) return s;
        p = rest;
        continue;
      }
      default: break;
    }
    Item item;
    if (!read_item(p, &item)) return kFailed;
    const char* behind = item.end + 1;
    switch (at(item.end)) {
      case '?':
        if (s != end_ && one(item, uint8_t(*s)))
          if (const char* e = match(s + 1, behind)) return e;
        p = behind;
        break;
      case '*': {
        const char* high = skip(item, s, true);
        if (high != s) return longest(s, high, behind);
        p = behind;
        break;
      }
      case '+': {
        const char* high = skip(item, s, true);
        return high == s ? nullptr : longest(s + 1, high, behind);
      }
      case '-':
        if (s != end_ && one(item, uint8_t(*s))) return shortest(item, s, behind);
        p = behind;
        break;
      default:
        if (s == end_ || !one(item, uint8_t(*s))) return nullptr;
        ++s;
        p = item.end;
    }
  }
  return s;
}

// ---- searching

// Works out whether every match must start with a character of one item. Captures that open before it do not matter:
// when the item fails, so do they, without an error.
void Matcher::find_lead() {
  lead_sought_ = true;
  const char* p = pattern_;
  constexpr int kLookThrough = 4;  // far below both limits, of captures and of depth
  for (int i = 0; i < kLookThrough && at(p) == '('; ++i) p += at(p + 1) == ')' ? 2 : 1;
  if (p >= pattern_end_ || *p == '(' || *p == ')' || *p == '$') return;
  if (*p == kEscape) {
    const char what = at(p + 1);
    if (what == 'b' || what == 'f' || is_digit(what)) return;
  }
  if (!read_item(p, &lead_)) {
    error_ = {};  // for the match itself to find, if it gets there
    return;
  }
  has_lead_ = !is_optional(at(lead_.end));
}

bool Matcher::try_at(const char* s) {
  level_ = 0;
  const char* e = match(s, pattern_);
  if (!e || e == kFailed || failed()) return false;
  match_start_ = s;
  match_end_ = e;
  return true;
}

bool Matcher::match_at(size_t offset) { return try_at(begin_ + offset); }

bool Matcher::search(size_t offset) {
  if (!lead_sought_) find_lead();
  for (const char* s = begin_ + offset; s <= end_; ++s) {
    if (has_lead_) {
      s = skip(lead_, s, false);
      if (s == end_) return false;
    }
    if (try_at(s)) return true;
    if (failed()) return false;
  }
  return false;
}

bool Matcher::search_next(size_t offset) {
  if (!search(offset)) return false;
  if (end() != offset) return true;
  return begin_ + offset < end_ && search(offset + 1);
}

}  // namespace tri::lib
