// CodeSharing: which arenas of this process have code in shared memory, so that a fork does not leave two processes writing to it.
//
// The C library calls us before it forks: every arena is settled then (code_arena.hpp), while no other thread writes code. So parent and
// child have nothing in common but what the kernel copies when one of them writes. Who forks without the C library (a system call by hand)
// is noticed by a word that the kernel wipes in the child (MADV_WIPEONFORK): the child settles its arenas before it writes to them. What its
// parent does to blocks that the child still runs until then cannot be undone; such a child should exec or compile soon.
//
// posix_spawn, system, popen and vfork do not come here; their children run no Lua.
// One for the process, because pthread_atfork knows no context. Thread: any.
#pragma once

#include <pthread.h>

#include <cstdint>

namespace tri::jit {

class CodeArena;

class CodeSharing {
 public:
  constexpr CodeSharing() = default;
  CodeSharing(const CodeSharing&) = delete;
  CodeSharing& operator=(const CodeSharing&) = delete;
  // From now on the arena's views are watched. False: the system cannot do so, and the arena must not have two.
  static bool add(CodeArena* arena);
  static void remove(CodeArena* arena);
  // Whether this process is the one that the arena, which is here, was added in.
  static bool is_own(const CodeArena* arena);

 private:
  static void before_fork();
  static void after_fork();
  bool prepare();
  void forget_process();

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  CodeArena* first_ = nullptr;
  uint32_t* process_ =
      nullptr;  // a page of its own while there are arenas; 0 in a process that was forked by hand
  uint32_t processes_ = 0;
  bool is_hooked_ = false;
  static CodeSharing all_;
};

}  // namespace tri::jit
