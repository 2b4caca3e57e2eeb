#include "modules/net/grammar.hpp"

#include <charconv>

#include "modules/net/build.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"

namespace tri::modules {

namespace {

using net::parse::Explanation;
using net::parse::Fault;

constexpr int kMaxDepth = 150;
constexpr uint32_t kSlots = 8;  // that a rule uses beside the values of its parts

enum class Status : uint8_t { Done, NoMatch, Failed, NeedMore, Raised };

class Matcher {
 public:
  Matcher(Thread* L, const Grammar& grammar, std::string_view input, bool partial,
          ptrdiff_t functions, Explanation& why)
      : thread_(L),
        rules_(grammar.rules),
        in_(input),
        partial_(partial),
        functions_(functions),
        why_(why) {}

  // Done: `at` is behind the match, the values are on top. Otherwise `at` and the stack are anything.
  Status match(uint32_t number, size_t& at) {
    if (depth_ == kMaxDepth) {
      why_.limit(at, Fault::TooDeep, "nested too deep");
      return Status::Failed;
    }
    if (!ensure_stack(thread_, kSlots)) return Status::Raised;
    ++depth_;
    const Status status = match_rule(rules_[number], at);
    --depth_;
    return status;
  }

 private:
  ptrdiff_t height() const { return thread_->top - thread_->stack; }
  Value* slot(ptrdiff_t place) const { return thread_->stack + place; }
  void drop_to(ptrdiff_t place) { thread_->top = thread_->stack + place; }
  static Status pushed(bool ok) { return ok ? Status::Done : Status::Raised; }
  Status push_slice(size_t begin, size_t end) {
    return pushed(push_text(thread_, in_.substr(begin, end - begin)));
  }

  Status missing(size_t at, std::string_view what) {
    why_.expect(at, what);
    return at == in_.size() && partial_ ? Status::NeedMore : Status::NoMatch;
  }
  Status too_long(size_t at) {
    why_.limit(at, Fault::TooLong, "longer than allowed");
    return Status::Failed;
  }

  Status match_rule(const Rule& rule, size_t& at) {
    switch (rule.kind) {
      case RuleKind::Literal: return literal(rule, at);
      case RuleKind::While: return run_of(rule, at);
      case RuleKind::Until: return until(rule, at);
      case RuleKind::Take: return take(rule.min, at);
      case RuleKind::Integer: return integer(rule, at);
      case RuleKind::Decimal: return decimal(rule, at);
      case RuleKind::Prefixed: return prefixed(rule, at);
      case RuleKind::Sequence: return sequence(rule, at);
      case RuleKind::Choice: return choice(rule, at);
      case RuleKind::Optional: return optional(rule, at);
      case RuleKind::Many: return many(rule, at);
      case RuleKind::Record: return record(rule, at);
      case RuleKind::Text: return text(rule, at);
      case RuleKind::Map: return map(rule, at);
      case RuleKind::Verify: return verify(rule, at);
      case RuleKind::Named: return named(rule, at);
      case RuleKind::Cut: return Status::Done;
      case RuleKind::End:
        if (at < in_.size()) return missing(at, "the end");
        return partial_ ? Status::NeedMore : Status::Done;
      case RuleKind::Reference: return match(rule.parts[0], at);
    }
    TRI_UNREACHABLE();
  }

  Status literal(const Rule& rule, size_t& at) {
    const std::string_view rest = in_.substr(at);
    if (rest.starts_with(rule.text)) {
      at += rule.text.size();
      return Status::Done;
    }
    why_.expect(at, rule.names[0]);  // the text in quotes
    const bool begins = partial_ && std::string_view(rule.text).starts_with(rest);
    return begins ? Status::NeedMore : Status::NoMatch;
  }

  Status run_of(const Rule& rule, size_t& at) {
    const size_t begin = at;
    while (at < in_.size() && rule.set.has(uint8_t(in_[at]))) {
      if (at - begin == rule.max) {
        if (rule.keep && rule.min == rule.max) break;  // just so many
        return too_long(begin);
      }
      ++at;
    }
    if (at == in_.size() && partial_ && at - begin < rule.max) return Status::NeedMore;
    if (at - begin < rule.min) return missing(at, rule.text);
    return rule.keep ? push_slice(begin, at) : Status::Done;
  }

