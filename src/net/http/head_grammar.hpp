// The grammar of HTTP/1.1 heads: RFC 9112 as it stands, without the leniencies that it permits.
//
//   bare LF, bare CR, NUL and other controls    refused
//   blanks before the colon of a field          refused
//   a field continued on the next line          refused (obs-fold)
//   targets                                     the characters of RFC 3986, and those that browsers leave as they are
//                                               in queries: ^ ` { | } \ [ ]
//   one empty line before a request             passed over (RFC 9112, 2.2)
//   a status line without reason and its space  accepted: servers that send it are common
#pragma once

#include "net/http/head.hpp"
#include "net/parse/combinators.hpp"

namespace tri::net::http {

TRI_ISA_BEGIN

using namespace tri::net::parse;

inline constexpr ByteSet kTokenByte = kAlpha | kDigit | bytes_of("!#$%&'*+-.^_`|~");
inline constexpr ByteSet kFieldByte =
    byte_range(' ', '~') | byte_range(0x80, 0xff) | bytes_of("\t");
inline constexpr ByteSet kTargetByte =
    kAlpha | kDigit | bytes_of("-._~:/?[]@!$&'()*+,;=%") | bytes_of("^`{|}\\");

inline constexpr auto kLineEnd = lit<"\r\n">;

inline constexpr auto kMethod = named<"method">(take_while<kTokenByte, 1, kMaxMethod>);
inline constexpr auto kTarget = named<"target">(take_while<kTargetByte, 1, kMaxTarget>);
inline constexpr auto kFieldName = named<"field name">(take_while<kTokenByte, 1, kMaxFieldName>);
inline constexpr auto kFieldValue =
    named<"field value">(trimmed_end<kBlank>(take_while<kFieldByte, 0, kMaxFieldValue>));
inline constexpr auto kReason = take_while<kFieldByte, 0, 1024>;
inline constexpr auto kVersionDigit =
    map<[](uint8_t c) { return uint8_t(c - '0'); }>(named<"digit">(one_of<kDigit>));

template <class Head>
inline constexpr auto kVersion = seq(lit<"HTTP/">, field<&Head::major>(kVersionDigit), lit<".">,
                                     field<&Head::minor>(kVersionDigit));

inline constexpr auto kFieldLine =
    record<HeaderField>(field<&HeaderField::name>(kFieldName), commit, lit<":">, skip_while<kBlank>,
                        field<&HeaderField::value>(kFieldValue), kLineEnd);

inline constexpr auto kRequest = record<RequestHead>(
    optional(kLineEnd),
    seq(field<&RequestHead::method>(kMethod), lit<" ">, field<&RequestHead::target>(kTarget),
        lit<" ">, kVersion<RequestHead>, kLineEnd),
    field<&RequestHead::fields>(many<kMaxFields>(kFieldLine)), kLineEnd);

inline constexpr auto kStatusCode = map<[](std::tuple<uint8_t, uint8_t, uint8_t> digits) {
  const auto [a, b, c] = digits;
  return uint16_t((a - '0') * 100 + (b - '0') * 10 + (c - '0'));
}>(named<"status code">(seq(one_of<byte_range('1', '9')>, one_of<kDigit>, one_of<kDigit>)));

inline constexpr auto kResponse = record<ResponseHead>(
    seq(kVersion<ResponseHead>, lit<" ">, field<&ResponseHead::status>(kStatusCode),
        optional(seq(lit<" ">, field<&ResponseHead::reason>(kReason))), kLineEnd),
    field<&ResponseHead::fields>(many<kMaxFields>(kFieldLine)), kLineEnd);

inline constexpr auto kTrailer =
    record<Trailer>(field<&Trailer::fields>(many<kMaxFields>(kFieldLine)), kLineEnd);

template <class Head>
consteval auto grammar_of() {
  if constexpr (std::is_same_v<Head, RequestHead>)
    return kRequest;
  else if constexpr (std::is_same_v<Head, ResponseHead>)
    return kResponse;
  else
    return kTrailer;
}

using HeadCursor = Cursor<false, kTokenByte, kFieldByte>;

TRI_ISA_END

}  // namespace tri::net::http
