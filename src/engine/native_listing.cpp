#include "engine/native_listing.hpp"

#include "engine/shape_text.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "jit/stencil/native_code.hpp"
#include "jit/stencil/table.hpp"
#include "ops/routines.hpp"

namespace tri::engine {

#if TRINITY_NATIVE

namespace {

using jit::NativePiece;

const Proto* numbered(const State* S, uint32_t number) {
  for (const Proto* p = S->engine->protos; p; p = p->next)
    if (p->number == number) return p;
  return nullptr;
}

class Reader {
 public:
  Reader(State* S, const std::string& (*name_of)(void*, const Proto*), void* context)
      : S_(S), name_of_(name_of), context_(context) {}

  NativePieceListing read(const NativePiece& piece) const {
    const jit::StencilName stencil = jit::name_of(piece.stencil);
    return {.pc = piece.pc,
            .op_pc = piece.op,
            .line = piece.line,
            .op = bytecode::row_of(piece.code).name,
            .stencil = stencil.text,
            .loads_registers = piece.place == NativePiece::Place::Load,
            .in_registers = piece.place == NativePiece::Place::Registers,
            .in_line = piece.place == NativePiece::Place::InLine ? name(piece.in_line) : "",
            .is_of_callee = piece.is_of_callee,
            .guard = guard_of(piece, stencil.guards),
            .hot = piece.hot,
            .hot_bytes = piece.stencil->hot.bytes,
            .cold = piece.cold,
            .cold_bytes = piece.stencil->cold.bytes};
  }

 private:
  // A function that code names by its number; it may have died.
  std::string name(uint32_t number) const {
    const Proto* p = numbered(S_, number);
    return p ? name_of_(context_, p) : "a function that is gone";
  }
  std::string guard_of(const NativePiece& piece, jit::StencilName::Guards guards) const {
    using Guards = jit::StencilName::Guards;
    switch (guards) {
      case Guards::None: return {};
      case Guards::Integers: return "integers";
      case Guards::Floats: return "floats";
      case Guards::Builtin: return "a builtin";
      case Guards::Shape: return piece.shape ? shape_text(S_, piece.shape) : "no shape yet";
      case Guards::Function: return "function " + name(piece.in_line);
    }
    return {};
  }

  State* S_;
  const std::string& (*name_of_)(void*, const Proto*);
  void* context_;
};

uint64_t address_of(const void* p) { return reinterpret_cast<uintptr_t>(p); }
uint64_t address_of(interp::Handler* f) { return reinterpret_cast<uintptr_t>(f); }

}  // namespace

void keep_native_pieces(const State* S) { jit::keep_pieces(S); }

NativeListing native_listing(State* S, const Proto* p,
                             const std::string& (*name_of)(void*, const Proto*), void* context) {
  const jit::NativeCode code = jit::native_code_of(p);
  NativeListing all{
      .at = code.at, .hot_bytes = code.hot_bytes, .bytes = code.bytes, .versions = code.versions};
  const Reader reader(S, name_of, context);
  for (uint32_t n = 0; code.pieces && n < code.count; ++n)
    all.pieces.push_back(reader.read(code.pieces[n]));
  return all;
}

std::string native_target(const State* S, const Proto* p, uint64_t address) {
  const interp::WaysOn& ways = interp::ways_on(S);
  const struct {
    uint64_t at;
    const char* name;
  } known[] = {{address_of(ways.anchor), "native_anchor"},
               {address_of(ways.poll), "native_poll"},
               {address_of(ways.entered), "native_entered"},
               {address_of(ways.ended), "native_ended"},
               {address_of(ways.called), "native_called"},
               {address_of(ways.warm), "native_warm"},
               {address_of(ways.left), "native_left"},
               {address_of(ways.failed), "native_failed"},
#define X(name) {address_of(ways.slow[size_t(ops::Slow::name)]), "slow_" #name},
               TRI_SLOW(X)
#undef X
#define X(name) {address_of(reinterpret_cast<const void*>(ops::rt_##name)), "routine_" #name},
                   TRI_SLOW(X)
#undef X
  };
  for (const auto& k : known)
    if (k.at == address) return k.name;
  if (const uint64_t n = address - address_of(p->words); n < words_bytes(p) && n % kWordBytes == 0)
    return "word " + std::to_string(n / kWordBytes + 1);
  if (const uint64_t n = address - address_of(p->code);
      n < p->code_count * sizeof(Code) && n % sizeof(Code) == 0)
    return "instruction " + std::to_string(n / sizeof(Code) + 1);
  return {};
}

#else

void keep_native_pieces(const State*) {}
NativeListing native_listing(State*, const Proto*, const std::string& (*)(void*, const Proto*),
                             void*) {
  return {};
}
std::string native_target(const State*, const Proto*, uint64_t) { return {}; }

#endif

}  // namespace tri::engine
