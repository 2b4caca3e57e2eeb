// The native form: functions compiled by copying the stencils of their ops one behind the other and filling in the holes.
//
//   region   ┌────────────┬───────────┬────────────┬─────────────┬────┐
//            │ trampolines│ constants │ function 1 │ function 2  │ .. │   one mapping, so that 32-bit distances reach
//            └────────────┴───────────┴────────────┴─────────────┴────┘
//
// A function is its ops in order, then a poll for each jump backward. It is compiled when control first enters it; what its
// sites have learnt by then picks the stencils. Frame::pc leads back in: each function keeps the address of every op.
#include <elf.h>
#include <sys/mman.h>

#include <cstring>
#include <vector>

#include "base/assert.hpp"
#include "heap/cache.hpp"
#include "ops/forms/form.hpp"
#include "ops/forms/stencil_kind.hpp"
#include "ops/forms/stencil_object.hpp"
#include "ops/tail_call.hpp"
#include "ops/vocabulary.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::ops::forms {
namespace {

using namespace bytecode;
using NativeCode = TailCalled<Code>;

// Address space; pages come as code is made. Every distance in it fits 32 bits.
constexpr size_t kRegionBytes = size_t(256) << 20;
constexpr size_t kTrampolineBytes = 16;

struct CompiledOps {
  std::vector<char*> address;  // of the op at each canonical instruction; null where none begins
};

class NativeForm : public Form {
 public:
  NativeForm(State* S, const char* object);
  ~NativeForm() override { munmap(region_, kRegionBytes); }
  size_t work() const override { return protos_.size(); }

  // Code for the running frame's pc.
  NativeCode* code_at(Thread* L) {
    Proto* p = function_of(L->frame);
    CompiledOps* ops = protos_.find(p);
    if (!ops) compile(p, ops = protos_.add(p));
    char* at = ops->address[size_t(L->frame->pc - p->code)];
    TRI_CHECK(at);
    return reinterpret_cast<NativeCode*>(at);
  }

 private:
  static Outcome run_in_form(Thread* L);
  void add_trampoline(const char* symbol, NativeCode* to);
  void compile(Proto* p, CompiledOps* to);
  int64_t hole_value(const std::string& symbol, const Proto* p, Code* pc) const;
  void place(char* at, const StencilCode& code, const Proto* p, Code* pc, char* next, char* jump);
  char* reserve(size_t bytes) {
    char* at = region_ + used_;
    used_ += bytes;
    TRI_CHECK(used_ <= kRegionBytes);
    return at;
  }

