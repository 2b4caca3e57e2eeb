#include "jit/stencil/compiler.hpp"

#include <cstring>
#include <initializer_list>
#include <new>

#include "base/assert.hpp"
#include "heap/cache.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "jit/code/code_arena.hpp"
#include "jit/stencil/table.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"

namespace tri::jit {

using namespace bytecode;
using ops::Seen;

// The code of one function.
struct CodeBlock {
  Proto* function;
  State* state;
  char* at;
  size_t bytes;
  CodeBlock* next;
};

// What an engine has of tier 3.
struct NativeArea {
  CodeArena* arena;  // null: this machine or process gives none
  CodeBlock* blocks;
};

namespace {

// ---- which stencil

bool jumps_backward(const Code* pc) { return jump_of(const_cast<Code*>(pc)) <= pc; }

// Records whose places stencils have holes for.
constexpr uint8_t kNotInHoles = cache_bits::kIndexOverflow | cache_bits::kMetaInObject |
                                cache_bits::kMetaOverflow | cache_bits::kHop;

// false: tier 2's handler does it.
bool field_variant(const FieldCache& c, bool stores, Variant* v) {
  *v = Variant::Plain;
  if (c.more || (c.bits & kNotInHoles)) return false;
  if (!c.shape || c.bits == cache_bits::kOwn) return true;
  if (c.shape == kStringReceiver) {
    *v = Variant::Strings;
    return !(c.bits & cache_bits::kOverflow);
  }
  if (c.bits == (cache_bits::kOwn | cache_bits::kOverflow)) return *v = Variant::Overflow, true;
  if (c.bits == cache_bits::kEntry) return *v = Variant::Entry, true;
  if (stores) {
    *v = c.meta_shape ? Variant::AddMeta : Variant::Add;
    return c.bits == cache_bits::kAdd;
  }
  if (c.bits == 0) return *v = Variant::Chain, true;
  if (c.bits == cache_bits::kOverflow) return *v = Variant::ChainOverflow, true;
  return false;
}

Variant typed(const Code* pc) {
  if (pc->side == uint32_t(Seen::Int)) return Variant::Int;
  if (pc->side == uint32_t(Seen::Float)) return Variant::Float;
  return Variant::Plain;
}

const Stencil* choose(const EngineArea* E, const Code* pc) {
  const Instr i = pc->instr;
  const Op op = op_of(i);
  Variant v = Variant::Plain;
  switch (op) {
    case Op::GetTabUp:
    case Op::GetField:
    case Op::SetTabUp:
    case Op::SetField:
      if (!field_variant(E->caches[pc->side].field, op == Op::SetTabUp || op == Op::SetField, &v))
        return handler_stencil();
      break;
    case Op::Self:
      if (!k_of(i) || !field_variant(E->caches[pc->side].field, false, &v))
        return handler_stencil();
      break;
    case Op::Call:
      if (!b_of(i)) return handler_stencil();  // open arguments
      break;
    case Op::Jmp:
    case Op::TForLoop:
      if (jumps_backward(pc)) v = Variant::Back;
      break;
    case Op::ForLoop:
      v = typed(pc) == Variant::Int     ? Variant::IntBack
          : typed(pc) == Variant::Float ? Variant::FloatBack
                                        : Variant::Back;
      break;
    default:
      if (kOpNext[int(op)] == Next::Branch && jumps_backward(pc))
        v = Variant::Back;
      else if (typed(pc) != Variant::Plain && stencil_of(op, 2 * uint32_t(typed(pc))))
        v = typed(pc);
  }
  const bool k_matters = stencil_of(op, 2 * uint32_t(Variant::Plain) + 1);
  const Stencil* s = stencil_of(op, 2 * uint32_t(v) + (k_matters && k_of(i)));
  return s ? s : handler_stencil();
}

// ---- filling in

struct Placed {
  const Stencil* stencil;
  char *hot, *cold;
};

class Compiler {
 public:
  Compiler(Thread* L, Proto* p) : L_(L), p_(p) {}
  ~Compiler() { delete[] placed_; }

  bool choose_all();
  size_t bytes() const { return hot_bytes_ + cold_bytes_; }
  void place_at(char* at);
  bool jumps_land() const;
  void fill();
  void publish();

