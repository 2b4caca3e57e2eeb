#include "jit/stencil/table.hpp"

#include <cstdio>
#include <iterator>

#include "jit/stencil/native_code.hpp"

namespace tri::jit {

const unsigned char kStencilBytes[] = {
#define TRI_STENCIL_BYTES
#include <stencil_table.inc>
#undef TRI_STENCIL_BYTES
    // What copies of the last stencils read beyond them.
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static_assert(kCopied <= 32);

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
#define TRI_STENCIL_ROW(row, variant, k, step, metered, carries, hot, cold, versions) \
  {Row::row,                                                                          \
   variant_number(Variant::variant, k, step, metered, carries),                       \
   {TRI_PART hot, TRI_PART cold, TRI_PART versions}},
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
#define TRI_REGISTER_ROW(op, d, s, hot, cold, versions) \
  {RegisterOp::op, d, s, {TRI_PART hot, TRI_PART cold, TRI_PART versions}},
#include <stencil_table.inc>
#undef TRI_REGISTER_ROW
};

// By their numbers; the first is nobody's.
constexpr Stencil kVersions[] = {
    {},
#define TRI_STENCIL_VERSION(hot, cold) {TRI_PART hot, TRI_PART cold, {}},
#include <stencil_table.inc>
#undef TRI_STENCIL_VERSION
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

constexpr const char* kRowNames[] = {
#define TRI_OP(name, ...) #name,
#include "bytecode/ops.def"
#undef TRI_OP
    "Handler",
#define X(name) #name,
    TRI_INLINED_PARTS(X)
#undef X
};
static_assert(std::size(kRowNames) == size_t(Row::Count));

struct VariantNames {
  const char* of[size_t(Variant::Count)];
};
// Every variant is in some row, whose text names it.
constexpr VariantNames make_variant_names() {
  VariantNames names{};
#define TRI_STENCIL_ROW(row, variant, ...) names.of[size_t(Variant::variant)] = #variant;
#include <stencil_table.inc>
#undef TRI_STENCIL_ROW
  return names;
}
constexpr VariantNames kVariantNames = make_variant_names();

constexpr struct {
  const char* name;
  char d, s;
} kRegisterOps[] = {
#define TRI_REGISTER_OP(name, d, s) {#name, #d[0], #s[0]},
#include "jit/stencil/register_ops.def"
#undef TRI_REGISTER_OP
};

StencilName::Guards guards_of(Row row, Variant v, bool is_step) {
  using Guards = StencilName::Guards;
  if (row == Row::InlinedCall) return Guards::Function;
  if (row == Row::Call && v == Variant::Leaf) return Guards::Builtin;
  switch (v) {
    case Variant::Int:
    case Variant::IntBack: return Guards::Integers;
    case Variant::Float:
    case Variant::FloatBack: return Guards::Floats;
    default: break;
  }
  const bool is_field = row == Row::GetTabUp || row == Row::GetField || row == Row::Self ||
                        row == Row::SetTabUp || row == Row::SetField;
  // Later pieces of a walk check what it leads to.
  const bool begins = v == Variant::Plain || is_step ||
                      (v >= Variant::Overflow && v <= Variant::AddMeta) ||
                      (v >= Variant::BeginById && v <= Variant::BeginByLack);
  return is_field && begins ? Guards::Shape : Guards::None;
}

// The row that holds a stencil or a version of which it is, of those rows; nullptr: none.
template <class Rows>
auto row_with(const Rows& rows, const Stencil* s) -> decltype(&rows[0]) {
  for (const auto& row : rows) {
    if (&row.stencil == s) return &row;
    for (const uint16_t n : row.stencil.versions)
      if (n && &kVersions[n] == s) return &row;
  }
  return nullptr;
}

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
const Stencil* version_of(uint16_t number) { return &kVersions[number]; }
bool is_of_registers(const Stencil* s) { return row_with(kRegisterRows, s); }
const Stencil* handler_stencil() { return stencil_in(Row::Handler, 0); }

StencilName name_of(const Stencil* s) {
  StencilName name{};
  if (const auto* r = row_with(kRegisterRows, s)) {
    const auto& op = kRegisterOps[size_t(r->op)];
    int n = snprintf(name.text, sizeof name.text, "%s", op.name);
    if (op.d != 'N') n += snprintf(name.text + n, sizeof name.text - size_t(n), " %d", r->d);
    if (op.s != 'N') snprintf(name.text + n, sizeof name.text - size_t(n), " %d", r->s);
    if (r->op == RegisterOp::FCheck) name.guards = StencilName::Guards::Floats;
    if (r->op == RegisterOp::ICheck || r->op == RegisterOp::ISame)
      name.guards = StencilName::Guards::Integers;
  } else if (const auto* row = row_with(kRows, s)) {
    const uint32_t v = row->variant;
    const bool k = v & 1, step = v & 2, metered = v & 4, carries = v & 8;
    snprintf(name.text, sizeof name.text, "%s %s%s%s%s%s", kRowNames[size_t(row->row)],
             metered ? "Metered" : "", step ? "Step" : "", kVariantNames.of[v / 16], k ? " k" : "",
             carries ? " carry" : "");
    name.guards = guards_of(row->row, Variant(v / 16), step);
  }
  return name;
}

}  // namespace tri::jit
