// The combinators: parsers as types without state, composed at compile time.
//
// A parser has
//   Value                      what it puts out; Nothing when its match is all there is to say
//   kFirst, kMayBeEmpty        the bytes a match may begin with; whether it may match nothing
//   kBinds                     it fills members of the record around it rather than a value of its own
//   parse(Cursor&, Value&)     Status; after NoMatch the place is undefined, and who goes on puts it back
//   parse_known(...)           optional: the same where the next byte is known to be in kFirst
//
// Grammars are written with the functions at the end of each section:
//
//   constexpr auto kHeader = record<Header>(field<&Header::name>(take_while<kTokenByte, 1>), commit, lit<":">, ...);
//
// First bytes decide wherever they can: `alt` whose branches begin differently is one table lookup and a switch,
// `many` and `optional` look at a byte before they try. Everything unbounded has a bound.
#pragma once

#include <concepts>
#include <tuple>
#include <utility>

#include "net/parse/cursor.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::parse {

struct Nothing {};

// A string as a template argument.
template <size_t kSize>
struct Text {
  char chars[kSize]{};

  consteval Text(const char (&text)[kSize]) {  // NOLINT(google-explicit-constructor)
    for (size_t i = 0; i < kSize; ++i) chars[i] = text[i];
  }
  static constexpr size_t size() { return kSize - 1; }
  constexpr std::string_view view() const { return {chars, kSize - 1}; }
};

template <class P>
concept Parser = requires {
  typename P::Value;
  { P::kFirst } -> std::convertible_to<ByteSet>;
  { P::kMayBeEmpty } -> std::convertible_to<bool>;
};

template <class P>
inline constexpr bool kIsCommit = false;
template <class P>
inline constexpr bool kHasValue = !std::is_same_v<typename P::Value, Nothing> && !P::kBinds;

TRI_ISA_BEGIN

// Runs P for what surrounds it: members of a record go to the record, a value goes to `out`, Nothing goes nowhere.
template <class P, class In, class Out>
TRI_INLINE Status run(In& in, Out& out) {
  if constexpr (P::kBinds || kHasValue<P>) {
    return P::parse(in, out);
  } else {
    Nothing nothing;
    return P::parse(in, nothing);
  }
}

// As run, where a table has shown that the next byte is in P's first bytes: they are not compared again.
template <class P, class In, class Out>
TRI_INLINE Status run_known(In& in, Out& out) {
  if constexpr (In::kExplains) {
    return run<P>(in, out);
  } else if constexpr (P::kBinds || kHasValue<P>) {
    if constexpr (requires { P::parse_known(in, out); })
      return P::parse_known(in, out);
    else
      return P::parse(in, out);
  } else {
    Nothing nothing;
    if constexpr (requires { P::parse_known(in, nothing); })
      return P::parse_known(in, nothing);
    else
      return P::parse(in, nothing);
  }
}

// ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────────

template <Text kText>
struct Lit {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = bytes_of(kText.view().substr(0, 1));
  static_assert(kText.size() > 0);

  template <class In>
  TRI_INLINE static Status parse(In& in, Nothing&) {
    if (in.left() >= kText.size()) [[likely]] {
      if (__builtin_memcmp(in.at(), kText.chars, kText.size()) == 0) [[likely]] {
        in.pos += kText.size();
        return Status::Done;
      }
    } else if (__builtin_memcmp(in.at(), kText.chars, in.left()) == 0) {
      if (!in.final()) return in.more(kText.size() - in.left());
    }
    if constexpr (In::kExplains) return mismatch(in);
    return Status::NoMatch;
  }

  template <class In>
  TRI_INLINE static Status parse_known(In& in, Nothing& nothing) {
    if constexpr (kText.size() > 1) return parse(in, nothing);
    ++in.pos;
    return Status::Done;
  }

 private:
  // What is left of the text behind each of its bytes, in quotes, so that an explanation can tell it from a name.
  static constexpr auto kRests = [] {
    std::array<std::array<char, kText.size() + 2>, kText.size()> rests{};
    for (size_t from = 0; from < kText.size(); ++from) {
      size_t at = 0;
      rests[from][at++] = '"';
      for (size_t i = from; i < kText.size(); ++i) rests[from][at++] = kText.chars[i];
      rests[from][at] = '"';
    }
    return rests;
  }();

