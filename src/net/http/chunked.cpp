#include "net/http/chunked.hpp"

#include "net/http/head_grammar.hpp"

namespace tri::net::http {
namespace {

// RFC 9112, 7.1. A size of more than 15 digits has leading zeros or is out of all proportion.
inline constexpr auto kChunkSize = named<"chunk size">(hexadecimal<(uint64_t{1} << 60) - 1, 15>);
inline constexpr auto kQuotedPair = matched(seq(lit<"\\">, one_of<kFieldByte>));
inline constexpr auto kQuotedText =
    take_while<kFieldByte - bytes_of("\"\\"), 1, ChunkedReader::kMaxChunkLine>;
inline constexpr auto kQuotedString =
    seq(lit<"\"">, commit, count_of<ChunkedReader::kMaxChunkLine>(alt(kQuotedText, kQuotedPair)),
        lit<"\"">);
inline constexpr auto kExtensionValue =
    alt(matched(take_while<kTokenByte, 1, ChunkedReader::kMaxChunkLine>), matched(kQuotedString));
inline constexpr auto kExtension =
    seq(skip_while<kBlank>, lit<";">, commit, skip_while<kBlank>,
        named<"extension name">(take_while<kTokenByte, 1, kMaxFieldName>),
        optional(matched(seq(skip_while<kBlank>, lit<"=">, commit, skip_while<kBlank>,
                             named<"extension value">(kExtensionValue)))));
struct ChunkLine {
  uint64_t size = 0;
  uint32_t extensions = 0;
};
inline constexpr auto kChunkLine =
    record<ChunkLine>(field<&ChunkLine::size>(kChunkSize), commit,
                      field<&ChunkLine::extensions>(count_of<16>(kExtension)), kLineEnd);

}  // namespace

ChunkedReader::Step ChunkedReader::next(std::string_view input) {
  size_t used = 0;
  const auto step = [&](Kind kind) { return Step{kind, {}, used}; };
  for (;;) {
    const std::string_view rest = input.substr(used);
    switch (stage_) {
      case Stage::Size: {
        parse::Cursor<false> in(rest.substr(0, kMaxChunkLine), 0, /*final=*/false);
        ChunkLine line;
        const parse::Status status = decltype(kChunkLine)::parse(in, line);
        if (status == parse::Status::NeedMore && rest.size() < kMaxChunkLine)
          return step(Kind::NeedMore);
        if (status != parse::Status::Done) return step(Kind::Malformed);
        used += in.pos;
        left_ = line.size;
        stage_ = left_ > 0 ? Stage::Data : Stage::Trailer;
        break;
      }
      case Stage::Data: {
        if (rest.empty()) return step(Kind::NeedMore);
        const size_t size = rest.size() < left_ ? rest.size() : size_t(left_);
        left_ -= size;
        if (left_ == 0) stage_ = Stage::DataEnd;
        return {Kind::Data, rest.substr(0, size), used + size};
      }
      case Stage::DataEnd:
        if (!std::string_view("\r\n").starts_with(rest.substr(0, 2))) return step(Kind::Malformed);
        if (rest.size() < 2) return step(Kind::NeedMore);
        used += 2;
        stage_ = Stage::Size;
        break;
      case Stage::Trailer: {
        Trailer trailer;
        switch (trailer_.parse(rest, trailer)) {
          case HeadResult::NeedMore: return step(Kind::NeedMore);
          case HeadResult::Malformed: return step(Kind::Malformed);
          case HeadResult::Done: break;
        }
        used += trailer.size;
        stage_ = Stage::Done;
        return step(Kind::End);
      }
      case Stage::Done: return step(Kind::End);
    }
  }
}

std::string ChunkedReader::explain(std::string_view input) const {
  switch (stage_) {
    case Stage::DataEnd: return "expected CR LF behind the data of a chunk";
    case Stage::Trailer: return trailer_.explain(input).message;
    default: break;
  }
  parse::Explanation why;
  parse::Cursor<true> in(input.substr(0, kMaxChunkLine), 0, /*final=*/false, &why);
  ChunkLine line;
  if (decltype(kChunkLine)::parse(in, line) == parse::Status::NeedMore)
    return "the line of a chunk size is longer than " + std::to_string(kMaxChunkLine) + " bytes";
  return why.message(input);
}

}  // namespace tri::net::http