  Status until(const Rule& rule, size_t& at) {
    const size_t begin = at, found = in_.find(rule.text, at);
    if (found == std::string_view::npos) {
      if (in_.size() - begin > rule.max + rule.text.size()) return too_long(begin);
      return missing(in_.size(), rule.names[0]);
    }
    if (found - begin > rule.max) return too_long(begin);
    at = found;
    return push_slice(begin, at);
  }

  Status take(uint64_t size, size_t& at) {
    if (in_.size() - at < size) return missing(in_.size(), "more bytes");
    at += size;
    return push_slice(at - size, at);
  }

  Status integer(const Rule& rule, size_t& at) {
    if (in_.size() - at < rule.min) return missing(in_.size(), "more bytes");
    uint64_t value = 0;
    for (size_t i = 0; i < rule.min; ++i)
      value = value << 8 | uint8_t(in_[at + (rule.little ? rule.min - 1 - i : i)]);
    at += rule.min;
    const unsigned unused = unsigned(64 - 8 * rule.min);
    if (rule.is_signed) value = uint64_t(int64_t(value << unused) >> unused);
    push(thread_, Value::integer(int64_t(value)));
    return Status::Done;
  }

  Status decimal(const Rule& rule, size_t& at) {
    const size_t begin = at;
    if (rule.is_signed && at < in_.size() && in_[at] == '-') ++at;
    const size_t digits = at;
    while (at < in_.size() && in_[at] >= '0' && in_[at] <= '9') ++at;
    if (at == in_.size() && partial_) return Status::NeedMore;
    if (at == digits) return missing(at, "a digit");
    int64_t value;
    if (std::from_chars(in_.data() + begin, in_.data() + at, value).ec != std::errc())
      return too_long(begin);
    push(thread_, Value::integer(value));
    return Status::Done;
  }

  Status prefixed(const Rule& rule, size_t& at) {
    const size_t begin = at;
    const ptrdiff_t base = height();
    if (const Status status = match(rule.parts[0], at); status != Status::Done) return status;
    if (height() != base + 1 || !slot(base)->is_int()) {
      (void)raise_text(thread_, "the prefix of a 'prefixed' gave no integer");
      return Status::Raised;
    }
    const int64_t size = slot(base)->i;
    drop_to(base);
    if (size < 0 || uint64_t(size) > rule.max) return too_long(begin);
    return take(uint64_t(size), at);
  }

  Status sequence(const Rule& rule, size_t& at) {
    bool committed = false;
    for (const uint32_t part : rule.parts) {
      if (rules_[part].kind == RuleKind::Cut) committed = true;
      const Status status = match(part, at);
      if (status == Status::NoMatch && committed) return Status::Failed;
      if (status != Status::Done) return status;
    }
    return Status::Done;
  }

  Status choice(const Rule& rule, size_t& at) {
    const size_t begin = at;
    const ptrdiff_t base = height();
    for (const uint32_t part : rule.parts) {
      at = begin;
      drop_to(base);
      if (const Status status = match(part, at); status != Status::NoMatch) return status;
    }
    return Status::NoMatch;
  }

  Status optional(const Rule& rule, size_t& at) {
    const size_t begin = at;
    const ptrdiff_t base = height();
    const Status status = match(rule.parts[0], at);
    if (status != Status::NoMatch) return status;
    at = begin;
    drop_to(base);
    return Status::Done;
  }

  // Appends the values above `base` to the table at `base - 1`.
  bool append_values(ptrdiff_t base, int64_t& length) {
    for (ptrdiff_t i = base; i < height(); ++i)
      if (!set_int(thread_, slot(base - 1)->table(), ++length, *slot(i))) return false;
    drop_to(base);
    return true;
  }

  Status many(const Rule& rule, size_t& at) {
    if (!push_table(thread_, 0, 0)) return Status::Raised;
    const ptrdiff_t base = height();
    int64_t length = 0;
    for (uint64_t n = 0;; ++n) {
      const size_t begin = at;
      Status status = Status::Done;
      if (n > 0 && rule.parts.size() > 1) {
        status = match(rule.parts[1], at);
        drop_to(base);
      }
      const bool separated = status == Status::Done && n > 0 && rule.parts.size() > 1;
      if (status == Status::Done) status = match(rule.parts[0], at);
      if (status == Status::NoMatch) {
        drop_to(base);
        at = begin;
        return n >= rule.min ? Status::Done : Status::NoMatch;
      }
      if (status != Status::Done) return status;
      if (n == rule.max) {
        why_.limit(begin, Fault::TooMany, "more than allowed");
        return Status::Failed;
      }
      if (!append_values(base, length)) return Status::Raised;
      // What takes nothing would match for ever.
      if (at == begin && !separated) return Status::Done;
    }
  }

