#include "net/parse/combinators.hpp"

#include <doctest/doctest.h>

#include <string>

#include "net/parse/resume.hpp"

using namespace tri::net::parse;

namespace {

// What a parser makes of an input.
template <class Value>
struct Outcome {
  Status status;
  Value value{};
  size_t pos = 0, needed = 0;
};

template <class P>
auto parse(P, std::string_view input, bool final = true) {
  Cursor<false> in(input, 0, final);
  Outcome<typename P::Value> outcome;
  outcome.status = P::parse(in, outcome.value);
  outcome.pos = in.pos;
  outcome.needed = in.needed;
  return outcome;
}

template <class P>
std::string why(P, std::string_view input, bool final = true) {
  Explanation explanation;
  Cursor<true> in(input, 0, final, &explanation);
  typename P::Value value{};
  CHECK(P::parse(in, value) != Status::Done);
  return explanation.message(input);
}

}  // namespace

TEST_CASE("a literal matches itself, waits for the rest, and says where it went wrong") {
  constexpr auto kGet = lit<"GET ">;
  CHECK(parse(kGet, "GET /").status == Status::Done);
  CHECK(parse(kGet, "GET /").pos == 4);
  CHECK(parse(kGet, "GE", false).status == Status::NeedMore);
  CHECK(parse(kGet, "GE", false).needed == 2);
  CHECK(parse(kGet, "GE").status == Status::NoMatch);
  CHECK(parse(kGet, "GX", false).status == Status::NoMatch);
  CHECK(why(kGet, "GXT ") == "byte 1: expected E T space, found 'X'");
  CHECK(why(lit<"\r\n">, "x") == "byte 0: expected CR LF, found 'x'");
}

TEST_CASE("take_while takes the longest run between its bounds") {
  constexpr auto kWord = take_while<kAlpha, 2, 5>;
  CHECK(parse(kWord, "abc1").value == Slice{0, 3});
  CHECK(parse(kWord, "a1").status == Status::NoMatch);
  CHECK(parse(kWord, "abcdef").status == Status::Failed);
  CHECK(parse(kWord, "abc", false).status == Status::NeedMore);
  CHECK(parse(kWord, "abc").value == Slice{0, 3});
  // The bound holds before the end is in sight: a flood is refused, not awaited.
  CHECK(parse(kWord, "abcdef", false).status == Status::Failed);
}

TEST_CASE("take_until stops before its text and passes over it") {
  constexpr auto kLine = take_until<"\r\n", 8>;
  const auto line = parse(kLine, "ab\rc\r\nrest");
  CHECK(line.value == Slice{0, 4});
  CHECK(line.pos == 6);
  CHECK(parse(kLine, "abc\r", false).status == Status::NeedMore);
  CHECK(parse(kLine, "abc").status == Status::NoMatch);
  CHECK(parse(kLine, "123456789\r\n").status == Status::Failed);
}

TEST_CASE("integers of both byte orders, and as text") {
  using namespace std::string_view_literals;
  CHECK(parse(big_endian<uint16_t>, "\x01\x02"sv).value == 0x0102);
  CHECK(parse(little_endian<uint16_t>, "\x01\x02"sv).value == 0x0201);
  CHECK(parse(big_endian<int32_t>, "\xff\xff\xff\xfe"sv).value == -2);
  CHECK(parse(big_endian<uint64_t>, "\0\0\0\0\0\0\1\0"sv).value == 256);
  CHECK(parse(big_endian<double>, "\x3f\xf8\0\0\0\0\0\0"sv).value == 1.5);
  CHECK(parse(big_endian<uint32_t>, "\1\2"sv, false).needed == 2);
  CHECK(parse(decimal<>, "18446744073709551615").value == UINT64_MAX);
  CHECK(parse(decimal<>, "18446744073709551616").status == Status::Failed);
  CHECK(parse(decimal<100>, "100 ").value == 100);
  CHECK(parse(decimal<100>, "101 ").status == Status::Failed);
  CHECK(parse(decimal<100, 3>, "0007").status == Status::Failed);
  CHECK(parse(hexadecimal<>, "fFx").value == 255);
  CHECK(parse(signed_decimal, "-9223372036854775808").value == INT64_MIN);
  CHECK(parse(signed_decimal, "9223372036854775808").status == Status::Failed);
  CHECK(parse(signed_decimal, "+7").value == 7);
  CHECK(parse(signed_decimal, "-").status == Status::NoMatch);
}

