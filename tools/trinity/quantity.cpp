#include "quantity.hpp"

#include <charconv>
#include <cmath>
#include <span>

namespace tri::cli {

namespace {

struct Unit {
  std::string_view name;
  double factor;
};

// The number at the start of `text` times the unit behind it.
std::optional<double> parse(std::string_view text, std::span<const Unit> units) {
  double number;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{}) return {};
  const std::string_view name{rest, size_t(end - rest)};
  for (const Unit& unit : units)
    if (name == unit.name) {
      const double value = std::ceil(number * unit.factor);
      // 2^62 leaves room for sums.
      return value >= 1 && value <= 4611686018427387904.0 ? std::optional{value} : std::nullopt;
    }
  return {};
}

constexpr double kK = 1024, kM = kK * kK, kG = kM * kK;
constexpr Unit kSizes[] = {{"", 1},     {"B", 1},    {"k", kK}, {"K", kK},  {"kB", kK},
                           {"KB", kK},  {"KiB", kK}, {"M", kM}, {"m", kM},  {"MB", kM},
                           {"MiB", kM}, {"G", kG},   {"g", kG}, {"GB", kG}, {"GiB", kG}};
constexpr Unit kDurations[] = {{"ns", 1},  {"us", 1e3}, {"ms", 1e6},
                               {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
constexpr Unit kCounts[] = {{"", 1}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}};

}  // namespace

std::optional<uint64_t> parse_size(std::string_view text) {
  const auto value = parse(text, kSizes);
  return value ? std::optional{uint64_t(*value)} : std::nullopt;
}
std::optional<int64_t> parse_duration(std::string_view text) {
  const auto value = parse(text, kDurations);
  return value ? std::optional{int64_t(*value)} : std::nullopt;
}
std::optional<int64_t> parse_count(std::string_view text) {
  const auto value = parse(text, kCounts);
  return value ? std::optional{int64_t(*value)} : std::nullopt;
}

}  // namespace tri::cli
