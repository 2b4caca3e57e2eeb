// The grammar of one RESP element. See value.hpp for how elements make up a message.
#pragma once

#include "net/parse/combinators.hpp"
#include "net/resp/value.hpp"

namespace tri::net::resp {

TRI_ISA_BEGIN

using namespace tri::net::parse;

inline constexpr ByteSet kLineByte = ~bytes_of("\r\n");
inline constexpr auto kLineEnd = lit<"\r\n">;

inline constexpr auto kLineText = take_while<kLineByte, 0, kMaxLine>;
inline constexpr auto kCount = decimal<kMaxParts, 10>;
inline constexpr auto kSign = optional(one_of<bytes_of("+-")>);
inline constexpr auto kDigits = take_while<kDigit, 1, kMaxLine>;
inline constexpr auto kReal = named<"number">(matched(
    alt(matched(seq(optional(lit<"-">), lit<"inf">)), matched(seq(optional(lit<"-">), lit<"nan">)),
        matched(seq(kSign, kDigits, optional(seq(lit<".">, kDigits)),
                    optional(seq(one_of<bytes_of("eE")>, kSign, kDigits)))))));

template <Text kMark, Kind kKind>
inline constexpr auto kLine =
    seq(lit<kMark>, commit, put<&Node::kind, kKind>, field<&Node::text>(kLineText), kLineEnd);

template <Text kMark, Kind kKind>
inline constexpr auto kSized = seq(
    lit<kMark>, commit, put<&Node::kind, kKind>,
    field<&Node::text>(length_prefixed<kMaxBlob>(seq(decimal<kMaxBlob, 10>, kLineEnd))), kLineEnd);

template <Text kMark, Kind kKind>
inline constexpr auto kCounted =
    seq(lit<kMark>, commit, put<&Node::kind, kKind>, field<&Node::count>(kCount), kLineEnd);

// RESP2 has a null for each of its nullable types.
inline constexpr auto kNoBlob = seq(lit<"$-">, commit, lit<"1\r\n">, put<&Node::kind, Kind::Null>);
inline constexpr auto kNoArray = seq(lit<"*-">, commit, lit<"1\r\n">, put<&Node::kind, Kind::Null>);

inline constexpr auto kElement = record<Node>(
    alt(alt(kNoBlob, kSized<"$", Kind::Blob>), alt(kNoArray, kCounted<"*", Kind::Array>),
        kLine<"+", Kind::Simple>, kLine<"-", Kind::Error>,
        seq(lit<":">, commit, put<&Node::kind, Kind::Integer>,
            field<&Node::integer>(signed_decimal), kLineEnd),
        seq(lit<"_">, commit, put<&Node::kind, Kind::Null>, kLineEnd),
        seq(lit<"#">, commit, put<&Node::kind, Kind::Boolean>,
            field<&Node::integer>(map<[](uint8_t c) { return int64_t(c == 't'); }>(
                named<"t or f">(one_of<bytes_of("tf")>))),
            kLineEnd),
        seq(lit<",">, commit, put<&Node::kind, Kind::Double>, field<&Node::text>(kReal), kLineEnd),
        seq(lit<"(">, commit, put<&Node::kind, Kind::BigNumber>,
            field<&Node::text>(matched(seq(kSign, kDigits))), kLineEnd),
        kSized<"!", Kind::BlobError>, kSized<"=", Kind::Verbatim>, kCounted<"%", Kind::Map>,
        kCounted<"~", Kind::Set>, kCounted<">", Kind::Push>, kCounted<"|", Kind::Attribute>));

TRI_ISA_END

}  // namespace tri::net::resp
