#include "jit/stencil/table.hpp"

namespace tri::jit {

const unsigned char kStencilBytes[] = {
#define TRI_STENCIL_BYTES
#include <stencil_table.inc>
#undef TRI_STENCIL_BYTES
};

const HoleAt kStencilHoles[] = {
#define TRI_STENCIL_HOLE(offset, patch, what, addend) {offset, Patch::patch, what, addend},
#include <stencil_table.inc>
#undef TRI_STENCIL_HOLE
};

namespace {

enum class Row : uint8_t {
#define TRI_OP(name, ...) name,
#include "bytecode/ops.def"
#undef TRI_OP
  Handler,
  Count
};

#define TRI_PART(...) {__VA_ARGS__}
constexpr struct {
  Row row;
  uint32_t variant;
  Stencil stencil;
} kRows[] = {
#define TRI_STENCIL_ROW(row, variant, k, hot, cold) \
  {Row::row, 2 * uint32_t(Variant::variant) + k, {TRI_PART hot, TRI_PART cold}},
#include <stencil_table.inc>
#undef TRI_STENCIL_ROW
};

struct Index {
  uint16_t of[size_t(Row::Count)][kVariants];
};
constexpr Index make_index() {
  Index index{};
  uint16_t n = 0;
  for (const auto& row : kRows) index.of[size_t(row.row)][row.variant] = ++n;
  return index;
}
constexpr Index kIndex = make_index();

const Stencil* stencil_in(Row row, uint32_t variant) {
  const uint16_t n = kIndex.of[size_t(row)][variant];
  return n ? &kRows[n - 1].stencil : nullptr;
}

}  // namespace

const Stencil* stencil_of(bytecode::Op op, uint32_t variant) {
  return stencil_in(Row(op), variant);
}
const Stencil* handler_stencil() { return stencil_in(Row::Handler, 0); }

}  // namespace tri::jit
