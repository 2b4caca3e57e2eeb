// Library string: find, match and gmatch. The matching itself is matcher.cpp.
#include "heap/barrier.hpp"
#include "lib/fast_args.hpp"
#include "lib/matcher.hpp"
#include "lib/pattern_values.hpp"
#include "lib/plain_search.hpp"
#include "lib/positions.hpp"
#include "lib/result_list.hpp"
#include "lib/string.hpp"
#include "runtime/library.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

Returned raise_pattern(const Args& a, const PatternError& error) {
  if (error.raised) return Returned::Raised;
  return raise_lib(a.L, a.at, a.count, error.format, error.number);
}

bool push_captures(const Args& a, Matcher& m, int n, ResultList* results) {
  for (int i = 0; i < n; ++i) {
    Captured c;
    if (!m.captured(i, &c)) return (void)raise_pattern(a, m.error()), false;
    if (c.position != 0 ? !results->push_integer(c.position)
                        : !results->push_string(new_string(a.L, c.text)))
      return false;
  }
  return true;
}

namespace {

constexpr const char* kTooManyCaptures = "too many captures";

struct Subject {
  std::string_view text;
  Str* pattern;
  size_t from;  // offset; may be text.size() + 1 or more
};

// The arguments that find, match and gmatch share.
TRI_INLINE bool read_subject(const Args& a, Subject* out) {
  int64_t init;
  if (!text_at(a, 1, &out->text) || !str_at(a, 2, &out->pattern) || !integer_or_at(a, 3, 1, &init))
    return false;
  out->from = start_position(init, out->text.size()) - 1;
  return true;
}

Returned find_plain_text(const Args& a, const Subject& s) {
  size_t found;
  const std::string_view needle = text_of(s.pattern);
  if (!find_plain_charged(a.L, s.text, needle, s.from, &found)) return Returned::Raised;
  if (found == std::string_view::npos) return give_nil(a);
  return a.give(Value::integer(int64_t(found + 1)), Value::integer(int64_t(found + needle.size())));
}

// The captures of a match; without any its whole text.
Returned give_captures(Args& a, Matcher& m) {
  if (m.value_count() > 1) {
    ResultList results{a, kTooManyCaptures};
    if (!push_captures(a, m, m.capture_count(), &results)) return Returned::Raised;
    return results.give();
  }
  Captured c;
  if (!m.captured(0, &c)) return raise_pattern(a, m.error());
  if (c.position != 0) return give_integer(a, c.position);
  return give_string(a, new_string(a.L, c.text));
}

Returned give_found(Args& a, Matcher& m) {
  const Value first = Value::integer(int64_t(m.start() + 1));
  const Value last = Value::integer(int64_t(m.end()));
  if (m.capture_count() == 0) return a.give(first, last);
  ResultList results{a, kTooManyCaptures};
  if (!results.push(first) || !results.push(last) ||
      !push_captures(a, m, m.capture_count(), &results))
    return Returned::Raised;
  return results.give();
}

// The next match of a gmatch, whose closure holds the subject, the pattern, where to go on, and whether a match
// ended there. The closure stays in at[0] until the results are made.
Returned gmatch_next(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  const std::string_view text = text_of(upvalue(at, 0).str());
  const auto from = size_t(upvalue(at, 2).i);
  if (from > text.size()) return a.give();
  const CompiledPattern pattern = compiled(L, upvalue(at, 1).str(), Caret::Character);
  if (!pattern.code) return Returned::Raised;
  Matcher m{L, text, pattern};
  const bool matched_before = upvalue(at, 3).is_truthy();
  if (!(matched_before ? m.find_next(from) : m.find(from)))
    return m.failed() ? raise_pattern(a, m.error()) : a.give();
  set_int(&upvalue(at, 2), int64_t(m.end()));
  set_boolean(&upvalue(at, 3), true);
  wrote(at[0].object);
  return give_captures(a, m);
}

constexpr Builtin kGmatchNext = {"for iterator", gmatch_next};

}  // namespace

Returned string_find(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  Subject s;
  if (!read_subject(a, &s)) return Returned::Raised;
  if (s.from > s.text.size()) return give_nil(a);
  if (truth_at(a, 4)) return find_plain_text(a, s);
  const CompiledPattern pattern = compiled(L, s.pattern, Caret::Anchor);
  if (!pattern.code) return Returned::Raised;
  if (pattern->is_plain) return find_plain_text(a, s);
  Matcher m{L, s.text, pattern};
  if (m.find(s.from)) return give_found(a, m);
  return m.failed() ? raise_pattern(a, m.error()) : give_nil(a);
}

Returned string_match(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  Subject s;
  if (!read_subject(a, &s)) return Returned::Raised;
  if (s.from > s.text.size()) return give_nil(a);
  const CompiledPattern pattern = compiled(L, s.pattern, Caret::Anchor);
  if (!pattern.code) return Returned::Raised;
  Matcher m{L, s.text, pattern};
  if (m.find(s.from)) return give_captures(a, m);
  return m.failed() ? raise_pattern(a, m.error()) : give_nil(a);
}

// A '^' has no meaning in gmatch: it would stop the iteration at once.
Returned string_gmatch(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  Subject s;
  if (!read_subject(a, &s)) return Returned::Raised;
  NativeClosure* next = new_builtin_closure(L, &kGmatchNext, 4);
  if (!next) return Returned::Raised;
  const size_t behind_end = s.text.size() + 1;
  copy(&next->upvalues[0], &at[1]);
  copy(&next->upvalues[1], &at[2]);
  set_int(&next->upvalues[2], int64_t(s.from < behind_end ? s.from : behind_end));
  set_boolean(&next->upvalues[3], false);
  wrote(next);
  barrier(L->state, &next->header, at[1]);
  barrier(L->state, &next->header, at[2]);
  return a.give(Value::of(next));
}

}  // namespace tri::lib
