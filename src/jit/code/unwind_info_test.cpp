#include "jit/code/unwind_info.hpp"

#include <doctest/doctest.h>

#ifdef TRI_UNWIND_INFO

#include <signal.h>
#include <unwind.h>

#include <cstring>
#include <memory>
#include <stdexcept>

#include "jit/code/code_arena.hpp"

using tri::jit::CodeArena;
using tri::jit::UnwindRegistration;

namespace {

using Function = void (*)();

[[gnu::noinline]] void call(const char* code) {
  reinterpret_cast<Function>(reinterpret_cast<uintptr_t>(code))();
  asm volatile("" ::: "memory");  // no tail call
}
constexpr uintptr_t kBytesOfCall = 64;  // more than it takes

bool meets_caller;  // a walk along the stack came to `call`

_Unwind_Reason_Code note(_Unwind_Context* context, void*) {
  meets_caller |= _Unwind_GetIP(context) - reinterpret_cast<uintptr_t>(&call) < kBytesOfCall;
  return _URC_NO_REASON;
}
void walk() {
  meets_caller = false;
  _Unwind_Backtrace(note, nullptr);
}
void walk_in_signal(int) { walk(); }
void do_nothing() {}
[[noreturn]] void throw_one() { throw std::runtime_error("through native code"); }

// Native code as stencils are that call routines: it pads the stack and has no frame. Interrupted behind the call, or not.
struct Code {
  Code(Function callee, bool traps) : arena(CodeArena::create(reinterpret_cast<void*>(&walk))) {
    REQUIRE(arena);
    unsigned char code[] = {0x6A, 0x00,                                // push $0
                            0x48, 0xB8, 0,    0,    0, 0, 0, 0, 0, 0,  // movabs callee, %rax
                            0xFF, 0xD0,                                // call *%rax
                            0x48, 0x83, 0xC4, 0x08,                    // add $8, %rsp
                            0x90, 0x90, 0xC3};                         // nop or int3; nop; ret
    memcpy(code + 4, &callee, sizeof callee);
    if (traps) code[18] = 0xCC;
    at = arena->allocate(sizeof code);
    char* to = arena->open(at, sizeof code);
    REQUIRE(to);
    memcpy(to, code, sizeof code);
    REQUIRE(arena->close(at, sizeof code));
  }
  std::unique_ptr<CodeArena> arena;
  char* at;
};

}  // namespace

TEST_CASE("a walk along the stack comes through native code that calls a routine") {
  const Code code(walk, false);
  call(code.at);
  CHECK(!meets_caller);  // nobody was told
  {
    const UnwindRegistration registration(code.at, CodeArena::kLeast);
    REQUIRE(registration.is_known());
    call(code.at);
    CHECK(meets_caller);
  }
  call(code.at);
  CHECK(!meets_caller);
}

TEST_CASE("a walk along the stack comes through native code that a signal interrupts") {
  const Code code(do_nothing, true);
  const UnwindRegistration registration(code.at, CodeArena::kLeast);
  struct sigaction action{}, before{};
  action.sa_handler = walk_in_signal;
  REQUIRE(sigaction(SIGTRAP, &action, &before) == 0);
  meets_caller = false;
  call(code.at);
  sigaction(SIGTRAP, &before, nullptr);
  CHECK(meets_caller);
}

TEST_CASE("an exception goes through native code") {
  const Code code(throw_one, false);
  const UnwindRegistration registration(code.at, CodeArena::kLeast);
  CHECK_THROWS_AS(call(code.at), std::runtime_error);
}

#endif
