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
#define X(name) name,
  TRI_INLINED_PARTS(X)
#undef X
      Count
};

#define TRI_PART(...) {__VA_ARGS__}
constexpr struct {
  Row row;
  uint32_t variant;
  Stencil stencil;
} kRows[] = {
#define TRI_STENCIL_ROW(row, variant, k, step, metered, carries, hot, cold) \
  {Row::row,                                                                \
   variant_number(Variant::variant, k, step, metered, carries),             \
   {TRI_PART hot, TRI_PART cold}},
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

constexpr struct {
  RegisterOp op;
  uint8_t d, s;
  Stencil stencil;
} kRegisterRows[] = {
#define TRI_REGISTER_ROW(op, d, s, hot, cold) {RegisterOp::op, d, s, {TRI_PART hot, TRI_PART cold}},
#include <stencil_table.inc>
#undef TRI_REGISTER_ROW
};

struct RegisterIndex {
  uint16_t of[size_t(RegisterOp::Count)][kLoopFloats + 1][kLoopFloats + 1];
};
constexpr RegisterIndex make_register_index() {
  RegisterIndex index{};
  uint16_t n = 0;
  for (const auto& row : kRegisterRows) index.of[size_t(row.op)][row.d][row.s] = ++n;
  return index;
}
constexpr RegisterIndex kRegisterIndex = make_register_index();

const Stencil* stencil_in(Row row, uint32_t variant) {
  const uint16_t n = kIndex.of[size_t(row)][variant];
  return n ? &kRows[n - 1].stencil : nullptr;
}

}  // namespace

const Stencil* stencil_of(bytecode::Op op, uint32_t variant) {
  return stencil_in(Row(op), variant);
}
const Stencil* stencil_of(RegisterOp op, int d, int s) {
  const uint16_t n = kRegisterIndex.of[size_t(op)][d][s];
  return n ? &kRegisterRows[n - 1].stencil : nullptr;
}
const Stencil* stencil_of(InlinedPart part, bool end, bool metered) {
  return stencil_in(Row(uint8_t(Row::InlinedCall) + uint8_t(part)),
                    variant_number(Variant::Plain, false, end, metered));
}
const Stencil* handler_stencil() { return stencil_in(Row::Handler, 0); }

}  // namespace tri::jit
