// Names of tenants and functions: they are parts of URLs, labels of metrics and keys of the store.
#pragma once

#include <string_view>

namespace tri::server {

inline constexpr size_t kMaxName = 63;
inline constexpr const char kNameRule[] =
    "a name is 1 to 63 of a-z, 0-9, '-' and '_', and begins with a letter or digit";

constexpr bool is_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName || name[0] == '-' || name[0] == '_') return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) return false;
  return true;
}

inline constexpr const char kHostRule[] =
    "a host is 1 to 253 of a-z, 0-9, '-' and '.', as in a URL, without a port";

constexpr bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.') return false;
  for (const char c : host)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
  return host.find("..") == host.npos;
}

}  // namespace tri::server
