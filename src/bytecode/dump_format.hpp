// The numbers that dump() and undump() must agree on.
#pragma once

#include <cstdint>
#include <string_view>

namespace tri::bytecode::dump_format {

inline constexpr std::string_view kSignature{"\x1bLua", 4};
inline constexpr uint8_t kVersion = 0x54;
inline constexpr uint8_t kFormat = 0;
// Damaged by transfers that convert line ends or stop at control characters.
inline constexpr std::string_view kTransferCheck{"\x19\x93\r\n\x1a\n", 6};
inline constexpr int64_t kIntegerCheck = 0x5678;
inline constexpr double kFloatCheck = 370.5;

// What a constant is. Strings longer than this are tagged differently, for the sake of Lua's own representation.
inline constexpr uint64_t kLongestShortString = 40;
enum Tag : uint8_t {
  kNil = 0x00,
  kFalse = 0x01,
  kTrue = 0x11,
  kInteger = 0x03,
  kFloat = 0x13,
  kShortString = 0x04,
  kLongString = 0x14,
};

}  // namespace tri::bytecode::dump_format
