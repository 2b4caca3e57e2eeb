#include "net/rpc/frame.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "net/parse/combinators.hpp"

namespace tri::net::rpc {
namespace {

using namespace tri::net::parse;

// A frame from its kind on, of a kind whose header has one size, or one between two.
template <FrameKind kKind, uint16_t kMinHeader, uint16_t kMaxHeader, uint8_t kMaxFlags = 0>
inline constexpr auto kFrameOf = seq(
    field<&FrameHead::kind>(map<[](uint8_t byte) { return FrameKind(byte); }>(
        named<"a kind of frame">(one_of<byte_range(uint8_t(kKind), uint8_t(kKind))>))),
    commit, field<&FrameHead::flags>(named<"flags of this kind">(one_of<byte_range(0, kMaxFlags)>)),
    field<&FrameHead::header_size>(
        verify<[](uint16_t size) { return size >= kMinHeader && size <= kMaxHeader; },
               "a header's size for this kind">(big_endian<uint16_t>)),
    field<&FrameHead::id>(big_endian<uint64_t>));

inline constexpr auto kFrame = record<FrameHead>(
    seq(field<&FrameHead::length>(verify<[](uint32_t length) { return length <= kMaxFrameLength; },
                                         "a length of at most 2^30">(big_endian<uint32_t>)),
        alt(  //
            kFrameOf<FrameKind::Call, kCallHeaderSize + 1, kCallHeaderSize + kMaxName>,
            kFrameOf<FrameKind::Reply, 0, 0>, kFrameOf<FrameKind::Error, 1, kMaxErrorCode>,
            kFrameOf<FrameKind::Cancel, 0, 0>, kFrameOf<FrameKind::Item, 0, 0>,
            kFrameOf<FrameKind::Credit, 4, 4>, kFrameOf<FrameKind::Ping, 0, 0, kPingAnswer>)));

bool may_have_payload(FrameKind kind) {
  return kind != FrameKind::Cancel && kind != FrameKind::Credit && kind != FrameKind::Ping;
}
// What the grammar cannot see, because it concerns two numbers.
const char* disagreement(const FrameHead& head) {
  if (head.header_size > head.length) return "a header that its frame's length holds";
  if (head.payload_size() > 0 && !may_have_payload(head.kind)) return "no payload for this kind";
  return nullptr;
}

template <class T>
T read(const char* from) {
  T wire;
  std::memcpy(&wire, from, sizeof wire);
  if constexpr (sizeof(T) == 8)
    return __builtin_bswap64(wire);
  else if constexpr (sizeof(T) == 4)
    return __builtin_bswap32(wire);
  else
    return __builtin_bswap16(wire);
}
template <class T>
void write(char* to, T value) {
  value = read<T>(reinterpret_cast<const char*>(&value));
  std::memcpy(to, &value, sizeof value);
}

// Makes room for a frame at the end of `out`, writes its head, and returns where its header goes.
char* begin_frame(std::string& out, FrameKind kind, uint8_t flags, uint64_t id, size_t header,
                  size_t payload) {
  TRI_CHECK(header + payload <= kMaxFrameLength);
  const size_t at = out.size();
  out.resize(at + kFrameHeadSize + header + payload);
  char* const head = out.data() + at;
  write(head, uint32_t(header + payload));
  head[4] = char(kind);
  head[5] = char(flags);
  write(head + 6, uint16_t(header));
  write(head + 8, id);
  return head + kFrameHeadSize;
}
void copy(char* to, std::string_view text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
}

}  // namespace

ParseResult parse_frame_head(std::string_view input, FrameHead& head) {
  Cursor<false> in(input.substr(0, kFrameHeadSize), 0, /*final=*/false);
  switch (decltype(kFrame)::parse(in, head)) {
    case Status::Done: break;
    case Status::NeedMore: return ParseResult::NeedMore;
    default: return ParseResult::Malformed;
  }
  return disagreement(head) == nullptr ? ParseResult::Done : ParseResult::Malformed;
}

std::string explain_frame_head(std::string_view input) {
  Explanation why;
  Cursor<true> in(input.substr(0, kFrameHeadSize), 0, /*final=*/false, &why);
  FrameHead head;
  if (decltype(kFrame)::parse(in, head) != Status::Done) return why.message(input);
  const char* const expected = disagreement(head);
  return std::string("byte 0: expected ") + (expected ? expected : "another frame") +
         ", found a length of " + std::to_string(head.length) + " with a header of " +
         std::to_string(head.header_size);
}

CallHeader read_call_header(std::string_view header) {
  TRI_CHECK(header.size() > kCallHeaderSize);
  return {.remaining_us = read<uint64_t>(header.data()),
          .credit = read<uint32_t>(header.data() + 8),
          .method = header.substr(kCallHeaderSize)};
}

uint32_t read_credit(std::string_view header) {
  TRI_CHECK(header.size() == 4);
  return read<uint32_t>(header.data());
}

void write_call(std::string& out, uint64_t id, const CallHeader& call, std::string_view payload) {
  TRI_CHECK(!call.method.empty() && call.method.size() <= kMaxName);
  const size_t header_size = kCallHeaderSize + call.method.size();
  char* const header = begin_frame(out, FrameKind::Call, 0, id, header_size, payload.size());
  write(header, call.remaining_us);
  write(header + 8, call.credit);
  copy(header + kCallHeaderSize, call.method);
  copy(header + header_size, payload);
}

void write_error(std::string& out, uint64_t id, std::string_view code, std::string_view payload) {
  TRI_CHECK(!code.empty() && code.size() <= kMaxErrorCode);
  char* const header = begin_frame(out, FrameKind::Error, 0, id, code.size(), payload.size());
  copy(header, code);
  copy(header + code.size(), payload);
}

void write_credit(std::string& out, uint64_t id, uint32_t bytes) {
  write(begin_frame(out, FrameKind::Credit, 0, id, 4, 0), bytes);
}

void write_plain(std::string& out, FrameKind kind, uint64_t id, std::string_view payload,
                 uint8_t flags) {
  copy(begin_frame(out, kind, flags, id, 0, payload.size()), payload);
}

}  // namespace tri::net::rpc