  StencilObject object_;
  char* region_;
  size_t used_ = 0;
  char* constants_;
  std::map<std::string, char*> targets_;  // trampolines
  KeptProtos<CompiledOps> protos_;
};

// ---- what stencils jump to

TRI_PRESERVE_NONE TRI_COLD Outcome resume(Value*, Code* pc, Thread* L, const Value*) {
  L = L->state->running;
  NativeCode* to = Form::of<NativeForm>(L).code_at(L);
  TRI_MUSTTAIL return to(L->frame->base, pc, L, L->frame->k);
}
// L->frame->pc is where to go on.
TRI_PRESERVE_NONE TRI_COLD Outcome poll_here(Value* base, Code* pc, Thread* L, const Value* k) {
  Outcome o = rt_Poll(L, L->frame->pc);
  if (o == Outcome::Raised) o = unwind(L->state->running);
  if (o == Outcome::Raised || o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
TRI_PRESERVE_NONE Outcome native_poll(Value* base, Code* pc, Thread* L, const Value* k) {
  L->frame->pc = jump_of(pc);
  TRI_MUSTTAIL return poll_here(base, pc, L, k);
}
TRI_PRESERVE_NONE Outcome native_enter(Value* base, Code* pc, Thread* L, const Value* k) {
  Proto* p = function_of(L->frame);
  if (++p->calls == 2) warm_up(L, p);
  if (L->state->interrupt) [[unlikely]] {
    TRI_MUSTTAIL return poll_here(base, pc, L, k);
  }
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
TRI_PRESERVE_NONE Outcome native_leave(Value* base, Code* pc, Thread* L, const Value* k) {
  L->frame->pc++;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
template <Slow kWhat>
TRI_PRESERVE_NONE Outcome native_slow(Value* base, Code* pc, Thread* L, const Value* k) {
  L->frame->pc = pc;
  Outcome o = routine<kWhat>(L, pc);
  if (o == Outcome::Raised) o = unwind(L->state->running);
  switch (o) {
    case Outcome::Next: L->frame->pc = pc + width_of(op_of(pc->instr), pc->instr); break;
    case Outcome::Jump: L->frame->pc = jump_of(pc); break;
    case Outcome::Enter:
    case Outcome::Switch: break;
    case Outcome::Raised:
    case Outcome::Exit: return o;
  }
  if (o == Outcome::Jump && L->frame->pc <= pc && L->state->interrupt) {
    TRI_MUSTTAIL return poll_here(base, pc, L, k);
  }
  TRI_MUSTTAIL return resume(base, pc, L, k);
}

// ---- the region

NativeForm::NativeForm(State* S, const char* object) : Form(S), protos_(S) {
  Result<StencilObject> read = read_stencils(object);
  if (!read) assertion_failed(__FILE__, __LINE__, read.error().message.c_str());
  object_ = std::move(*read);
  void* region = mmap(nullptr, kRegionBytes, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  TRI_CHECK(region != MAP_FAILED);
  region_ = static_cast<char*>(region);
#define X(name) add_trampoline("slow_" #name, native_slow<Slow::name>);
  TRI_SLOW(X)
#undef X
  add_trampoline("native_enter", native_enter);
  add_trampoline("native_leave", native_leave);
  add_trampoline("native_poll", native_poll);
  constants_ = reserve((object_.constants.size() + 15) & ~size_t(15));
  memcpy(constants_, object_.constants.data(), object_.constants.size());
  install(&NativeForm::run_in_form);
}

void NativeForm::add_trampoline(const char* symbol, NativeCode* to) {
  char* at = reserve(kTrampolineBytes);
  static constexpr unsigned char kJumpToNext8[] = {0xFF, 0x25, 0, 0, 0, 0};  // jmp *0(%rip)
  memcpy(at, kJumpToNext8, sizeof kJumpToNext8);
  memcpy(at + sizeof kJumpToNext8, &to, sizeof to);
  targets_[symbol] = at;
}

// ---- compiling

int64_t NativeForm::hole_value(const std::string& symbol, const Proto* p, Code* pc) const {
  const Instr i = pc->instr;
  const Op op = op_of(i);
  const FieldCache& cache = state_->engine->caches[pc->side].field;
  constexpr int64_t kSlot = sizeof(Value);
  if (symbol == "HOLE_A") return a_of(i) * kSlot;
  if (symbol == "HOLE_B") return b_of(i) * kSlot;
  if (symbol == "HOLE_C") return c_of(i) * kSlot;
  if (symbol == "HOLE_K") return (op == Op::LoadKX ? ax_of(pc[1].instr) : bx_of(i)) * kSlot;
  if (symbol == "HOLE_UP")
    return (op == Op::SetTabUp ? a_of(i) : b_of(i)) * int64_t(sizeof(UpVal*));
  if (symbol == "HOLE_UB") return b_of(i);
  if (symbol == "HOLE_UC") return c_of(i);
  if (symbol == "HOLE_SB") return sb_of(i);
  if (symbol == "HOLE_SC") return sc_of(i);
  if (symbol == "HOLE_SBX") return sbx_of(i);
  if (symbol == "HOLE_ARGC") return b_of(i) - 1;
  if (symbol == "HOLE_WANTED") return c_of(i) - 1;
  // Some records are for the routines alone.
  constexpr uint8_t kNotForStencils =
      cache_bits::kAdd | cache_bits::kIndexOverflow | cache_bits::kMetaInObject;
  if (symbol == "HOLE_SHAPE") return cache.bits & kNotForStencils ? 0 : cache.shape;
  if (symbol == "HOLE_VALUE") return cache.value;
  if (symbol == "HOLE_VALUE_TAG") return cache.value_tag;
  if (symbol == "HOLE_META") return cache.metatable;
  if (symbol == "HOLE_META_SHAPE") return cache.meta_shape;
  if (symbol == "HOLE_INDEX") return cache.index;
  if (symbol == "HOLE_INDEX_TAG") return cache.index_tag;
  if (symbol == "HOLE_HOLDER") return cache.holder_shape;
  if (symbol == "HOLE_PC") return reinterpret_cast<int64_t>(pc);
  assertion_failed(__FILE__, __LINE__, ("unknown hole " + symbol).c_str());
}

void NativeForm::place(char* at, const StencilCode& code, const Proto* p, Code* pc, char* next,
                       char* jump) {
  memcpy(at, code.bytes.data(), code.bytes.size());
  for (const Hole& h : code.holes) {
    char* here = at + h.offset;
    auto target = targets_.find(h.symbol);
    const char* to = h.symbol == "HOLE_NEXT"    ? next
                     : h.symbol == "HOLE_JUMP"  ? jump
                     : h.symbol == kConstants   ? constants_
                     : target != targets_.end() ? target->second
                                                : nullptr;
    const int64_t value =
        (to ? reinterpret_cast<int64_t>(to) : hole_value(h.symbol, p, pc)) + h.addend;
    switch (h.type) {
      case R_X86_64_64: memcpy(here, &value, 8); break;
      case R_X86_64_32:
      case R_X86_64_32S: {
        TRI_CHECK(!to && value == int32_t(value));
        memcpy(here, &value, 4);
        break;
      }
      case R_X86_64_PC32:
      case R_X86_64_PLT32: {
        const int64_t distance = value - reinterpret_cast<int64_t>(here);
        TRI_CHECK(to && distance == int32_t(distance));
        memcpy(here, &distance, 4);
        break;
      }
      default: assertion_failed(__FILE__, __LINE__, "a relocation that stencils do not use");
    }
  }
}

void NativeForm::compile(Proto* p, CompiledOps* to) {
  to->address.assign(p->code_count, nullptr);
  struct Placed {
    Code* pc;
    const StencilCode* code;
    char* poll;  // of a jump backward
  };
  std::vector<Placed> ops;
  for (Code* pc = p->code; pc < p->code + p->code_count;
       pc += width_of(op_of(pc->instr), pc->instr)) {
    const StencilCode& code = object_.stencils.at(stencil_name(*state_->engine, pc));
    to->address[size_t(pc - p->code)] = reserve(code.bytes.size());
    ops.push_back({pc, &code, nullptr});
  }
  auto code_of = [&](Code* pc) { return to->address[size_t(pc - p->code)]; };
  const StencilCode& poll = object_.stencils.at("Poll");
  char* end = region_ + used_;
  auto jumps = [](const StencilCode& code) {
    for (const Hole& h : code.holes)
      if (h.symbol == "HOLE_JUMP") return true;
    return false;
  };
  for (Placed& op : ops)
    if (jumps(*op.code) && jump_of(op.pc) <= op.pc) op.poll = reserve(poll.bytes.size() + 5);
  for (size_t i = 0; i < ops.size(); i++) {
    const Placed& op = ops[i];
    char* next = i + 1 < ops.size() ? code_of(ops[i + 1].pc) : end;
    char* jump = op.poll ? op.poll : jumps(*op.code) ? code_of(jump_of(op.pc)) : nullptr;
    place(code_of(op.pc), *op.code, p, op.pc, next, jump);
    if (!op.poll) continue;
    // The poll falls through to a jump to the loop's head.
    char* head = code_of(jump_of(op.pc));
    place(op.poll, poll, p, op.pc, head, nullptr);
    char* at = op.poll + poll.bytes.size();
    const int32_t distance = int32_t(head - (at + 5));
    *at = char(0xE9);
    memcpy(at + 1, &distance, 4);
  }
}

Outcome NativeForm::run_in_form(Thread* L) {
  L = L->state->running;
  return resume(nullptr, nullptr, L, nullptr);
}

}  // namespace

std::string stencil_name(const EngineArea& engine, const Code* pc) {
  const Instr i = pc->instr;
  const Op op = op_of(i);
  std::string name = row_of(op).name;
  auto field_variant = [&](std::string stem, bool is_store) {
    const FieldCache& c = engine.caches[pc->side].field;
    if (c.bits == cache_bits::kEntry) return stem + "_entry";
    if (c.bits == (cache_bits::kOwn | cache_bits::kOverflow)) return stem + "_overflow";
    if (c.bits == 0 && c.shape && !is_store) return stem + "_chain";
    if (c.bits == cache_bits::kOverflow && !is_store) return stem + "_chain_overflow";
    return stem;
  };
  switch (op) {
    case Op::GetTabUp:
    case Op::GetField: return field_variant(name, false);
    case Op::Self: return k_of(i) ? field_variant(name + "_k", false) : name;
    case Op::SetTabUp:
    case Op::SetField: return field_variant(k_of(i) ? name + "_k" : name, true);
    case Op::Call: return b_of(i) ? name : name + "_open";
    case Op::SetTable:
    case Op::SetI:
    case Op::Eq:
    case Op::EqK:
    case Op::EqI:
    case Op::LtI:
    case Op::LeI:
    case Op::GtI:
    case Op::GeI:
    case Op::Test:
    case Op::TestSet: return k_of(i) ? name + "_k" : name;
    case Op::Lt:
    case Op::Le:
      if (k_of(i)) return name + "_k";
      [[fallthrough]];
    case Op::Add:
    case Op::AddK:
    case Op::AddI:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::ForLoop:
      if (pc->side == uint32_t(Seen::Int)) return name + "_int";
      if (pc->side == uint32_t(Seen::Float)) return name + "_float";
      return name;
    default: return name;
  }
}

std::unique_ptr<Form> make_native(State* S, const char* object) {
  return std::make_unique<NativeForm>(S, object);
}

}  // namespace tri::ops::forms
