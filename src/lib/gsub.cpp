// string.gsub.
//
// A string or table as replacement needs no call (a table's __index runs nested, as every index from a library does), so all
// is done in one go with a TextBuffer. With a function, gsub asks the run loop for a call per match and is entered
// again with its result; between two entries its state lies in the slots of its frame:
//
//   at:  1 subject  2 pattern  3 function  4 limit  5 output  6 used  7 copied  8 start  9 end  10 count
//
// `output` is a userdata whose block holds the first `used` bytes of the result, nil before the first change; it stands for the
// subject up to offset `copied`. `start` and `end` are the offsets of the match whose function is running.
#include <cstring>

#include "lib/fast_args.hpp"
#include "lib/matcher.hpp"
#include "lib/pattern_values.hpp"
#include "lib/string.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::lib {

namespace {

enum Slot : uint32_t {
  kSubject = 1,
  kPattern,
  kReplacement,
  kLimit,
  kOutput,
  kUsed,
  kCopied,
  kStart,
  kEnd,
  kCount,
  kSlots,  // one past the last
};
// Where the table form keeps a key and then the value found. It has no use for the slots above.
constexpr uint32_t kScratch = kOutput;

constexpr uint32_t kStepCalled = 1;

// The matches of one gsub, in order.
class Matches {
 public:
  Matches(Thread* L, std::string_view subject, const CompiledPattern& pattern, int64_t limit)
      : limit_(limit), matcher(L, subject, pattern) {}
  // Takes up after `count` matches, the last of which ended at offset `end`.
  void resume(int64_t count, size_t end) {
    count_ = count;
    end_ = end;
  }

  bool next() {
    if (count_ >= limit_) return false;
    if (!(count_ == 0 ? matcher.find(0) : matcher.find_next(end_))) return false;
    ++count_;
    end_ = matcher.end();
    return true;
  }
  int64_t count() const { return count_; }

 private:
  int64_t limit_;
  int64_t count_ = 0;
  size_t end_ = 0;

