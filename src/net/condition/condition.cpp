#include "net/condition/condition.hpp"

#include "net/parse/combinators.hpp"

namespace tri::net::condition {
namespace {

using namespace tri::net::parse;

// Appends an operation to the condition around it: P's text, or none.
template <OpKind kKind, class P>
struct Emit {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  static Status parse(In& in, Condition& out) {
    const size_t begin = in.pos;
    Slice text;
    if (const Status status = run<P>(in, text); status != Status::Done) return status;
    if (out.ops.full()) return in.passed_limit(begin, Fault::TooMany, "more than 512 operations");
    out.ops.push({kKind, text});
    return Status::Done;
  }
};
template <OpKind kKind, Parser P>
consteval auto emit(P) {
  return Emit<kKind, P>{};
}
template <OpKind kKind>
inline constexpr auto kEmit = emit<kKind>(commit);

inline constexpr ByteSet kNameStart = kAlpha | bytes_of("_");
inline constexpr ByteSet kNameByte = kNameStart | kDigit;
inline constexpr ByteSet kWordEnd = ~kNameByte;

// Looks at the next byte and leaves it.
template <ByteSet kSet>
struct Before {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kSet;

  template <class In>
  static Status parse(In& in, Nothing&) {
    if (in.ended() || kMemberTable<kSet>[in.byte()]) return Status::Done;
    return in.expected(in.pos, "the end of the word");
  }
};

inline constexpr auto kSpace = skip_while<bytes_of(" \t\r\n")>;
template <Text kText>
inline constexpr auto kSign = seq(lit<kText>, kSpace);
template <Text kText>
inline constexpr auto kWord = seq(lit<kText>, Before<kWordEnd>{}, kSpace);

inline constexpr auto kName = seq(one_of<kNameStart>, skip_while<kNameByte>);
inline constexpr auto kPath = named<"name">(seq(matched(separated<32>(matched(kName), lit<".">))));
inline constexpr auto kNumber =
    named<"number">(matched(seq(optional(lit<"-">), take_while<kDigit, 1, 18>,
                                optional(seq(lit<".">, take_while<kDigit, 1, 18>)))));
inline constexpr auto kString = seq(lit<"\"">, take_while<~bytes_of("\"\n"), 0, 256>, lit<"\"">);

inline constexpr auto kOperand = seq(
    alt(emit<OpKind::Number>(kNumber), emit<OpKind::String>(kString), emit<OpKind::Path>(kPath)),
    kSpace);

template <Text kText, OpKind kKind>
inline constexpr auto kCompare = seq(kSign<kText>, commit, kOperand, kEmit<kKind>);

inline constexpr auto kComparison =
    seq(emit<OpKind::Path>(kPath), kSpace,
        optional(alt(kCompare<"==", OpKind::Equal>, kCompare<"!=", OpKind::NotEqual>,
                     kCompare<"<=", OpKind::LessEqual>, kCompare<">=", OpKind::GreaterEqual>,
                     kCompare<"<", OpKind::Less>, kCompare<">", OpKind::Greater>)));
inline constexpr auto kTaken = seq(kWord<"taken">, kSign<"(">, commit,
                                   emit<OpKind::Taken>(matched(kName)), kSpace, kSign<")">);

// Zero or more of P, each of which adds to the condition.
template <class P>
struct Repeat {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  static Status parse(In& in, Condition& out) {
    for (;;) {
      const size_t begin = in.pos;
      const Status status = run<P>(in, out);
      if (status == Status::Done) continue;
      in.pos = begin;
      return status == Status::NoMatch ? Status::Done : status;
    }
  }
};

inline constexpr ByteSet kUnaryFirst = kNameStart | bytes_of("!(");

struct Disjunction {
  using Value = Condition;
  static constexpr bool kBinds = true, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kUnaryFirst;
  static constexpr auto grammar();
};
struct Unary {
  using Value = Condition;
  static constexpr bool kBinds = true, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kUnaryFirst;
  static constexpr auto grammar();
};

inline constexpr auto kNegation =
    alt(seq(kSign<"!">, commit, ref<Unary, kMaxDepth>, kEmit<OpKind::Not>),
        seq(kWord<"not">, commit, ref<Unary, kMaxDepth>, kEmit<OpKind::Not>));
inline constexpr auto kGroup = seq(kSign<"(">, commit, ref<Disjunction, kMaxDepth>, kSign<")">);

constexpr auto Unary::grammar() { return alt(kNegation, kGroup, kTaken, kComparison); }

inline constexpr auto kConjunction =
    seq(ref<Unary, kMaxDepth>, Repeat<decltype(seq(alt(kSign<"&&">, kWord<"and">), commit,
                                                   ref<Unary, kMaxDepth>, kEmit<OpKind::And>))>{});

constexpr auto Disjunction::grammar() {
  return seq(kConjunction, Repeat<decltype(seq(alt(kSign<"||">, kWord<"or">), commit, kConjunction,
                                               kEmit<OpKind::Or>))>{});
}

inline constexpr auto kCondition = record<Condition>(kSpace, ref<Disjunction, kMaxDepth>, at_end);

}  // namespace

Result<Condition> parse_condition(std::string_view text) {
  if (text.size() > kMaxText)
    return fail("a condition of " + std::to_string(text.size()) + " bytes, expected at most 4096");
  Condition condition;
  Cursor<false> in(text, 0, /*final=*/true);
  if (decltype(kCondition)::parse(in, condition) == Status::Done) return condition;
  condition.ops.clear();
  Explanation why;
  Cursor<true> again(text, 0, /*final=*/true, &why);
  (void)decltype(kCondition)::parse(again, condition);
  return fail(why.message(text));
}

}  // namespace tri::net::condition