TEST_CASE("a length is bounded before it is believed") {
  using namespace std::string_view_literals;
  constexpr auto kBlob = length_prefixed<4>(big_endian<uint8_t>);
  CHECK(parse(kBlob, "\3abcd"sv).value == Slice{1, 3});
  CHECK(parse(kBlob, "\3ab"sv, false).needed == 1);
  CHECK(parse(kBlob, "\5"sv, false).status == Status::Failed);
}

TEST_CASE("seq is worth its one value, or a tuple of several") {
  constexpr auto kOne = seq(lit<"<">, decimal<>, lit<">">);
  static_assert(std::is_same_v<decltype(kOne)::Value, uint64_t>);
  CHECK(parse(kOne, "<12>").value == 12);
  constexpr auto kTwo = seq(decimal<>, lit<",">, decimal<>);
  CHECK(parse(kTwo, "3,4").value == std::tuple<uint64_t, uint64_t>(3, 4));
  static_assert(std::is_same_v<decltype(seq(lit<"a">, lit<"b">))::Value, Nothing>);
}

TEST_CASE("commit turns a mismatch into a failure, so that no other branch tries") {
  constexpr auto kBoth = alt(matched(seq(lit<"a">, commit, lit<"b">)), matched(lit<"ac">));
  CHECK(parse(kBoth, "ab").status == Status::Done);
  CHECK(parse(kBoth, "ac").status == Status::Failed);
  constexpr auto kBack = alt(matched(seq(lit<"a">, lit<"b">)), matched(lit<"ac">));
  CHECK(parse(kBack, "ac").status == Status::Done);
}

TEST_CASE("alt chooses by the first byte, and explains with all branches") {
  constexpr auto kAlt = alt(matched(lit<"one">), matched(lit<"two">), matched(lit<"three">));
  static_assert(!decltype(kAlt)::kOneEach);
  CHECK(parse(kAlt, "three").pos == 5);
  CHECK(parse(kAlt, "t", false).status == Status::NeedMore);
  CHECK(why(kAlt, "tx") == "byte 1: expected \"wo\" or \"hree\", found 'x'");
  constexpr auto kApart = alt(matched(lit<"+">), matched(take_while<kDigit, 1>));
  static_assert(decltype(kApart)::kOneEach);
  CHECK(parse(kApart, "42").value == Slice{0, 2});
  CHECK(why(kApart, "x") == "byte 0: expected \"+\" or more bytes of its kind, found 'x'");
}

TEST_CASE("many keeps what it found and is bounded") {
  constexpr auto kMany = many<3>(seq(decimal<>, lit<";">));
  const auto three = parse(kMany, "1;2;3;x");
  REQUIRE(three.value.size() == 3);
  CHECK(three.value[2] == 3);
  CHECK(three.pos == 6);
  CHECK(parse(kMany, "1;2;3;4;").status == Status::Failed);
  CHECK(parse(kMany, "x").value.empty());
  const auto cut = parse(kMany, "1;2", false);
  CHECK(cut.status == Status::NeedMore);
  CHECK(cut.value.size() == 1);
  CHECK(cut.pos == 2);
  CHECK(parse(many<3, 2>(seq(decimal<>, lit<";">)), "1;").status == Status::NoMatch);
}

TEST_CASE("separated wants an element behind each separator") {
  constexpr auto kList = separated<3>(decimal<>, lit<",">);
  CHECK(parse(kList, "1,2,3").value.size() == 3);
  CHECK(parse(kList, "1 ").pos == 1);
  CHECK(parse(kList, "1,").status == Status::Failed);
  CHECK(parse(kList, "1,2,3,4").status == Status::Failed);
  CHECK(parse(kList, "").status == Status::NoMatch);
}