  template <class In>
  static Status mismatch(In& in) {
    size_t same = 0;
    while (same < in.left() && in.at()[same] == uint8_t(kText.chars[same])) ++same;
    return in.expected(in.pos + same, {kRests[same].data(), kText.size() - same + 2});
  }
};

template <ByteSet kSet>
struct OneOf {
  using Value = uint8_t;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kSet;

  template <class In>
  TRI_INLINE static Status parse(In& in, uint8_t& out) {
    if (in.ended()) [[unlikely]] {
      in.expected(in.pos, "a byte");
      return in.more(1);
    }
    const uint8_t byte = in.byte();
    if (!kMemberTable<kSet>[byte]) return in.expected(in.pos, "another byte");
    out = byte;
    ++in.pos;
    return Status::Done;
  }

  template <class In>
  TRI_INLINE static Status parse_known(In& in, uint8_t& out) {
    out = in.byte();
    ++in.pos;
    return Status::Done;
  }
};

// The longest run of kMin to kMax members of kSet. A longer one fails for good, also while its end is not in sight.
template <ByteSet kSet, size_t kMin, size_t kMax>
struct TakeWhile {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = kMin == 0;
  static constexpr ByteSet kFirst = kSet;

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    const size_t begin = in.pos;
    const size_t end = in.template end_of<kSet>();
    const size_t size = end - begin;
    if (size > kMax) [[unlikely]]
      return in.passed_limit(begin, Fault::TooLong, "longer than allowed");
    if (end == in.size() && !in.final()) [[unlikely]]
      return in.more(1);
    if constexpr (kMin > 0) {
      if (size < kMin) [[unlikely]]
        return in.expected(end, "more bytes of its kind");
    }
    in.pos = end;
    out = {uint32_t(begin), uint32_t(size)};
    return Status::Done;
  }
};

// As TakeWhile without a bound, and of no value.
template <ByteSet kSet>
struct SkipWhile {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kSet;

  template <class In>
  TRI_INLINE static Status parse(In& in, Nothing&) {
    // Most runs are a byte or none, so look before searching.
    while (!in.ended() && kMemberTable<kSet>[in.byte()]) ++in.pos;
    if (in.ended() && !in.final()) [[unlikely]]
      return in.more(1);
    return Status::Done;
  }
};

// Everything before the first occurrence of kText, which is passed over; at most kMax bytes.
template <Text kText, size_t kMax>
struct TakeUntil {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kAnyByte, kOthers = ~bytes_of(kText.view().substr(0, 1));

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    const size_t begin = in.pos;
    for (;;) {
      in.pos = in.template end_of<kOthers>();
      if (in.pos - begin > kMax)
        return in.passed_limit(begin, Fault::TooLong, "its end is further away than allowed");
      if (in.left() < kText.size()) {
        in.expected(in.pos, kText.view());
        return in.more(kText.size() - in.left());
      }
      if (__builtin_memcmp(in.at(), kText.chars, kText.size()) == 0) break;
      ++in.pos;
    }
    out = {uint32_t(begin), uint32_t(in.pos - begin)};
    in.pos += kText.size();
    return Status::Done;
  }
};

// Exactly kSize bytes.
template <size_t kSize>
struct Take {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = kSize == 0;
  static constexpr ByteSet kFirst = kAnyByte;

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    if (in.left() < kSize) return in.more(kSize - in.left());
    out = {uint32_t(in.pos), uint32_t(kSize)};
    in.pos += kSize;
    return Status::Done;
  }
};

// The end of an input that is known to be whole.
struct AtEnd {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kNoByte;

  template <class In>
  TRI_INLINE static Status parse(In& in, Nothing&) {
    if (!in.ended()) return in.expected(in.pos, "the end of input");
    return in.final() ? Status::Done : in.more(1);
  }
};

// Parsers that match at the end of the input and nowhere else, so that no byte leads to them.
template <class P>
inline constexpr bool kOnlyAtEnd = std::is_same_v<P, AtEnd>;

