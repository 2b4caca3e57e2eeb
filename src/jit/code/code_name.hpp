// CodeName: what perf and gdb call a block of native code: "lua:SOURCE:LINE", with '_' for control characters and spaces of the source.
#pragma once

#include <cstddef>
#include <string_view>

namespace tri::jit {

struct CodeName {
  static constexpr size_t kMost = 180;
  char text[kMost];
  size_t size;  // a zero lies behind them

  // source: of a chunk, as load has it: "@file" or "=name" or text. Long ones are cut off.
  CodeName(std::string_view source, int line);
};

}  // namespace tri::jit
