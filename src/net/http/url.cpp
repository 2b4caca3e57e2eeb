#include "net/http/url.hpp"

#include <algorithm>
#include <charconv>

#include "net/http/field_name.hpp"
#include "net/parse/byte_set.hpp"

namespace tri::net::http {
namespace {

constexpr size_t kMaxUrl = 8192;
constexpr auto kHostByte = parse::kAlpha | parse::kDigit | parse::bytes_of("-._~");
constexpr auto kAddressByte = parse::kAlpha | parse::kDigit | parse::bytes_of(":.");

bool all_of(std::string_view text, const parse::ByteSet& set) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return set.has(uint8_t(c)); });
}

uint16_t default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  return 0;
}

}  // namespace

std::string Url::authority() const {
  std::string text = is_ipv6 ? "[" + host + "]" : host;
  if (port != default_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxUrl) return fail("the URL is longer than 8192 bytes");
  for (size_t i = 0; i < text.size(); ++i)
    if (uint8_t(text[i]) <= ' ' || uint8_t(text[i]) >= 0x7f)
      return fail("the URL has a byte that has to be escaped, at " + std::to_string(i));
  Url url;
  const size_t colon = text.find("://");
  if (colon == std::string_view::npos)
    return fail("expected a URL with a scheme, as in http://host/path");
  for (const char c : text.substr(0, colon)) url.scheme += lower(c);
  url.port = default_port(url.scheme);
  if (url.port == 0) return fail("no scheme '" + url.scheme + "' is spoken here");
  std::string_view rest = text.substr(colon + 3);
  const size_t path = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, path);
  rest.remove_prefix(path);
  if (authority.find('@') != std::string_view::npos)
    return fail("a URL with a user name is not taken");
  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return fail("the URL has a '[' without ']'");
    url.host = authority.substr(1, end - 1);
    url.is_ipv6 = true;
    port = authority.substr(end + 1);
    if (!all_of(url.host, kAddressByte)) return fail("the URL has no IPv6 address in its brackets");
  } else {
    const size_t end = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, end);
    port = authority.substr(end);
    if (!all_of(url.host, kHostByte)) return fail("'" + url.host + "' is no name of a host");
  }
  if (url.host.empty()) return fail("the URL has no host");
  if (port.size() > 1) {
    const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), url.port);
    if (port[0] != ':' || error != std::errc() || end != port.data() + port.size() || url.port == 0)
      return fail("'" + std::string(port) + "' is no port");
  } else if (!port.empty() && port != ":") {
    return fail("the URL has '" + std::string(port) + "' behind its host");
  }
  rest = rest.substr(0, rest.find('#'));
  if (!rest.starts_with('/')) url.target = "/";
  url.target += rest;
  return url;
}

}  // namespace tri::net::http
