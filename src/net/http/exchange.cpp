#include "net/http/exchange.hpp"

#include <algorithm>

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

bool is_field(std::string_view name, std::string_view value) {
  const bool good_name = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return kToken.has(uint8_t(c));
  });
  return good_name && std::none_of(value.begin(), value.end(), [](char c) {
           return (uint8_t(c) < ' ' && c != '\t') || c == 0x7f;
         });
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
