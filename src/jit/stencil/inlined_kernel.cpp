// What calls that are done in line are made of, beside the ops of the callee: see inlined_calls.hpp.
//
// All have the signature of loops_kernel.cpp, whose bodies are the callee's: they call no routine from where they are, because the
// callee has no frame, and could be told of no error.
#define TRI_CARRIES_REGISTERS
#include "jit/stencil/kernel.hpp"

extern "C" {
TRI_TARGET(native_left)
TRI_TARGET(native_failed)
}

namespace {

using Plain = Stencil<Case{}>;

TRI_INLINE Value* slot(Plain& t) { return t.reg(TRI_FAR(SLOT)); }

// Whether the call may begin: the function is the one whose ops follow, and a frame of it would have room.
template <bool kMetered>
TRI_INLINE bool begins(Plain& t, const Value* f) {
  Thread* const L = t.L;
  if (!t.is_closure(f) || t.closure_of(f)->proto->number != TRI_NUMBER(HOLE_CALLEE)) return false;
  const char* end = reinterpret_cast<const char*>(f) + TRI_AMOUNT(HOLE_FRAME);
  if (end > reinterpret_cast<const char*>(L->stack_limit) || L->frame + 1 >= L->frames_limit)
    return false;
  if constexpr (kMetered) {
    const int64_t left = L->state->slice - TRI_AMOUNT(HOLE_ENTRY_COST);
    if (left < 0) return false;
    L->state->slice = left;
  }
  return true;
}

}  // namespace

#define TRI_PART(name, variant, ...)                                                \
  extern "C" TRI_PRESERVE_NONE Outcome stencil_##name##__##variant(TRI_SIGNATURE) { \
    Plain t{{base, L, k}, pc, nullptr, nullptr};                                    \
    __VA_ARGS__                                                                     \
  }

#define TRI_BEGIN(metered)                        \
  Value* const f = t.reg(t.a());                  \
  if (!begins<metered>(t, f)) TRI_GO(HOLE_OTHER); \
  t.base = f + 1;                                 \
  t.k = callee_constants();                       \
  TRI_GO(HOLE_NEXT);
TRI_PART(InlinedCall, Plain, TRI_BEGIN(false))
TRI_PART(InlinedCall, MeteredPlain, TRI_BEGIN(true))
#undef TRI_BEGIN

// The callee's registers: a result goes where the call wants it; the number is where it lies, in bytes.
TRI_PART(InlinedMove, Plain, t.set(slot(t), t.reg(TRI_FAR(NUMBER))); TRI_GO(HOLE_NEXT);)
TRI_PART(InlinedNil, Plain, t.set_nils(slot(t), 0); TRI_GO(HOLE_NEXT);)
TRI_PART(InlinedTop, Plain, L->top = slot(t); TRI_GO(HOLE_NEXT);)

// Back to the caller's registers.
TRI_PART(InlinedEnd, Plain, t.base = slot(t); t.k = L->frame->k; TRI_GO(HOLE_NEXT);)
TRI_PART(InlinedEnd, StepPlain, t.base = slot(t); t.k = L->frame->k; TRI_GO(HOLE_DONE);)

// The callee goes on in a frame of its own, at this op or where a guard has failed.
TRI_PART(InlinedLeave, Plain, t.pc = this_word(); L->frame->pc = call_instruction();
         TRI_GO(native_left);)
TRI_PART(InlinedFailure, Plain, L->frame->pc = call_instruction(); TRI_GO(native_failed);)
