// Framing: what the fields of a head mean for its message - where the body ends, whether the connection stays.
//
// Two readers that disagree about the end of a message can be made to see different requests in the same bytes (request
// smuggling). So wherever RFC 9112 leaves a choice between guessing and refusing, this refuses:
//
//   Content-Length and Transfer-Encoding together, either of them twice, a length that is not digits alone      400
//   Transfer-Encoding in HTTP/1.0; chunked not last, or twice; "identity"                                        400
//   a coding other than chunked                                                                                  501
//   no Host in HTTP/1.1, more than one, or one that is not a host                                                400
//   a target of a form that its method does not take                                                             400
//   Expect other than 100-continue                                                                               417
//   a major version other than 1                                                                                 505
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "net/http/head.hpp"

namespace tri::net::http {

enum class BodyKind : uint8_t { None, Length, Chunked, UntilClose };

struct Framing {
  BodyKind body = BodyKind::None;
  bool keep_alive = true;
  bool expects_continue = false;
  bool upgrade = false;  // "upgrade" is among the connection options, and there is an Upgrade field
  uint64_t length = 0;   // of a BodyKind::Length
};

struct Refusal {
  int status;       // to answer with
  const char* why;  // a sentence fragment without secrets, for the answer's body and the log
};

std::expected<Framing, Refusal> framing_of(const RequestHead& head, std::string_view input);

// The answer to a request with `method`, which decides whether there is a body. Refusals mean: drop the connection.
std::expected<Framing, Refusal> framing_of(const ResponseHead& head, std::string_view input,
                                           std::string_view method);

}  // namespace tri::net::http