  Status record(const Rule& rule, size_t& at) {
    if (!push_table(thread_, 0, uint32_t(rule.parts.size()))) return Status::Raised;
    const ptrdiff_t base = height();
    int64_t length = 0;
    bool committed = false;
    for (size_t i = 0; i < rule.parts.size(); ++i) {
      if (rules_[rule.parts[i]].kind == RuleKind::Cut) committed = true;
      const Status status = match(rule.parts[i], at);
      if (status == Status::NoMatch && committed) return Status::Failed;
      if (status != Status::Done) return status;
      if (rule.names[i].empty()) {
        if (!append_values(base, length)) return Status::Raised;
        continue;
      }
      if (height() > base &&
          !set_field(thread_, slot(base - 1)->table(), rule.names[i], *slot(base)))
        return Status::Raised;
      drop_to(base);
    }
    return Status::Done;
  }

  Status text(const Rule& rule, size_t& at) {
    const size_t begin = at;
    const ptrdiff_t base = height();
    if (const Status status = match(rule.parts[0], at); status != Status::Done) return status;
    drop_to(base);
    return push_slice(begin, at);
  }

  // Calls the function of a rule with copies of the values above `base`; its results come on top.
  bool call_function(const Rule& rule, ptrdiff_t base, int wanted) {
    const ptrdiff_t end = height();
    if (!ensure_stack(thread_, uint32_t(end - base) + kSlots)) return false;
    push(thread_, get_int(slot(functions_)->table(), rule.function));
    for (ptrdiff_t i = base; i < end; ++i) push(thread_, *slot(i));
    return call_nested(thread_, slot(end), uint32_t(end - base), wanted);
  }

  Status map(const Rule& rule, size_t& at) {
    const ptrdiff_t base = height();
    if (const Status status = match(rule.parts[0], at); status != Status::Done) return status;
    const ptrdiff_t end = height();
    if (!call_function(rule, base, -1)) return Status::Raised;
    const ptrdiff_t results = height() - end;
    for (ptrdiff_t i = 0; i < results; ++i) copy(slot(base + i), slot(end + i));
    drop_to(base + results);
    return Status::Done;
  }

  Status verify(const Rule& rule, size_t& at) {
    const size_t begin = at;
    const ptrdiff_t base = height();
    if (const Status status = match(rule.parts[0], at); status != Status::Done) return status;
    if (!call_function(rule, base, 1)) return Status::Raised;
    const bool good = (--thread_->top)->is_truthy();
    if (good) return Status::Done;
    why_.expect(begin, rule.text);
    return Status::NoMatch;
  }

  Status named(const Rule& rule, size_t& at) {
    const size_t begin = at;
    why_.mute();
    const Status status = match(rule.parts[0], at);
    why_.unmute();
    if (status != Status::Done && why_.at() <= begin) why_.expect(begin, rule.text);
    return status;
  }

  Thread* thread_;
  const std::vector<Rule>& rules_;
  std::string_view in_;
  bool partial_;
  ptrdiff_t functions_;
  Explanation& why_;
  int depth_ = 0;
};

}  // namespace

Match match_grammar(Thread* L, const Grammar& grammar, uint32_t start, std::string_view input,
                    size_t begin, bool partial, ptrdiff_t functions, Explanation& why) {
  const ptrdiff_t base = L->top - L->stack;
  size_t at = begin;
  switch (Matcher(L, grammar, input, partial, functions, why).match(start, at)) {
    case Status::Done: return {Match::Kind::Done, at, uint32_t(L->top - L->stack - base)};
    case Status::Raised: return {Match::Kind::Raised, 0, 0};
    case Status::NeedMore: L->top = L->stack + base; return {Match::Kind::NeedMore, 0, 0};
    default: L->top = L->stack + base; return {Match::Kind::NoMatch, 0, 0};
  }
}

}  // namespace tri::modules