TEST_CASE("optional, map, verify and trimmed_end") {
  constexpr auto kSigned = seq(optional(lit<"-">), decimal<>);
  CHECK(parse(kSigned, "-5").value == 5);
  CHECK(parse(kSigned, "5").value == 5);
  constexpr auto kDouble = map<[](uint64_t n) { return n * 2; }>(decimal<>);
  CHECK(parse(kDouble, "21").value == 42);
  constexpr auto kEven = verify<[](uint64_t n) { return n % 2 == 0; }, "an even number">(decimal<>);
  CHECK(parse(kEven, "4").status == Status::Done);
  CHECK(why(kEven, "5") == "byte 0: expected an even number, found '5'");
  CHECK(parse(trimmed_end<kBlank>(take_while<kAnyByte>), "a b \t ").value == Slice{0, 3});
}

namespace {

struct Pair {
  Slice key;
  uint64_t value = 0;
  bool exact = false;
};
constexpr auto kPair = record<Pair>(field<&Pair::key>(named<"key">(take_while<kAlpha, 1>)), commit,
                                    alt(lit<"=">, seq(lit<":">, put<&Pair::exact, true>)),
                                    field<&Pair::value>(named<"value">(decimal<>)));

struct Nested {
  using Value = Slice;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = bytes_of("(x");
  static constexpr auto grammar() {
    return matched(alt(matched(seq(lit<"(">, ref<Nested, 8>, lit<")">)), matched(lit<"x">)));
  }
};

struct Lines {
  Slice title;
  List<Pair, 8> pairs;
};
constexpr auto kLines =
    record<Lines>(seq(field<&Lines::title>(take_while<kAlpha, 1>), lit<"\n">),
                  field<&Lines::pairs>(many<8>(seq(kPair, lit<"\n">))), lit<".">);

}  // namespace

TEST_CASE("a record gathers fields from wherever they are in it") {
  const auto pair = parse(kPair, "abc:12");
  CHECK(pair.status == Status::Done);
  CHECK(pair.value.key == Slice{0, 3});
  CHECK(pair.value.value == 12);
  CHECK(pair.value.exact);
  CHECK(why(kPair, "abc=x") == "byte 4: expected value, found 'x'");
  CHECK(why(kPair, "9") == "byte 0: expected key, found '9'");
  CHECK(why(kPair, "ab") == "byte 2: expected \"=\" or \":\", found the end of input");
}

TEST_CASE("recursion is bounded") {
  CHECK(parse(ref<Nested, 8>, "((x))").pos == 5);
  CHECK(parse(ref<Nested, 8>, "(((((((x)))))))").status == Status::Done);
  CHECK(parse(ref<Nested, 8>, "((((((((x))))))))").status == Status::Failed);
}

TEST_CASE("a record resumes wherever its input was cut") {
  const std::string text = "title\na=1\nbb=22\nccc:333\n.";
  for (size_t cut = 0; cut < text.size(); ++cut) {
    CAPTURE(cut);
    Progress progress;
    Lines lines;
    const auto feed = [&](size_t size) {
      Cursor<false> in(std::string_view(text).substr(0, size), progress.pos, /*final=*/false);
      return resume_parts(kLines, in, lines, progress);
    };
    REQUIRE(feed(cut) == Status::NeedMore);
    REQUIRE(feed(text.size()) == Status::Done);
    CHECK(progress.pos == text.size());
    REQUIRE(lines.pairs.size() == 3);
    CHECK(lines.pairs[2].value == 333);
    CHECK(lines.title == Slice{0, 5});
  }
}

TEST_CASE("resuming does not look again at elements that are done") {
  const std::string text = "title\na=1\nbb=22\n";
  Progress progress;
  Lines lines;
  Cursor<false> in(text, 0, /*final=*/false);
  REQUIRE(resume_parts(kLines, in, lines, progress) == Status::NeedMore);
  CHECK(progress.pos == text.size());
  CHECK(progress.stage == 1);
  CHECK(lines.pairs.size() == 2);
}