template <Text kText>
inline constexpr Lit<kText> lit{};
template <ByteSet kSet>
inline constexpr OneOf<kSet> one_of{};
template <ByteSet kSet, size_t kMin = 0, size_t kMax = UINT32_MAX>
inline constexpr TakeWhile<kSet, kMin, kMax> take_while{};
template <ByteSet kSet>
inline constexpr SkipWhile<kSet> skip_while{};
template <Text kText, size_t kMax = UINT32_MAX>
inline constexpr TakeUntil<kText, kMax> take_until{};
template <size_t kSize>
inline constexpr Take<kSize> take{};
inline constexpr AtEnd at_end{};

// ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// An integer (or float) of sizeof(T) bytes, the most significant one first or last.
template <class T, bool kBigEndian>
struct Fixed {
  using Value = T;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kAnyByte;

  template <class In>
  TRI_INLINE static Status parse(In& in, T& out) {
    if (in.left() < sizeof(T)) [[unlikely]]
      return in.more(sizeof(T) - in.left());
    using Word = std::conditional_t<
        sizeof(T) == 1, uint8_t,
        std::conditional_t<sizeof(T) == 2, uint16_t,
                           std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>>>;
    Word word;
    std::memcpy(&word, in.at(), sizeof word);
    if constexpr (kBigEndian && sizeof(T) > 1) {
      if constexpr (sizeof(T) == 2)
        word = __builtin_bswap16(word);
      else if constexpr (sizeof(T) == 4)
        word = __builtin_bswap32(word);
      else
        word = __builtin_bswap64(word);
    }
    out = __builtin_bit_cast(T, word);
    in.pos += sizeof(T);
    return Status::Done;
  }
};

// Digits as an unsigned number of at most kMax; leading zeros count among the kMaxDigits.
template <unsigned kBase, uint64_t kMax, size_t kMaxDigits>
struct Digits {
  using Value = uint64_t;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kBase == 16 ? kHexDigit : kDigit;

  template <class In>
  TRI_INLINE static Status parse(In& in, uint64_t& out) {
    const size_t begin = in.pos;
    uint64_t number = 0;
    for (;; ++in.pos) {
      if (in.ended()) [[unlikely]] {
        if (!in.final()) return in.more(1);
        break;
      }
      const unsigned digit = digit_of(in.byte());
      if (digit >= kBase) break;
      if (in.pos - begin == kMaxDigits || number > (kMax - digit) / kBase) [[unlikely]]
        return in.passed_limit(begin, Fault::TooLong, "the number is greater than allowed");
      number = number * kBase + digit;
    }
    if (in.pos == begin) return in.expected(begin, "a digit");
    out = number;
    return Status::Done;
  }

 private:
  TRI_INLINE static unsigned digit_of(uint8_t byte) {
    const unsigned digit = unsigned(byte) - '0';
    if constexpr (kBase <= 10) return digit;
    if (digit < 10) return digit;
    const unsigned letter = (unsigned(byte) | 0x20) - 'a';
    return letter < 6 ? letter + 10 : 99;
  }
};

// Digits with an optional sign, as an int64_t.
struct SignedDigits {
  using Value = int64_t;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kDigit | bytes_of("+-");

  template <class In>
  TRI_INLINE static Status parse(In& in, int64_t& out) {
    if (in.ended()) [[unlikely]]
      return in.more(1);
    const bool negative = in.byte() == '-';
    if (negative || in.byte() == '+') ++in.pos;
    uint64_t number;
    const size_t begin = in.pos;
    const Status status = Digits<10, uint64_t{1} << 63, 20>::parse(in, number);
    if (status != Status::Done) [[unlikely]]
      return status;
    if (!negative && number == uint64_t{1} << 63)
      return in.passed_limit(begin, Fault::TooLong, "the number is greater than allowed");
    out = int64_t(negative ? 0 - number : number);
    return Status::Done;
  }
};

template <class T>
inline constexpr Fixed<T, true> big_endian{};
template <class T>
inline constexpr Fixed<T, false> little_endian{};
template <uint64_t kMax = UINT64_MAX, size_t kMaxDigits = 20>
inline constexpr Digits<10, kMax, kMaxDigits> decimal{};
template <uint64_t kMax = UINT64_MAX, size_t kMaxDigits = 16>
inline constexpr Digits<16, kMax, kMaxDigits> hexadecimal{};

inline constexpr SignedDigits signed_decimal{};