 public:
  Matcher matcher;
};

Args running(Thread* L) { return {L, L->frame->func, kSlots - 1}; }

// The text of a value that a table or function gave, neither nil nor false; that of a number lies in `number`. False: raised.
bool replacement_text(Thread* L, const Value& v, char (&number)[kNumberTextSize],
                      std::string_view* out) {
  if (v.is_string()) {
    *out = text_of(v.str());
  } else if (v.is_number()) {
    const char* end = v.is_int() ? format_integer(number, v.i) : format_float(number, v.d);
    *out = {number, size_t(end - number)};
  } else {
    const Args a = running(L);
    (void)raise_lib(L, a.at, a.count, "invalid replacement value (a %s)", type_name(v.type()));
    return false;
  }
  return true;
}

// ---- a string as replacement

// Adds it with %0 to %9 replaced by captures and %% by a percent sign. False: raised.
bool add_expanded(const Args& a, Matcher& m, std::string_view replacement, TextBuffer* out) {
  for (;;) {
    const size_t escape = replacement.find('%');
    if (!out->add(replacement.substr(0, escape))) return false;
    if (escape == std::string_view::npos) return true;
    const char what = escape + 1 < replacement.size() ? replacement[escape + 1] : '\0';
    if (what == '%') {
      if (!out->add('%')) return false;
    } else if (what == '0') {
      if (!out->add(m.text())) return false;
    } else if (what >= '1' && what <= '9') {
      Captured c;
      if (!m.captured(what - '1', &c)) return (void)raise_pattern(a, m.error()), false;
      if (c.position != 0 ? !out->add_integer(c.position) : !out->add(c.text)) return false;
    } else {
      (void)raise_lib(a.L, a.at, a.count, "invalid use of '%%' in replacement string");
      return false;
    }
    replacement.remove_prefix(escape + 2);
  }
}

// ---- a table as replacement

// Leaves table[first capture] in kScratch. May call, and move the stack. False: raised.
bool look_up(const Args& a, Matcher& m) {
  Thread* L = a.L;
  Captured c;
  if (!m.captured(0, &c)) return (void)raise_pattern(a, m.error()), false;
  Value key = Value::integer(c.position);
  if (c.position == 0) {
    const Str* text = new_string(L, c.text);
    if (!text) return false;
    key = Value::of(text);
  }
  copy(&a.at[kScratch], &key);
  const Table* table = a.at[kReplacement].table();
  Value found = get(L->state, table, key);
  if (found.is_nil() && metatable_of(L->state, table)) {
    if (!index(L, Value::of(table), key, &found)) return false;
  }
  copy(&L->frame->func[kScratch], &found);
  return true;
}

// ---- both in one go

Returned substitute(const Args& args, std::string_view replacement, int64_t limit) {
  Thread* L = args.L;
  Value* at = args.at;
  const std::string_view subject = text_of(at[kSubject].str());
  const bool from_table = at[kReplacement].is_table();
  const bool literal = !from_table && replacement.find('%') == std::string_view::npos;
  const CompiledPattern pattern = compiled(L, at[kPattern].str(), Caret::Anchor);
  if (!pattern.code) return Returned::Raised;
  Matches matches{L, subject, pattern, limit};
  Matcher& m = matches.matcher;
  TextBuffer out{L};
  size_t copied = 0;
  bool changed = false;
  while (matches.next()) {
    const std::string_view unmatched = subject.substr(copied, m.start() - copied);
    if (!charge_bytes(L, unmatched.size() + replacement.size())) return Returned::Raised;
    if (from_table) {
      if (!look_up(running(L), m)) return Returned::Raised;
      const Value& v = L->frame->func[kScratch];
      if (v.is_falsy()) continue;
      char number[kNumberTextSize];
      std::string_view text;
      if (!replacement_text(L, v, number, &text) || !out.add(unmatched) || !out.add(text))
        return Returned::Raised;
    } else if (!out.add(unmatched) ||
               !(literal ? out.add(replacement) : add_expanded(args, m, replacement, &out))) {
      return Returned::Raised;
    }
    changed = true;
    copied = m.end();
  }
  if (m.failed()) return raise_pattern(running(L), m.error());
  at = L->frame->func;
  const Value count = Value::integer(matches.count());
  if (!changed) return running(L).give(at[kSubject], count);
  if (!out.add(subject.substr(copied))) return Returned::Raised;
  const Str* result = out.finish();
  if (!result) return Returned::Raised;
  return running(L).give(Value::of(result), count);
}

// ---- a function as replacement

// Makes room for n more bytes of output. nullptr: raised.
char* output_room(Thread* L, Value* at, size_t n) {
  const auto used = size_t(at[kUsed].i);
  Userdata* block = at[kOutput].is_nil() ? nullptr : at[kOutput].userdata();
  if (!block || block->size - used < n) {
    constexpr size_t kFirst = 256;
    size_t size = block ? block->size + block->size / 2 : kFirst;
    if (size - used < n) size = used + n;
    Userdata* larger = new_userdata(L, size, 0);
    if (!larger) return nullptr;
    if (block) memcpy(larger->block(), block->block(), used);
    const Value v = Value::of(larger);
    copy(&at[kOutput], &v);
    block = larger;
  }
  return static_cast<char*>(block->block()) + used;
}

bool add_output(Thread* L, Value* at, std::string_view text) {
  char* to = output_room(L, at, text.size());
  if (!to) return false;
  memcpy(to, text.data(), text.size());
  at[kUsed].i += int64_t(text.size());
  return true;
}

// Adds what the function returned for the match [start, end). False: raised.
bool add_result(Thread* L, Value* at, const Value& result) {
  if (result.is_falsy()) return true;
  const std::string_view subject = text_of(at[kSubject].str());
  const auto copied = size_t(at[kCopied].i);
  char number[kNumberTextSize];
  std::string_view text;
  if (!replacement_text(L, result, number, &text) ||
      !add_output(L, at, subject.substr(copied, size_t(at[kStart].i) - copied)) ||
      !add_output(L, at, text))
    return false;
  at[kCopied].i = at[kEnd].i;
  return true;
}

Returned finish_called(Thread* L, Value* at) {
  const Args a = running(L);
  const Value count = Value::integer(at[kCount].i);
  if (at[kOutput].is_nil()) return a.give(at[kSubject], count);
  if (!add_output(L, at, text_of(at[kSubject].str()).substr(size_t(at[kCopied].i))))
    return Returned::Raised;
  const char* text = static_cast<const char*>(at[kOutput].userdata()->block());
  const Str* result = new_string(L, {text, size_t(at[kUsed].i)});
  if (!result) return Returned::Raised;
  return a.give(Value::of(result), count);
}

// Goes on to the next match and asks for the call of the function with its captures, or ends.
Returned call_for_next(Thread* L, Value* at) {
  Args a = running(L);
  const CompiledPattern pattern = compiled(L, at[kPattern].str(), Caret::Anchor);
  if (!pattern.code) return Returned::Raised;
  Matches matches{L, text_of(at[kSubject].str()), pattern, at[kLimit].i};
  matches.resume(at[kCount].i, size_t(at[kEnd].i));
  Matcher& m = matches.matcher;
  if (!matches.next()) return m.failed() ? raise_pattern(a, m.error()) : finish_called(L, at);
  at[kCount].i = matches.count();
  at[kStart].i = int64_t(m.start());
  at[kEnd].i = int64_t(m.end());
  const Value function = at[kReplacement];
  ResultList call{a, "too many captures"};
  if (!call.push(function) || !push_captures(a, m, m.value_count(), &call)) return Returned::Raised;
  const auto nargs = uint32_t(m.value_count());
  return call_then(L, kStepCalled, L->top - 1 - nargs, nargs, 1);
}

Returned start_calls(Thread* L, Value* at, int64_t limit) {
  set_int(&at[kLimit], limit);
  set_nil(&at[kOutput]);
  for (const uint32_t slot : {kUsed, kCopied, kStart, kEnd, kCount}) set_int(&at[slot], 0);
  L->top = at + kSlots;
  return call_for_next(L, at);
}

}  // namespace

Returned string_gsub(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kStepCalled) {
    at = L->frame->func;
    if (!add_result(L, at, L->top[-1])) return Returned::Raised;
    L->top = at + kSlots;
    return call_for_next(L, at);
  }
  Args a{L, at, argc};
  std::string_view subject, pattern, replacement;
  int64_t limit;
  if (!text_at(a, 1, &subject) || !text_at(a, 2, &pattern) ||
      !integer_or_at(a, 4, int64_t(subject.size()) + 1, &limit))
    return Returned::Raised;
  const Type kind = a.type(kReplacement);
  if (kind == Type::Function) return start_calls(L, at, limit);
  if (kind != Type::String && kind != Type::Number && kind != Type::Table)
    return raise_arg_type(L, at, argc, kReplacement, "string/function/table");
  if (kind != Type::Table && !text_at(a, kReplacement, &replacement)) return Returned::Raised;
  set_nil(&at[kScratch]);
  if (L->top < at + kScratch + 1) {
    if (argc < kLimit) set_nil(&at[kLimit]);
    L->top = at + kScratch + 1;
  }
  return substitute(a, replacement, limit);
}

}  // namespace tri::lib