 private:
  template <class F>
  void each_op(F f) const {
    for (uint32_t i = 0; i < p_->code_count;
         i += uint32_t(width_of(op_of(p_->code[i].instr), p_->code[i].instr)))
      f(i);
  }
  const char* jump_target(uint32_t i) const {
    const auto to = size_t(jump_of(p_->code + i) - p_->code);
    return to < p_->code_count ? placed_[to].hot : nullptr;
  }
  void fill_part(uint32_t i, const Part& part, char* at, const char* next);
  int64_t value_of(const HoleAt& hole, uint32_t i, const char* next) const;

  Thread* L_;
  Proto* p_;
  Placed* placed_ = nullptr;
  size_t hot_bytes_ = 0, cold_bytes_ = 0;
};

bool has_hole(const Stencil* s, Hole what) {
  for (const Part* part : {&s->hot, &s->cold})
    for (uint32_t n = 0; n < part->holes; ++n)
      if (kStencilHoles[part->first_hole + n].what == what) return true;
  return false;
}

bool Compiler::choose_all() {
  placed_ = new (std::nothrow) Placed[p_->code_count]();
  if (!placed_) return false;
  each_op([&](uint32_t i) {
    interp::translate_word(L_, p_, i);
    const Stencil* s = placed_[i].stencil = choose(L_->state->engine, p_->code + i);
    hot_bytes_ += s->hot.bytes;
    cold_bytes_ += s->cold.bytes;
  });
  return true;
}

void Compiler::place_at(char* at) {
  char* cold = at + hot_bytes_;
  each_op([&](uint32_t i) {
    Placed& op = placed_[i];
    op.hot = at;
    op.cold = cold;
    at += op.stencil->hot.bytes;
    cold += op.stencil->cold.bytes;
  });
}

// Verified code jumps to the beginnings of instructions only.
bool Compiler::jumps_land() const {
  bool all = true;
  each_op([&](uint32_t i) {
    if (has_hole(placed_[i].stencil, Hole::JUMP) && !jump_target(i)) all = false;
  });
  return all;
}

void Compiler::fill() {
  each_op([&](uint32_t i) {
    const Placed& op = placed_[i];
    // The last op does not go on.
    const char* next = op.hot + op.stencil->hot.bytes;
    fill_part(i, op.stencil->hot, op.hot, next);
    fill_part(i, op.stencil->cold, op.cold, next);
  });
}

void Compiler::fill_part(uint32_t i, const Part& part, char* at, const char* next) {
  memcpy(at, kStencilBytes + part.first_byte, part.bytes);
  const HoleAt* holes = kStencilHoles + part.first_hole;
  for (uint32_t n = 0; n < part.holes; ++n) {
    char* here = at + holes[n].offset;
    const int64_t value = value_of(holes[n], i, next) + holes[n].addend;
    switch (holes[n].patch) {
      case Patch::Wide: memcpy(here, &value, 8); break;
      case Patch::Narrow:
        TRI_ASSERT(value == int32_t(value) || value == int64_t(uint32_t(value)));
        memcpy(here, &value, 4);
        break;
      case Patch::Distance: {
        const int64_t distance = value - reinterpret_cast<int64_t>(here);
        TRI_ASSERT(distance == int32_t(distance));
        memcpy(here, &distance, 4);
        break;
      }
    }
  }
}

int64_t address(const void* at) { return int64_t(reinterpret_cast<uintptr_t>(at)); }

int64_t Compiler::value_of(const HoleAt& hole, uint32_t i, const char* next) const {
  const Code* pc = p_->code + i;
  const Instr in = pc->instr;
  const Op op = op_of(in);
  constexpr int64_t kSlot = sizeof(Value);
  const interp::WaysOn& ways = interp::ways_on();
  const auto cache = [&]() -> const FieldCache& {
    return L_->state->engine->caches[pc->side].field;
  };
  switch (hole.what) {
    case Hole::A: return a_of(in) * kSlot;
    case Hole::B: return b_of(in) * kSlot;
    case Hole::C: return c_of(in) * kSlot;
    case Hole::K: return (op == Op::LoadKX ? ax_of(pc[1].instr) : bx_of(in)) * kSlot;
    case Hole::UP: return (op == Op::SetTabUp ? a_of(in) : b_of(in)) * int64_t(sizeof(UpVal*));
    case Hole::UB: return b_of(in);
    case Hole::UC: return c_of(in);
    case Hole::SB: return sb_of(in);
    case Hole::SC: return sc_of(in);
    case Hole::SBX: return sbx_of(in);
    case Hole::ARGC: return b_of(in) - 1;
    case Hole::WANTED: return c_of(in) - 1;
    case Hole::COST: return back_cost(pc, jump_of(p_->code + i));
    case Hole::SHAPE: return cache().shape;
    case Hole::VALUE: return cache().value;
    case Hole::VALUE_TAG: return cache().value_tag;
    case Hole::META: return cache().metatable;
    case Hole::META_SHAPE: return cache().meta_shape;
    case Hole::INDEX: return cache().index;
    case Hole::INDEX_TAG: return cache().index_tag;
    case Hole::HOLDER: return cache().holder_shape;
    case Hole::WORD: return address(p_->words + i);
    case Hole::CODE: return address(pc);
    case Hole::TARGET: return address(p_->words + (jump_of(p_->code + i) - p_->code));
    case Hole::NEXT: return address(next);
    case Hole::JUMP: return address(jump_target(i));
    case Hole::HANDLER: return address(ways.anchor) + p_->words[i].handler;
    case Hole::native_anchor: return address(ways.anchor);
    case Hole::native_entered: return address(reinterpret_cast<const void*>(ways.entered));
    case Hole::native_left: return address(reinterpret_cast<const void*>(ways.left));
    case Hole::native_poll: return address(reinterpret_cast<const void*>(ways.poll));
    case Hole::own_hot: return address(placed_[i].hot);
    case Hole::own_cold: return address(placed_[i].cold);
    default:
      return address(
          reinterpret_cast<const void*>(ways.slow[uint8_t(hole.what) - uint8_t(Hole::slow)]));
  }
}

void Compiler::publish() {
  const char* anchor = static_cast<const char*>(interp::ways_on().anchor);
  each_op([&](uint32_t i) { p_->words[i].handler = int32_t(placed_[i].hot - anchor); });
}

NativeArea* area_of(EngineArea* E) {
  if (!E->native) {
    auto* area = new (std::nothrow) NativeArea{};
    if (!area) return nullptr;
    area->arena = CodeArena::create(interp::ways_on().anchor);
    E->native = area;
  }
  return E->native;
}

void release(NativeArea* area, CodeBlock* block) {
  area->arena->release(block->at, block->bytes);
  delete block;
}
void unlink(NativeArea* area, const CodeBlock* block) {
  CodeBlock** link = &area->blocks;
  while (*link != block) link = &(*link)->next;
  *link = block->next;
}

}  // namespace

bool compile(Thread* L, Proto* p) {
  NativeArea* area = area_of(L->state->engine);
  if (!area || !area->arena) return false;
  Compiler c(L, p);
  if (!c.choose_all()) return false;
  auto* block = new (std::nothrow) CodeBlock{p, L->state, nullptr, c.bytes(), nullptr};
  if (!block) return false;
  CodeArena* arena = area->arena;
  block->at = arena->allocate(c.bytes());
  if (!block->at) return delete block, false;
  c.place_at(block->at);
  if (!c.jumps_land() || !arena->open(block->at, block->bytes)) {
    release(area, block);
    return false;
  }
  c.fill();
  const bool runs = arena->close(block->at, block->bytes);
  TRI_CHECK(runs);  // what was executable before in these pages must be so again
  if (auto* old = static_cast<CodeBlock*>(p->native)) {
    unlink(area, old);
    release(area, old);
  }
  c.publish();
  p->native = block;
  block->next = area->blocks;
  area->blocks = block;
  count(L->state, Count::FunctionsCompiled);
  return true;
}

void forget_dead_code(State* S, bool (*is_alive)(void* context, Proto* p), void* context) {
  NativeArea* area = S->engine->native;
  if (!area) return;
  for (CodeBlock** link = &area->blocks; CodeBlock* block = *link;) {
    if (block->state != S || is_alive(context, block->function)) {
      link = &block->next;
      continue;
    }
    *link = block->next;
    release(area, block);
  }
}

void destroy_code(EngineArea* E) {
  NativeArea* area = E->native;
  if (!area) return;
  while (CodeBlock* block = area->blocks) {
    area->blocks = block->next;
    delete block;
  }
  delete area->arena;
  delete area;
  E->native = nullptr;
}

}  // namespace tri::jit