// A length as P reads it, then as many bytes; a length above kMax fails before any of them is looked at.
template <class P, size_t kMax>
struct LengthPrefixed {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    const size_t begin = in.pos;
    typename P::Value length;
    return rest(in, out, begin, P::parse(in, length), length);
  }

  template <class In>
  TRI_INLINE static Status parse_known(In& in, Slice& out) {
    const size_t begin = in.pos;
    typename P::Value length;
    return rest(in, out, begin, run_known<P>(in, length), length);
  }

 private:
  template <class In>
  TRI_INLINE static Status rest(In& in, Slice& out, size_t begin, Status status,
                                typename P::Value length) {
    if (status != Status::Done) [[unlikely]]
      return status;
    if (uint64_t(length) > kMax) [[unlikely]]
      return in.passed_limit(begin, Fault::TooLong, "the length is greater than allowed");
    if (in.left() < size_t(length)) [[unlikely]]
      return in.more(size_t(length) - in.left());
    out = {uint32_t(in.pos), uint32_t(length)};
    in.pos += size_t(length);
    return Status::Done;
  }
};

template <size_t kMax, Parser P>
consteval auto length_prefixed(P) {
  static_assert(kMax <= UINT32_MAX);
  return LengthPrefixed<P, kMax>{};
}

// ── One after the other ──────────────────────────────────────────────────────────────────────────────────────────────

// From here on the sequence around it must match: NoMatch becomes Failed.
struct Commit {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kNoByte;

  template <class In>
  TRI_INLINE static Status parse(In&, Nothing&) {
    return Status::Done;
  }
};
inline constexpr Commit commit{};

// What a sequence is worth: the one value among its parts, a tuple of several, or Nothing.
template <class... Ps>
struct SeqValue {
  using Pairs = decltype(std::tuple_cat(
      std::conditional_t<kHasValue<Ps>, std::tuple<typename Ps::Value>, std::tuple<>>{}...));
  template <class Tuple>
  struct Unwrap {
    using Type = Tuple;
  };
  template <class One>
  struct Unwrap<std::tuple<One>> {
    using Type = One;
  };
  using Type = std::conditional_t<(kHasValue<Ps> || ...), typename Unwrap<Pairs>::Type, Nothing>;
};

template <class... Ps>
struct Seq {
  using Value = typename SeqValue<Ps...>::Type;
  static constexpr bool kBinds = (Ps::kBinds || ...), kMayBeEmpty = (Ps::kMayBeEmpty && ...);
  static constexpr size_t kValues = (size_t(kHasValue<Ps>) + ...);
  static_assert(!kBinds || kValues == 0, "a part of a record puts its value in a field");
  static constexpr ByteSet kFirst = [] {
    ByteSet first;
    bool open = true;
    ((open ? void(first = first | Ps::kFirst) : void(), open = open && Ps::kMayBeEmpty), ...);
    return first;
  }();

  template <class In, class Out>
  TRI_INLINE static Status parse(In& in, Out& out) {
    return parts<false>(in, out, std::index_sequence_for<Ps...>{});
  }
  template <class In, class Out>
  TRI_INLINE static Status parse_known(In& in, Out& out) {
    return parts<true>(in, out, std::index_sequence_for<Ps...>{});
  }

 private:
  // The first part that takes a byte, provided that those before it can take none.
  static constexpr size_t kLeading = [] {
    size_t i = 0, leading = sizeof...(Ps);
    bool open = true;
    ((open && !(Ps::kMayBeEmpty && Ps::kFirst.empty()) ? void((leading = i, open = false)) : void(),
      ++i),
     ...);
    return leading;
  }();

  template <bool kKnown, class In, class Out, size_t... kI>
  TRI_INLINE static Status parts(In& in, Out& out, std::index_sequence<kI...>) {
    Status status = Status::Done;
    (void)((status = part < kI, Ps, kKnown && kI == kLeading && !Ps::kMayBeEmpty > (in, out),
            status == Status::Done) &&
           ...);
    return status;
  }

