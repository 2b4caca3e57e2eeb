// The grammar of one MessagePack element: a branch per family of first bytes, decided by one table lookup.
#pragma once

#include "net/msgpack/value.hpp"
#include "net/parse/combinators.hpp"

namespace tri::net::msgpack {

TRI_ISA_BEGIN

using namespace tri::net::parse;

// A first byte whose low bits are a number.
template <uint8_t kLow, uint8_t kHigh, class T>
inline constexpr auto kPacked =
    map<[](uint8_t byte) { return T(byte - kLow); }>(one_of<byte_range(kLow, kHigh)>);

// The tag as a parser of no value.
template <uint8_t kTag>
struct Tag {
  using Value = Nothing;
  static constexpr bool kBinds = false, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = byte_range(kTag, kTag);

  template <class In>
  TRI_INLINE static Status parse(In& in, Nothing& nothing) {
    if (in.ended()) [[unlikely]]
      return in.more(1);
    if (in.byte() != kTag) return in.expected(in.pos, "another tag");
    return parse_known(in, nothing);
  }
  template <class In>
  TRI_INLINE static Status parse_known(In& in, Nothing&) {
    ++in.pos;
    return Status::Done;
  }
};
template <uint8_t kTag>
inline constexpr Tag<kTag> tag{};

// As many bytes as the node's count says, which they replace.
struct CountedBytes {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = true;
  static constexpr ByteSet kFirst = kAnyByte;

  template <class In>
  TRI_INLINE static Status parse(In& in, Node& node) {
    const uint64_t count = node.count;
    if (in.left() < count) return in.more(size_t(count) - in.left());
    node.bytes = {uint32_t(in.pos), uint32_t(count)};
    in.pos += size_t(count);
    return Status::Done;
  }
};

template <Kind kKind>
inline constexpr auto kIs = put<&Node::kind, kKind>;

template <uint8_t kTag, class T>
inline constexpr auto kSigned =
    seq(tag<kTag>, commit, kIs<Kind::Integer>,
        field<&Node::integer>(map<[](T number) { return int64_t(number); }>(big_endian<T>)));

template <uint8_t kTag, class T, Kind kKind>
inline constexpr auto kSized = seq(tag<kTag>, commit, kIs<kKind>,
                                   field<&Node::bytes>(length_prefixed<UINT32_MAX>(big_endian<T>)));

template <uint8_t kTag, class T, Kind kKind>
inline constexpr auto kCounted =
    seq(tag<kTag>, commit, kIs<kKind>,
        field<&Node::count>(map<[](T number) { return uint64_t(number); }>(big_endian<T>)));

template <uint8_t kTag, size_t kSize>
inline constexpr auto kFixedExtension =
    seq(tag<kTag>, commit, kIs<Kind::Extension>, field<&Node::type>(big_endian<int8_t>),
        field<&Node::bytes>(take<kSize>));

// The length comes before the type, and does not count it.
template <uint8_t kTag, class T>
inline constexpr auto kExtension =
    seq(tag<kTag>, commit, kIs<Kind::Extension>,
        field<&Node::count>(map<[](T n) { return uint64_t(n); }>(big_endian<T>)),
        field<&Node::type>(big_endian<int8_t>), CountedBytes{});

inline constexpr auto kElement = named<"a type byte">(record<Node>(alt(
    seq(kIs<Kind::Integer>, field<&Node::integer>(kPacked<0x00, 0x7f, int64_t>)),
    seq(kIs<Kind::Map>, field<&Node::count>(kPacked<0x80, 0x8f, uint64_t>)),
    seq(kIs<Kind::Array>, field<&Node::count>(kPacked<0x90, 0x9f, uint64_t>)),
    seq(kIs<Kind::String>, field<&Node::bytes>(length_prefixed<31>(kPacked<0xa0, 0xbf, uint8_t>))),
    seq(tag<0xc0>, kIs<Kind::Nil>, put<&Node::integer, int64_t{0}>),
    seq(tag<0xc2>, kIs<Kind::Boolean>, put<&Node::integer, int64_t{0}>),
    seq(tag<0xc3>, kIs<Kind::Boolean>, put<&Node::integer, int64_t{1}>),
    kSized<0xc4, uint8_t, Kind::Binary>, kSized<0xc5, uint16_t, Kind::Binary>,
    kSized<0xc6, uint32_t, Kind::Binary>,  //
    kExtension<0xc7, uint8_t>, kExtension<0xc8, uint16_t>, kExtension<0xc9, uint32_t>,
    seq(tag<0xca>, commit, kIs<Kind::Float32>, field<&Node::float32>(big_endian<float>)),
    seq(tag<0xcb>, commit, kIs<Kind::Float64>, field<&Node::float64>(big_endian<double>)),
    kSigned<0xcc, uint8_t>, kSigned<0xcd, uint16_t>, kSigned<0xce, uint32_t>,
    seq(tag<0xcf>, commit, kIs<Kind::Unsigned>,
        field<&Node::unsigned_integer>(big_endian<uint64_t>)),
    kSigned<0xd0, int8_t>, kSigned<0xd1, int16_t>, kSigned<0xd2, int32_t>, kSigned<0xd3, int64_t>,
    kFixedExtension<0xd4, 1>, kFixedExtension<0xd5, 2>, kFixedExtension<0xd6, 4>,
    kFixedExtension<0xd7, 8>, kFixedExtension<0xd8, 16>,  //
    kSized<0xd9, uint8_t, Kind::String>, kSized<0xda, uint16_t, Kind::String>,
    kSized<0xdb, uint32_t, Kind::String>,  //
    kCounted<0xdc, uint16_t, Kind::Array>, kCounted<0xdd, uint32_t, Kind::Array>,
    kCounted<0xde, uint16_t, Kind::Map>, kCounted<0xdf, uint32_t, Kind::Map>,
    seq(kIs<Kind::Integer>,
        field<&Node::integer>(map<[](uint8_t byte) { return int64_t(int8_t(byte)); }>(
            one_of<byte_range(0xe0, 0xff)>))))));

TRI_ISA_END

}  // namespace tri::net::msgpack
