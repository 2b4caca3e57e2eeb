#include "net/http/framing.hpp"

#include <optional>

#include "net/http/field_name.hpp"
#include "net/parse/byte_set.hpp"

namespace tri::net::http {
namespace {

using parse::ByteSet;

constexpr ByteSet kHostByte =
    parse::kAlpha | parse::kDigit | parse::bytes_of("-._~!$&'()*+,;=%:[]");

bool is_host(std::string_view text) {
  for (const char c : text)
    if (!kHostByte.has(uint8_t(c))) return false;
  return true;
}

// What the framing fields of one head say, before it is known what they mean together.
struct Seen {
  std::string_view input;
  unsigned hosts = 0, lengths = 0, codings = 0, chunked = 0;
  bool chunked_last = false, other_coding = false, identity = false;
  bool close = false, keep_alive = false, upgrade_option = false, upgrade_field = false;
  bool expects_continue = false;
  uint64_t length = 0;
  const char* wrong = nullptr;  // the first thing that is 400 whatever else comes
  bool odd_expectation = false;

  void look_at(const HeaderField& field);
  void host(std::string_view value);
  void content_length(std::string_view value);
  void transfer_encoding(std::string_view value);
  void connection(std::string_view value);
};

void Seen::host(std::string_view value) {
  ++hosts;
  if (!is_host(value)) wrong = "Host is not a host";
}

void Seen::content_length(std::string_view value) {
  ++lengths;
  // 2^63 - 1 has 19 digits; 18 are enough for anyone and cannot overflow.
  if (value.empty() || value.size() > 18) {
    wrong = "Content-Length is not a length";
    return;
  }
  length = 0;
  for (const char c : value) {
    if (c < '0' || c > '9') wrong = "Content-Length is not a length";
    length = length * 10 + uint64_t(c - '0');
  }
}

void Seen::transfer_encoding(std::string_view value) {
  ++codings;
  chunked_last = false;
  for_each_in_list(value, [&](std::string_view coding) {
    chunked_last = same_word(coding, "chunked");
    if (chunked_last)
      ++chunked;
    else if (same_word(coding, "identity"))
      identity = true;
    else
      other_coding = true;
  });
}

void Seen::connection(std::string_view value) {
  for_each_in_list(value, [&](std::string_view option) {
    if (same_word(option, "close")) close = true;
    if (same_word(option, "keep-alive")) keep_alive = true;
    if (same_word(option, "upgrade")) upgrade_option = true;
  });
}

// Few fields matter; their lengths tell most others apart before a byte is compared.
void Seen::look_at(const HeaderField& field) {
  const auto is = [&](std::string_view name) { return same_word(field.name.in(input), name); };
  const auto value = [&] { return field.value.in(input); };
  switch (field.name.size) {
    case 4:
      if (is("host")) host(value());
      break;
    case 6:
      if (is("expect")) {
        if (same_word(value(), "100-continue"))
          expects_continue = true;
        else
          odd_expectation = true;
      }
      break;
    case 7:
      if (is("upgrade")) upgrade_field = true;
      break;
    case 10:
      if (is("connection")) connection(value());
      break;
    case 14:
      if (is("content-length")) content_length(value());
      break;
    case 17:
      if (is("transfer-encoding")) transfer_encoding(value());
      break;
    default: break;
  }
}

template <class Head>
Seen look_at_fields(const Head& head, std::string_view input) {
  Seen seen;
  seen.input = input;
  for (const HeaderField& field : head.fields) seen.look_at(field);
  return seen;
}

// What is wrong whichever way the message goes.
template <class Head>
std::optional<Refusal> refuse(const Head& head, const Seen& seen) {
  if (head.major != 1) return Refusal{505, "only HTTP/1 is spoken here"};
  if (seen.wrong != nullptr) return Refusal{400, seen.wrong};
  if (seen.lengths > 1) return Refusal{400, "more than one Content-Length"};
  if (seen.codings == 0) return {};
  if (seen.lengths > 0) return Refusal{400, "both Content-Length and Transfer-Encoding"};
  if (head.minor == 0) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
  if (seen.codings > 1) return Refusal{400, "more than one Transfer-Encoding"};
  if (seen.identity || seen.chunked > 1) return Refusal{400, "Transfer-Encoding is malformed"};
  if (!seen.chunked_last && (seen.chunked > 0 || !seen.other_coding))
    return Refusal{400, "chunked is not the last transfer coding"};
  if (seen.other_coding) return Refusal{501, "a transfer coding other than chunked"};
  return {};
}

// RFC 9112, 3.2: origin-form or absolute-form; CONNECT takes an authority, OPTIONS also takes `*`.
bool target_fits(std::string_view method, std::string_view target) {
  if (method == "CONNECT")
    return target.find('/') == std::string_view::npos && target.contains(':');
  if (target[0] == '/') return true;
  if (target == "*") return method == "OPTIONS";
  const size_t colon = target.find("://");
  if (colon == std::string_view::npos || colon == 0 || !parse::kAlpha.has(uint8_t(target[0])))
    return false;
  for (const char c : target.substr(0, colon))
    if (!(parse::kAlpha | parse::kDigit | parse::bytes_of("+-.")).has(uint8_t(c))) return false;
  // User information before an @ is refused with other bytes that no host has (RFC 9110, 4.2.4).
  const std::string_view rest = target.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  return !authority.empty() && is_host(authority);
}

bool stays(uint8_t minor, const Seen& seen) {
  return !seen.close && (minor >= 1 || seen.keep_alive);
}

}  // namespace

std::expected<Framing, Refusal> framing_of(const RequestHead& head, std::string_view input) {
  const Seen seen = look_at_fields(head, input);
  if (const auto refusal = refuse(head, seen)) return std::unexpected(*refusal);
  if (seen.hosts > 1) return std::unexpected(Refusal{400, "more than one Host"});
  if (seen.hosts == 0 && head.minor >= 1) return std::unexpected(Refusal{400, "no Host"});
  if (!target_fits(head.method.in(input), head.target.in(input)))
    return std::unexpected(Refusal{400, "the target does not fit the method"});
  if (seen.odd_expectation) return std::unexpected(Refusal{417, "only 100-continue is understood"});
  Framing framing;
  if (seen.chunked_last)
    framing.body = BodyKind::Chunked;
  else if (seen.lengths > 0 && seen.length > 0)
    framing.body = BodyKind::Length;
  framing.length = seen.length;
  framing.keep_alive = stays(head.minor, seen);
  // An HTTP/1.0 client cannot have meant it (RFC 9110, 10.1.1).
  framing.expects_continue = seen.expects_continue && head.minor >= 1;
  framing.upgrade = seen.upgrade_option && seen.upgrade_field && head.minor >= 1;
  return framing;
}

std::expected<Framing, Refusal> framing_of(const ResponseHead& head, std::string_view input,
                                           std::string_view method) {
  const Seen seen = look_at_fields(head, input);
  if (const auto refusal = refuse(head, seen)) return std::unexpected(*refusal);
  Framing framing;
  framing.length = seen.length;
  framing.keep_alive = stays(head.minor, seen);
  framing.upgrade = head.status == 101;
  const bool no_body = method == "HEAD" || head.status < 200 || head.status == 204 ||
                       head.status == 304 || (method == "CONNECT" && head.status < 300);
  if (no_body)
    framing.body = BodyKind::None;
  else if (seen.chunked_last)
    framing.body = BodyKind::Chunked;
  else if (seen.lengths > 0)
    framing.body = seen.length > 0 ? BodyKind::Length : BodyKind::None;
  else
    framing.body = BodyKind::UntilClose;
  if (framing.body == BodyKind::UntilClose) framing.keep_alive = false;
  return framing;
}

}  // namespace tri::net::http
