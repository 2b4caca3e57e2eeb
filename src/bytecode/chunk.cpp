#include "bytecode/chunk.hpp"

#include <algorithm>

namespace tri::bytecode {

int line_of(std::span<const int8_t> deltas, std::span<const LineAnchor> anchors, int line_defined,
            int pc) {
  if (pc < 0 || size_t(pc) >= deltas.size()) return -1;
  const auto after =
      std::upper_bound(anchors.begin(), anchors.end(), pc,
                       [](int at, const LineAnchor& anchor) { return at < anchor.pc; });
  int at = -1;
  auto line = unsigned(line_defined);  // wraps, rather than overflows, on a chunk nobody verified
  if (after != anchors.begin()) {
    at = std::prev(after)->pc;
    line = unsigned(std::prev(after)->line);
  }
  while (++at <= pc) line += unsigned(int{deltas[size_t(at)]});
  return int(line);
}

const Text* local_name(std::span<const LocalVariable> locals, int register_index, int pc) {
  for (const LocalVariable& local : locals) {
    if (local.start_pc > pc) break;
    if (pc < local.end_pc && register_index-- == 0) return local.name;
  }
  return nullptr;
}

}  // namespace tri::bytecode
