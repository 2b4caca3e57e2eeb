#include "net/websocket/frame.hpp"

#include <bit>
#include <cstring>

#include "net/parse/combinators.hpp"
#include "net/websocket/mask_kernel.hpp"

namespace tri::net::websocket {
namespace {

using namespace tri::net::parse;

// First bytes whose opcode is known: data frames with any flags, control frames that are not fragmented.
constexpr ByteSet first_bytes(bool control) {
  ByteSet set;
  for (unsigned byte = 0; byte < 256; ++byte) {
    const unsigned opcode = byte & 15;
    if (control ? opcode >= 8 && opcode <= 10 && byte >= 0x80 : opcode <= 2) set.add(uint8_t(byte));
  }
  return set;
}

template <uint64_t kMin, class T>
inline constexpr auto kLength =
    verify<[](uint64_t length) { return length >= kMin && length >> 63 == 0; },
           "the shortest form of a length below 2^63">(
        map<[](T length) { return uint64_t(length); }>(big_endian<T>));
inline constexpr auto kKey =
    map<[](uint32_t key) { return std::bit_cast<MaskingKey>(key); }>(little_endian<uint32_t>);

template <uint8_t kLow, uint8_t kHigh>
inline constexpr auto kSecond = field<&FrameHeader::second>(one_of<byte_range(kLow, kHigh)>);

template <uint8_t kMask>
inline constexpr auto kShort = kSecond<kMask, kMask | 125>;
template <uint8_t kMask>
inline constexpr auto kMedium = seq(kSecond<kMask | 126, kMask | 126>, commit,
                                    field<&FrameHeader::length>(kLength<126, uint16_t>));
template <uint8_t kMask>
inline constexpr auto kLong = seq(kSecond<kMask | 127, kMask | 127>, commit,
                                  field<&FrameHeader::length>(kLength<65536, uint64_t>));
inline constexpr auto kMaskKey = field<&FrameHeader::key>(kKey);

inline constexpr auto kDataFrame =
    seq(field<&FrameHeader::first>(named<"a known opcode">(one_of<first_bytes(false)>)), commit,
        alt(kShort<0>, seq(kShort<0x80>, kMaskKey), kMedium<0>, seq(kMedium<0x80>, kMaskKey),
            kLong<0>, seq(kLong<0x80>, kMaskKey)));
inline constexpr auto kControlFrame =
    seq(field<&FrameHeader::first>(named<"a control frame with FIN">(one_of<first_bytes(true)>)),
        commit, named<"a length of at most 125">(alt(kShort<0>, seq(kShort<0x80>, kMaskKey))));

inline constexpr auto kFrame = record<FrameHeader>(alt(kDataFrame, kControlFrame));

}  // namespace

FrameStart parse_frame(std::string_view input, FrameHeader& header) {
  Cursor<false> in(input.substr(0, kMaxFrameHeader), 0, /*final=*/false);
  switch (decltype(kFrame)::parse(in, header)) {
    case Status::Done: break;
    case Status::NeedMore: return {ParseResult::NeedMore, 0};
    default: return {ParseResult::Malformed, 0};
  }
  if (const uint8_t length = header.second & 0x7f; length <= 125) header.length = length;
  return {ParseResult::Done, in.pos};
}

std::string explain_frame(std::string_view input) {
  Explanation why;
  Cursor<true> in(input.substr(0, kMaxFrameHeader), 0, /*final=*/false, &why);
  FrameHeader header;
  (void)decltype(kFrame)::parse(in, header);
  return why.message(input);
}

size_t write_frame_header(char* out, uint8_t first, uint64_t length, const MaskingKey* key) {
  const uint8_t mask = key != nullptr ? 0x80 : 0;
  size_t size = 2;
  out[0] = char(first);
  if (length <= 125) {
    out[1] = char(mask | length);
  } else if (length <= 0xffff) {
    out[1] = char(mask | 126);
    const uint16_t wire = __builtin_bswap16(uint16_t(length));
    std::memcpy(out + size, &wire, sizeof wire);
    size += sizeof wire;
  } else {
    out[1] = char(mask | 127);
    const uint64_t wire = __builtin_bswap64(length);
    std::memcpy(out + size, &wire, sizeof wire);
    size += sizeof wire;
  }
  if (key != nullptr) {
    std::memcpy(out + size, key->data(), key->size());
    size += key->size();
  }
  return size;
}

Masker::Masker(parse::Isa isa) : entry_(TRI_KERNEL_FOR(mask_kernel, isa)) {
  TRI_CHECK(parse::has_isa(isa));
}

}  // namespace tri::net::websocket
