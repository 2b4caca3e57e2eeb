// Digests and random names.
#pragma once

#include <string>
#include <string_view>

namespace tri::server {

// SHA-256 as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);
// `bytes` random bytes as hexadecimal digits, from the system's generator for secrets.
std::string random_hex(size_t bytes);
// Compares without telling by time where texts differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace tri::server