  template <size_t kPart, class P, bool kKnown, class In, class Out>
  TRI_INLINE static Status part(In& in, Out& out) {
    constexpr bool kCommitted = [] {
      size_t i = 0;
      bool found = false;
      ((found = found || (std::is_same_v<Ps, Commit> && i < kPart), ++i), ...);
      return found;
    }();
    Status status;
    if constexpr (kValues > 1 && kHasValue<P>) {
      constexpr size_t kSlot = [] {
        size_t i = 0, slot = 0;
        ((slot += (kHasValue<Ps> && i < kPart), ++i), ...);
        return slot;
      }();
      status = P::parse(in, std::get<kSlot>(out));
    } else if constexpr (kKnown) {
      status = run_known<P>(in, out);
    } else {
      status = run<P>(in, out);
    }
    if constexpr (kCommitted)
      if (status == Status::NoMatch) [[unlikely]]
        return Status::Failed;
    return status;
  }
};

template <class P, class... Ps>
inline constexpr bool kOnlyAtEnd<Seq<P, Ps...>> = kOnlyAtEnd<P>;

template <Parser... Ps>
consteval auto seq(Ps...) {
  return Seq<Ps...>{};
}

// A T whose members are filled by the parts, each with `field` or `put`.
template <class T, class Body>
struct Record {
  using Value = T;
  static constexpr bool kBinds = false, kMayBeEmpty = Body::kMayBeEmpty;
  static constexpr ByteSet kFirst = Body::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, T& out) {
    return Body::parse(in, out);
  }
  template <class In>
  TRI_INLINE static Status parse_known(In& in, T& out) {
    return Body::parse_known(in, out);
  }
};

template <class T, Parser... Ps>
consteval auto record(Ps...) {
  return Record<T, Seq<Ps...>>{};
}

// P's value becomes the member of the record around it.
template <auto kMember, class P>
struct Field {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In, class T>
  TRI_INLINE static Status parse(In& in, T& record) {
    return fill<false>(in, record);
  }
  template <class In, class T>
  TRI_INLINE static Status parse_known(In& in, T& record) {
    return fill<true>(in, record);
  }

 private:
  template <bool kKnown, class In, class T>
  TRI_INLINE static Status fill(In& in, T& record) {
    using Member = std::remove_cvref_t<decltype(record.*kMember)>;
    if constexpr (std::is_same_v<Member, typename P::Value>) {
      return kKnown ? run_known<P>(in, record.*kMember) : P::parse(in, record.*kMember);
    } else {
      typename P::Value value;
      const Status status = kKnown ? run_known<P>(in, value) : P::parse(in, value);
      if (status == Status::Done) [[likely]]
        record.*kMember = Member(value);
      return status;
    }
  }
};

template <auto kMember, Parser P>
consteval auto field(P) {
  return Field<kMember, P>{};
}

// Sets a member of the record around it and consumes nothing.
template <auto kMember, auto kValue>
struct Put {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kNoByte;

  template <class In, class T>
  TRI_INLINE static Status parse(In&, T& record) {
    record.*kMember = kValue;
    return Status::Done;
  }
};
template <auto kMember, auto kValue>
inline constexpr Put<kMember, kValue> put{};

// ── One of several ───────────────────────────────────────────────────────────────────────────────────────────────────

template <class... Ps>
struct Alt {
  using First = std::tuple_element_t<0, std::tuple<Ps...>>;
  using Value = typename First::Value;
  static constexpr bool kBinds = (Ps::kBinds || ...), kMayBeEmpty = (Ps::kMayBeEmpty || ...);
  static constexpr ByteSet kFirst = (Ps::kFirst | ...);
  static constexpr size_t kCount = sizeof...(Ps);
  static_assert(kBinds || (std::is_same_v<typename Ps::Value, Value> && ...),
                "branches put out one type; use map");
  static_assert(kCount < 64);

  template <class P>
  static constexpr bool may_begin(uint8_t byte) {
    return (P::kMayBeEmpty && !kOnlyAtEnd<P>) || P::kFirst.has(byte);
  }
  // Per byte, the branches that may begin with it, as bits.
  static constexpr std::array<uint64_t, 256> kCandidates = [] {
    std::array<uint64_t, 256> candidates{};
    for (unsigned byte = 0; byte < 256; ++byte) {
      uint64_t bit = 1;
      ((candidates[byte] |= (Ps::kMayBeEmpty || Ps::kFirst.has(uint8_t(byte))) ? bit : 0,
        bit <<= 1),
       ...);
    }
    return candidates;
  }();
  static constexpr bool kOneEach = [] {
    for (const uint64_t branches : kCandidates)
      if (__builtin_popcountll(branches) > 1) return false;
    return true;
  }();
  // Per byte, the branch that begins with it; kCount for none.
  static constexpr std::array<uint8_t, 256> kBranch = [] {
    std::array<uint8_t, 256> branch{};
    for (unsigned byte = 0; byte < 256; ++byte)
      branch[byte] =
          kCandidates[byte] ? uint8_t(__builtin_ctzll(kCandidates[byte])) : uint8_t(kCount);
    return branch;
  }();

