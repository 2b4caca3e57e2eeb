// Url: the parts of an absolute URL (RFC 3986) that a client needs.
//
//   https://example.org:8443/a/b?c=d#e
//   scheme  host        port target      the fragment is left out
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tri::net::http {

struct Url {
  std::string scheme;  // small letters: http, https, ws or wss
  std::string host;    // a name or an address; of an IPv6 address without its brackets
  uint16_t port = 0;   // 80 or 443 when the URL has none
  std::string target;  // path and query, "/" at least
  bool is_ipv6 = false;
  bool tls() const { return scheme == "https" || scheme == "wss"; }
  // As a Host field has it: without the port that the scheme implies.
  std::string authority() const;
};

// Errors: what is wrong. User names in URLs are refused, as are controls, blanks and bytes that are not ASCII.
Result<Url> parse_url(std::string_view text);

}  // namespace tri::net::http
