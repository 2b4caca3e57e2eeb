// The chunked transfer coding, read in pieces.
//
//   5;name=value CRLF hello CRLF 0 CRLF trailer fields CRLF
//
// Data comes out as slices of the input. Extensions must be well formed and are otherwise ignored; trailers are checked
// and dropped. Bare LF, and blanks where RFC 9112 has none, are refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/http/head.hpp"

namespace tri::net::http {

class ChunkedReader {
 public:
  enum class Kind : uint8_t { Data, NeedMore, End, Malformed };
  struct Step {
    Kind kind;
    std::string_view data;  // for Data: body bytes, at least one
    size_t used;            // bytes of the input that are done with
  };

  static constexpr size_t kMaxTrailer = 8192;
  static constexpr size_t kMaxChunkLine = 1024;

  explicit ChunkedReader(parse::Isa isa = parse::best_isa()) : trailer_(isa, kMaxTrailer) {}

  // Takes the next step. The caller drops `used` bytes from the front of its input before it calls again, and after
  // NeedMore adds some.
  Step next(std::string_view input);

  // After Malformed: what was expected, given that input from `used` on.
  std::string explain(std::string_view input) const;

 private:
  enum class Stage : uint8_t { Size, Data, DataEnd, Trailer, Done };

  Stage stage_ = Stage::Size;
  uint64_t left_ = 0;  // of the chunk at hand
  TrailerParser trailer_;
};

}  // namespace tri::net::http