  template <class In, class Out>
  TRI_INLINE static Status parse(In& in, Out& out) {
    constexpr auto kAll = std::index_sequence_for<Ps...>{};
    if constexpr (In::kExplains) {
      return in_turn(in, out, ~uint64_t{0}, kAll);
    } else {
      if (in.ended()) [[unlikely]]
        return kMayBeEmpty ? in_turn(in, out, ~uint64_t{0}, kAll) : in.more(1);
      if constexpr (kOneEach)
        return branch(in, out, kBranch[in.byte()], kAll);
      else
        return in_turn(in, out, kCandidates[in.byte()], kAll);
    }
  }

 private:
  template <class In, class Out, size_t... kI>
  TRI_INLINE static Status branch(In& in, Out& out, size_t which, std::index_sequence<kI...>) {
    Status status = Status::NoMatch;
    (void)((which == kI && (status = chosen<Ps>(in, out), true)) || ...);
    return status;
  }

  template <class P, class In, class Out>
  TRI_INLINE static Status chosen(In& in, Out& out) {
    if constexpr (P::kMayBeEmpty)
      return run<P>(in, out);
    else
      return run_known<P>(in, out);
  }

  template <class In, class Out, size_t... kI>
  TRI_INLINE static Status in_turn(In& in, Out& out, uint64_t which, std::index_sequence<kI...>) {
    Status status = Status::NoMatch;
    const size_t begin = in.pos;
    (void)(((which >> kI & 1) &&
            (in.pos = begin, status = run<Ps>(in, out), status != Status::NoMatch)) ||
           ...);
    return status;
  }
};

// The first branch that matches. A branch is tried only when it may begin with the byte at hand.
template <Parser... Ps>
consteval auto alt(Ps...) {
  return Alt<Ps...>{};
}

// P where the next byte is in kSet, which for a P that may match nothing says when it should: behind `alt` it is one
// branch among others.
template <ByteSet kSet, class P>
struct Starting {
  using Value = typename P::Value;
  static constexpr bool kBinds = P::kBinds, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kSet;

  template <class In, class Out>
  TRI_INLINE static Status parse(In& in, Out& out) {
    if (in.ended()) return in.more(1);
    if (!kMemberTable<kSet>[in.byte()]) return Status::NoMatch;
    return run<P>(in, out);
  }
  template <class In, class Out>
  TRI_INLINE static Status parse_known(In& in, Out& out) {
    return run<P>(in, out);
  }
};

template <ByteSet kSet, Parser P>
consteval auto starting(P) {
  return Starting<kSet, P>{};
}

template <class P>
struct Optional {
  using Value = typename P::Value;
  static constexpr bool kBinds = P::kBinds, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In, class Out>
  TRI_INLINE static Status parse(In& in, Out& out) {
    if (in.ended()) [[unlikely]] {
      if (!in.final()) return in.more(1);
      if constexpr (!In::kExplains) return Status::Done;
    } else if constexpr (!In::kExplains) {
      if (!kMemberTable<kFirst>[in.byte()]) return Status::Done;
    }
    const size_t begin = in.pos;
    const Status status = run<P>(in, out);
    if (status != Status::NoMatch) [[likely]]
      return status;
    in.pos = begin;
    return Status::Done;
  }
};

// P or nothing; without P the value (or the members) stay as they were.
template <Parser P>
consteval auto optional(P) {
  static_assert(!P::kMayBeEmpty);
  return Optional<P>{};
}

// ── Several ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// One after the other until the next byte begins none. After NeedMore the place is where the unfinished element begins
// and the list holds those before it, so that parsing may go on from there.
template <class P, size_t kMin, size_t kMax>
struct Many {
  using Value = std::conditional_t<kHasValue<P>, List<typename P::Value, kMax>, Nothing>;
  static constexpr bool kBinds = false, kMayBeEmpty = kMin == 0;
  static constexpr ByteSet kFirst = P::kFirst;
  static_assert(!P::kBinds && !P::kMayBeEmpty);

