#include "runtime/escape.hpp"

#include <cstdlib>

#include "runtime/call.hpp"

namespace tri {

#ifdef TRI_ESCAPE_BY_LIBC

namespace {
[[noreturn]] void restore_registers(Escape* e, int value) { _longjmp(e->registers, value); }
}  // namespace

#else

#ifdef __x86_64__
[[gnu::naked]] int save_registers(uint64_t*) {
  asm("movq %rbx, 0(%rdi)\n\t"
      "movq %rbp, 8(%rdi)\n\t"
      "movq %r12, 16(%rdi)\n\t"
      "movq %r13, 24(%rdi)\n\t"
      "movq %r14, 32(%rdi)\n\t"
      "movq %r15, 40(%rdi)\n\t"
      "leaq 8(%rsp), %rdx\n\t"
      "movq %rdx, 48(%rdi)\n\t"
      "movq (%rsp), %rdx\n\t"
      "movq %rdx, 56(%rdi)\n\t"
      "xorl %eax, %eax\n\t"
      "retq");
}
[[gnu::naked, noreturn]] static void restore_registers(uint64_t*, int) {
  asm("movl %esi, %eax\n\t"
      "movq 0(%rdi), %rbx\n\t"
      "movq 8(%rdi), %rbp\n\t"
      "movq 16(%rdi), %r12\n\t"
      "movq 24(%rdi), %r13\n\t"
      "movq 32(%rdi), %r14\n\t"
      "movq 40(%rdi), %r15\n\t"
      "movq 48(%rdi), %rsp\n\t"
      "jmpq *56(%rdi)");
}
#else
[[gnu::naked]] int save_registers(uint64_t*) {
  asm("stp x19, x20, [x0, #0]\n\t"
      "stp x21, x22, [x0, #16]\n\t"
      "stp x23, x24, [x0, #32]\n\t"
      "stp x25, x26, [x0, #48]\n\t"
      "stp x27, x28, [x0, #64]\n\t"
      "stp x29, x30, [x0, #80]\n\t"
      "mov x2, sp\n\t"
      "str x2, [x0, #96]\n\t"
      "stp d8, d9, [x0, #104]\n\t"
      "stp d10, d11, [x0, #120]\n\t"
      "stp d12, d13, [x0, #136]\n\t"
      "stp d14, d15, [x0, #152]\n\t"
      "mov w0, #0\n\t"
      "ret");
}
[[gnu::naked, noreturn]] static void restore_registers(uint64_t*, int) {
  asm("ldp x19, x20, [x0, #0]\n\t"
      "ldp x21, x22, [x0, #16]\n\t"
      "ldp x23, x24, [x0, #32]\n\t"
      "ldp x25, x26, [x0, #48]\n\t"
      "ldp x27, x28, [x0, #64]\n\t"
      "ldp x29, x30, [x0, #80]\n\t"
      "ldr x2, [x0, #96]\n\t"
      "mov sp, x2\n\t"
      "ldp d8, d9, [x0, #104]\n\t"
      "ldp d10, d11, [x0, #120]\n\t"
      "ldp d12, d13, [x0, #136]\n\t"
      "ldp d14, d15, [x0, #152]\n\t"
      "mov w0, w1\n\t"
      "ret");
}
#endif

namespace {
[[noreturn]] void restore_registers(Escape* e, int value) {
  tri::restore_registers(e->registers, value);
}
}  // namespace

#endif

void escape_to(State* S, Escape* e, Escaped why) {
  S->escape = e;
  S->roots = e->roots;
  S->heap->held = e->held;
  if (e->held) e->held->above = nullptr;
  restore_registers(e, int(why));
}

void escape_with_error(Thread* L) {
  State* S = L->state;
  if (S->escape) {
    Thread* to = S->running;
    if (to != L) {  // raised in a thread that the running one works on
      to->error = L->error;
      to->error_status = L->error_status;
      to->error_handled = L->error_handled;
      L->error = Value::nil();
      L->error_status = ErrorStatus::Ok;
    }
    escape_to(S, S->escape, Escaped::Raised);
  }
  if (S->panic) {  // it may jump away, so L is left fit for use: outside of all calls, with the error alone on its stack
    L->frame = L->frames;
    L->native_depth = L->lost_depth = L->not_yieldable = 0;
    L->hooks_allowed = true;
    (void)close_pending(L, L->stack + 1, false);
    L->top = L->stack + 1;
    copy(L->top, &L->error);
    L->top++;
    L->error = Value::nil();  // its status stays, for lua_status
    L->error_handled = false;
    S->panic(L);
  }
  std::abort();
}

}  // namespace tri
