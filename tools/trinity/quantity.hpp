// Quantities as people write them on a command line: 250ms, 64M.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tri::cli {

// "10000", "64K", "1.5G": a decimal number and perhaps K, M or G for powers of 1024 (also KiB, KB, k, ...), in bytes. Nothing:
// it is no size, 0, or too large.
std::optional<uint64_t> parse_size(std::string_view text);

// "250ms", "1.5s", "2m": a decimal number and ns, us, ms, s, m or h, in nanoseconds. Nothing: it is no duration, 0, or too long.
std::optional<int64_t> parse_duration(std::string_view text);

// "1000000", "5M", "2G": a decimal number and perhaps k, M or G for powers of 1000. Nothing: it is no number, 0, or too large.
std::optional<int64_t> parse_count(std::string_view text);

}  // namespace tri::cli