  template <class In>
  TRI_INLINE static Status parse(In& in, Value& out) {
    size_t count = 0;
    if constexpr (kHasValue<P>) count = out.size();
    for (;; ++count) {
      const size_t begin = in.pos;
      if (in.ended()) [[unlikely]] {
        if (!in.final()) return in.more(1);
        break;
      }
      if constexpr (!In::kExplains)
        if (!kMemberTable<kFirst>[in.byte()]) break;
      if (count == kMax) [[unlikely]] {
        if (kMemberTable<kFirst>[in.byte()])
          return in.passed_limit(begin, Fault::TooMany, "more of them than allowed");
        break;
      }
      Status status;
      if constexpr (kHasValue<P>)
        status = P::parse(in, out.next());
      else
        status = P::parse(in, out);
      if (status != Status::Done) [[unlikely]] {
        if (status != Status::Failed) in.pos = begin;
        if (status != Status::NoMatch) return status;
        break;
      }
      if constexpr (kHasValue<P>) out.append();
    }
    if (count < kMin) return in.expected(in.pos, "at least one more");
    return Status::Done;
  }
};

// How often P follows; its values are not kept.
template <class P, size_t kMax>
struct Count {
  using Value = uint32_t;
  static constexpr bool kBinds = false, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = P::kFirst;
  static_assert(!P::kBinds && !P::kMayBeEmpty);

  template <class In>
  TRI_INLINE static Status parse(In& in, uint32_t& out) {
    for (uint32_t count = 0;; ++count) {
      const size_t begin = in.pos;
      typename P::Value value;
      const Status status = in.ended() && in.final() ? Status::NoMatch : P::parse(in, value);
      if (status == Status::NoMatch) {
        in.pos = begin;
        out = count;
        return Status::Done;
      }
      if (status != Status::Done) return status;
      if (count == kMax) return in.passed_limit(begin, Fault::TooMany, "more of them than allowed");
    }
  }
};

template <size_t kMax, Parser P>
consteval auto count_of(P) {
  return Count<P, kMax>{};
}

template <size_t kMax, size_t kMin = 0, Parser P>
consteval auto many(P) {
  return Many<P, kMin, kMax>{};
}

// P, then Separator and P as often as they follow: one to kMax elements.
template <class P, class Separator, size_t kMax>
struct Separated {
  using Value = std::conditional_t<kHasValue<P>, List<typename P::Value, kMax>, Nothing>;
  static constexpr bool kBinds = false, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;
  static_assert(!P::kBinds && !kHasValue<Separator> && !Separator::kBinds &&
                !Separator::kMayBeEmpty);

  template <class In>
  TRI_INLINE static Status parse(In& in, Value& out) {
    if constexpr (kHasValue<P>) out.clear();
    for (size_t count = 1;; ++count) {
      Status status;
      if constexpr (kHasValue<P>)
        status = P::parse(in, out.next());
      else
        status = P::parse(in, out);
      // Behind a separator an element must follow.
      if (status == Status::NoMatch && count > 1) status = Status::Failed;
      if (status != Status::Done) return status;
      if constexpr (kHasValue<P>) out.append();
      const size_t begin = in.pos;
      if (in.ended()) {
        if (!in.final()) return in.more(1);
        return Status::Done;
      }
      Nothing nothing;
      status = Separator::parse(in, nothing);
      if (status == Status::NoMatch) {
        in.pos = begin;
        return Status::Done;
      }
      if (status != Status::Done) return status;
      if (count == kMax) return in.passed_limit(begin, Fault::TooMany, "more of them than allowed");
    }
  }
};

template <size_t kMax, Parser P, Parser Separator>
consteval auto separated(P, Separator) {
  return Separated<P, Separator, kMax>{};
}

// ── Values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

template <class P, auto kFunction>
struct Map {
  using Value = decltype(kFunction(std::declval<typename P::Value>()));
  static constexpr bool kBinds = false, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, Value& out) {
    typename P::Value value;
    const Status status = P::parse(in, value);
    if (status == Status::Done) [[likely]]
      out = kFunction(value);
    return status;
  }
  template <class In>
  TRI_INLINE static Status parse_known(In& in, Value& out) {
    typename P::Value value;
    const Status status = run_known<P>(in, value);
    if (status == Status::Done) [[likely]]
      out = kFunction(value);
    return status;
  }
};

