#include "lib/matcher.hpp"

#include <cstring>

#include "lib/plain_search.hpp"

namespace tri::lib {

namespace {

// Returned in place of a match when the pattern is wrong. It is not null, so it passes through all tries like success.
constexpr char kFailedMark = 0;
constexpr const char* kFailed = &kFailedMark;

constexpr PatternError kTooComplex = {.format = "pattern too complex"};

// Behind a repetition the next character tells whether the rest is worth a try, unless so few nested tries are left that it might
// fail for that reason.
bool may_look_ahead(const PatternNode* n, int depth) {
  return n->next && depth > int(kPatternLookahead);
}

}  // namespace

bool Matcher::may_go_on() {
  if (look_at_limits(thread_)) return true;
  if (!failed()) error_ = {.format = "", .number = 0, .raised = true};
  return false;
}

const char* Matcher::fail(const PatternError& error) {
  if (!error_.raised) error_ = error;
  return kFailed;
}

// First character at or behind s that fails the test, or the end; the end too when the work must stop.
template <class Test>
TRI_INLINE const char* Matcher::pass(const char* s, Test test) {
  for (;;) {
    const char* piece_end = size_t(end_ - s) <= kTextPiece ? end_ : s + kTextPiece;
    const char* e = s;
    while (e != piece_end && test(*e)) ++e;
    if (!pay_bytes(size_t(e - s))) return end_;
    if (e != piece_end || e == end_) return e;
    s = e;
  }
}

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

// ---- the nodes from n on, at s

TRI_INLINE const char* Matcher::try_rest(const PatternNode* n, const char* s, int depth) {
  if (!pay(1)) return kFailed;
  return run(n, s, depth - 1);
}

const char* Matcher::run(const PatternNode* n, const char* s, int depth) {
  const char* const end = end_;
  // What the reference does in a nested try, and is done in this one.
  const auto nest = [&] {
    if (depth-- > 0) [[likely]]
      return pay(1);
    fail(kTooComplex);
    return false;
  };
  for (;; ++n) {
    switch (n->op) {
      case PatternOp::AtEnd:
        if (s != end) return nullptr;
        [[fallthrough]];
      case PatternOp::End:
        captures_begun_ = n->c;
        captures_open_ = n->length;
        return s;
      case PatternOp::Error: return fail(error_of(n));
      case PatternOp::More:
        n = next_piece(n);
        if (!n) return kFailed;
        --n;
        continue;
      case PatternOp::Toll:
        if (!pay(1)) return kFailed;
        continue;

      case PatternOp::Char:
        if (s == end || uint8_t(*s) != n->c) return nullptr;
        ++s;
        continue;
      case PatternOp::Text:
        if (size_t(end - s) < n->length || memcmp(s, n->text, n->length) != 0) return nullptr;
        if (!pay_bytes(n->length)) return kFailed;
        s += n->length;
        continue;
      case PatternOp::Any:
        if (s == end) return nullptr;
        ++s;
        continue;
      case PatternOp::Set:
        if (s == end || !n->has(*s)) return nullptr;
        ++s;
        continue;

      case PatternOp::Open:
        captures_[n->c].start = s;
        if (!nest()) return kFailed;
        continue;
      case PatternOp::Position:
        captures_[n->c] = {s, kPosition};
        if (!nest()) return kFailed;
        continue;
      case PatternOp::Close:
        captures_[n->c].length = s - captures_[n->c].start;
        if (!nest()) return kFailed;
        continue;
      case PatternOp::Back:
        s = back_reference(n, s);
        if (!s || s == kFailed) return s;
        continue;
      case PatternOp::Never: return nullptr;
      case PatternOp::Balance:
        s = balanced(n, s);
        if (!s || s == kFailed) return s;
        continue;
      case PatternOp::Frontier:
        if (!is_frontier(n, s)) return nullptr;
        continue;

      case PatternOp::FirmStar:
      case PatternOp::FirmPlus:
      case PatternOp::Star:
      case PatternOp::Plus: {
        const uint8_t* members = n->members;
        const uint8_t mask = n->mask;
        const char* high = pass(s, [=](char c) { return members[uint8_t(c)] & mask; });
        if (high == s) {
          if (n->op == PatternOp::FirmPlus || n->op == PatternOp::Plus) return nullptr;
          continue;
        }
        if (n->op == PatternOp::FirmStar || n->op == PatternOp::FirmPlus) {
          if (!nest() || (high == end && failed())) return kFailed;
          s = high;
          continue;
        }
        return longest(n, n->op == PatternOp::Plus ? s + 1 : s, high, depth);
      }
      case PatternOp::StarAny:
      case PatternOp::PlusAny:
        if (s == end) {
          if (n->op == PatternOp::PlusAny) return nullptr;
          continue;
        }
        return longest(n, n->op == PatternOp::PlusAny ? s + 1 : s, end, depth);
      case PatternOp::Lazy:
        if (s == end || !n->has(*s)) continue;
        return shortest<false>(n, s, depth);
      case PatternOp::LazyAny:
        if (s == end) continue;
        return shortest<true>(n, s, depth);
      case PatternOp::FirmMaybe:
        if (s == end || !n->has(*s)) continue;
        if (!nest()) return kFailed;
        ++s;
        continue;
      case PatternOp::Maybe:
        if (s == end || !n->has(*s)) continue;
        if (depth == 0) return fail(kTooComplex);
        if (may_look_ahead(n, depth) && (s + 1 == end ? !n->c : !n->rest_may_begin_with(s[1])))
          continue;
        if (const char* e = try_rest(n + 1, s + 1, depth)) return e;
        continue;
    }
  }
}

// Matches the rest behind n at the latest place in [low, high] where it does.
const char* Matcher::longest(const PatternNode* n, const char* low, const char* high, int depth) {
  if (depth == 0) return fail(kTooComplex);
  if (failed()) return kFailed;  // on the way to `high`
  const bool look = may_look_ahead(n, depth);
  for (const char* s = high;; --s) {
    if (look) {
      const char* from = s;
      if (s == end_ && !n->c) {
        if (s == low) return nullptr;
        --s;
      }
      if (s != end_)
        while (!n->rest_may_begin_with(*s)) {
          if (s == low) return pay_bytes(size_t(from - s)) ? nullptr : kFailed;
          if (size_t(from - s) == kTextPiece) {
            if (!pay_bytes(kTextPiece)) return kFailed;
            from = s;
          }
          --s;
        }
      if (!pay_bytes(size_t(from - s))) return kFailed;
    }
    if (const char* e = try_rest(n + 1, s, depth)) return e;
    if (s == low) return nullptr;
  }
}

// Matches the rest behind n at s, or at the first place behind characters of the set where it does. `kAny`: the set has all.
template <bool kAny>
const char* Matcher::shortest(const PatternNode* n, const char* s, int depth) {
  if (depth == 0) return fail(kTooComplex);
  const bool look = may_look_ahead(n, depth);
  for (;; ++s) {
    if (look) {
      const PatternNode node = *n;
      s = kAny && node.length == 1 ? find_char(s, char(node.mask)) : pass(s, [=](char c) {
        return !node.rest_may_begin_with(c) && (kAny || node.has(c));
      });
      if (failed()) return kFailed;
      if (s == end_ ? !n->c : !n->rest_may_begin_with(*s)) return nullptr;
    }
    if (const char* e = try_rest(n + 1, s, depth)) return e;
    if (s == end_ || !(kAny || n->has(*s))) return nullptr;
  }
}

// Text that starts with one character and ends with the one that balances it.
const char* Matcher::balanced(const PatternNode* n, const char* s) {
  const char open = char(n->c), close = char(n->mask);
  if (s == end_ || *s != open) return nullptr;
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

// The text of an earlier capture again.
const char* Matcher::back_reference(const PatternNode* n, const char* s) {
  const Capture& capture = captures_[n->c];
  if (end_ - s < capture.length) return nullptr;
  if (!pay_bytes(size_t(capture.length))) return kFailed;
  if (memcmp(capture.start, s, size_t(capture.length)) != 0) return nullptr;
  return s + capture.length;
}

// Between a character outside and one inside the set; both ends of the subject count as the character 0.
bool Matcher::is_frontier(const PatternNode* n, const char* s) const {
  return !n->has(s == begin_ ? '\0' : s[-1]) && n->has(s == end_ ? '\0' : *s);
}

// The nodes behind a More, which is its piece's last node.
const PatternNode* Matcher::next_piece(const PatternNode* n) {
  Userdata* piece = root_.get();
  while (n != first_piece(piece)->nodes + first_piece(piece)->node_count - 1)
    piece = piece->user_values[0].userdata();
  if (!pay(kPatternPiece / kBytesPerFuel)) return nullptr;
  piece = piece_behind(thread_, piece, text_);
  if (piece) return first_piece(piece)->nodes;
  error_ = {.format = "", .number = 0, .raised = true};
  return nullptr;
}

// ---- searching

bool Matcher::try_at(const char* s) {
  const char* e = try_rest(pattern_->nodes, s, kMaxMatchDepth);
  if (!e || e == kFailed) return false;
  match_start_ = s;
  match_end_ = e;
  return true;
}

// The first place at or behind s that has what every match begins with; the end if there is none.
const char* Matcher::next_candidate(const char* s) {
  const PatternNode& lead = pattern_->lead_node;
  switch (pattern_->lead) {
    case PatternLead::None: return s;
    case PatternLead::Char: return find_char(s, char(lead.c));
    case PatternLead::Text: {
      size_t found;
      const std::string_view subject(begin_, size_t(end_ - begin_));
      if (!find_plain_charged(thread_, subject, {lead.text, lead.length}, size_t(s - begin_),
                              &found)) {
        error_ = {.format = "", .number = 0, .raised = true};
        return end_;
      }
      return found == std::string_view::npos ? end_ : begin_ + found;
    }
    case PatternLead::Set:
      return pass(s, [members = lead.members, mask = lead.mask](char c) {
        return !(members[uint8_t(c)] & mask);
      });
  }
  TRI_UNREACHABLE();
}

bool Matcher::search(size_t offset) {
  const bool has_lead = pattern_->lead != PatternLead::None;
  for (const char* s = begin_ + offset; s <= end_; ++s) {
    if (has_lead) {
      s = next_candidate(s);
      if (s == end_ && !pattern_->may_match_at_end) return false;
      if (failed()) return false;
    }
    if (try_at(s)) return true;
    if (failed()) return false;
  }
  return false;
}

bool Matcher::find_next(size_t offset) {
  if (pattern_->anchored || !search(offset)) return false;
  if (end() != offset) return true;
  return begin_ + offset < end_ && search(offset + 1);
}

// ---- captures

bool Matcher::captured(int i, Captured* out) {
  *out = {text(), 0};
  if (i >= int(captures_begun_)) {
    if (i == 0) return true;
    fail({.format = "invalid capture index %%%d", .number = i + 1});
    return false;
  }
  if (captures_open_ >> i & 1) return fail({.format = "unfinished capture"}), false;
  const Capture& capture = captures_[i];
  if (capture.length == kPosition)
    out->position = capture.start - begin_ + 1;
  else
    out->text = {capture.start, size_t(capture.length)};
  return true;
}

}  // namespace tri::lib
