#include "net/http/exchange.hpp"

#include <array>

#include "net/parse/byte_set.hpp"

namespace tri::net::http {
namespace {

struct Reason {
  int status;
  std::string_view text;
};
constexpr Reason kReasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

constexpr auto kToken = parse::kAlpha | parse::kDigit | parse::bytes_of("!#$%&'*+-.^_`|~");

// Bits for each byte, so that texts are judged without a branch per byte.
enum : uint8_t { kNotInName = 1, kNotInValue = 2 };
constexpr auto kRefused = [] {
  std::array<uint8_t, 256> refused{};
  for (unsigned c = 0; c < 256; ++c) {
    if (!kToken.has(uint8_t(c))) refused[c] |= kNotInName;
    if ((c < ' ' && c != '\t') || c == 0x7f) refused[c] |= kNotInValue;
  }
  return refused;
}();

bool is_field(std::string_view name, std::string_view value) {
  uint8_t in_name = 0, in_value = 0;
  for (const char c : name) in_name |= kRefused[uint8_t(c)];
  for (const char c : value) in_value |= kRefused[uint8_t(c)];
  return !name.empty() && !(in_name & kNotInName) && !(in_value & kNotInValue);
}

}  // namespace

bool Exchange::add_field(std::string_view name, std::string_view value) {
  if (!is_field(name, value)) return false;
  ((response_fields_ += name) += ": ");
  (response_fields_ += value) += "\r\n";
  return true;
}

std::string_view reason_of(int status) {
  for (const Reason& reason : kReasons)
    if (reason.status == status) return reason.text;
  return "Status";
}

}  // namespace tri::net::http