// kFunction of P's value.
template <auto kFunction, Parser P>
consteval auto map(P) {
  return Map<P, kFunction>{};
}

template <class P, auto kPredicate, Text kWhat>
struct Verify {
  using Value = typename P::Value;
  static constexpr bool kBinds = false, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, Value& out) {
    const size_t begin = in.pos;
    const Status status = P::parse(in, out);
    if (status == Status::Done && !kPredicate(out)) [[unlikely]]
      return in.expected(begin, kWhat.view());
    return status;
  }
};

// P, provided that its value passes; kWhat says what was expected otherwise.
template <auto kPredicate, Text kWhat, Parser P>
consteval auto verify(P) {
  return Verify<P, kPredicate, kWhat>{};
}

// What P matched, whatever its value.
template <class P>
struct Matched {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    const size_t begin = in.pos;
    typename P::Value value;
    const Status status = P::parse(in, value);
    out = {uint32_t(begin), uint32_t(in.pos - begin)};
    return status;
  }
};

template <Parser P>
consteval auto matched(P) {
  return Matched<P>{};
}

// A slice without the members of kSet at its end.
template <ByteSet kSet, class P>
struct TrimmedEnd {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In>
  TRI_INLINE static Status parse(In& in, Slice& out) {
    const Status status = P::parse(in, out);
    if (status == Status::Done) [[likely]] {
      const uint8_t* end = in.data() + out.begin + out.size;
      while (out.size > 0 && kMemberTable<kSet>[end[-1]]) [[unlikely]] {
        --end;
        --out.size;
      }
    }
    return status;
  }
};

template <ByteSet kSet, Parser P>
consteval auto trimmed_end(P) {
  return TrimmedEnd<kSet, P>{};
}

// ── Names and recursion ──────────────────────────────────────────────────────────────────────────────────────────────

// P under a name that explanations use instead of what P is made of.
template <Text kName, class P>
struct Named {
  using Value = typename P::Value;
  static constexpr bool kBinds = P::kBinds, kMayBeEmpty = P::kMayBeEmpty;
  static constexpr ByteSet kFirst = P::kFirst;

  template <class In, class Out>
  TRI_INLINE static Status parse(In& in, Out& out) {
    if constexpr (!In::kExplains) {
      return run<P>(in, out);
    } else {
      in.explanation()->mute();
      const Status status = run<P>(in, out);
      in.explanation()->unmute();
      // A match may have tried to go on and failed further on; what was missing there is part of P as well.
      const size_t deepest = in.explanation()->at();
      if (status == Status::NoMatch || status == Status::Failed || deepest > in.pos)
        in.expected(deepest, kName.view());
      return status;
    }
  }
  template <class In, class Out>
  TRI_INLINE static Status parse_known(In& in, Out& out) {
    return run_known<P>(in, out);
  }
};

template <Text kName, class P>
inline constexpr bool kOnlyAtEnd<Named<kName, P>> = kOnlyAtEnd<P>;

template <Text kName, Parser P>
consteval auto named(P) {
  return Named<kName, P>{};
}

// Recursion: Rule is a struct with Value, kBinds, kFirst and kMayBeEmpty (they cannot be derived from a grammar that contains
// itself) and `static constexpr auto grammar()`. At most kMaxDepth of them nest, so the native stack is bounded.
template <class Rule, int kMaxDepth>
struct Ref {
  using Value = typename Rule::Value;
  static constexpr bool kBinds = Rule::kBinds, kMayBeEmpty = Rule::kMayBeEmpty;
  static constexpr ByteSet kFirst = Rule::kFirst;

  template <class In, class Out>
  [[gnu::noinline]] static Status parse(In& in, Out& out) {
    if (in.depth == kMaxDepth)
      return in.passed_limit(in.pos, Fault::TooDeep, "nested deeper than allowed");
    ++in.depth;
    using Grammar = decltype(Rule::grammar());
    const Status status = run<Grammar>(in, out);
    --in.depth;
    return status;
  }
};

template <class Rule, int kMaxDepth = 64>
inline constexpr Ref<Rule, kMaxDepth> ref{};

TRI_ISA_END

}  // namespace tri::net::parse
