// UnwindInfo: tells who walks the native stack how to step out of native code.
//
// Native code keeps no frame: where control comes to it the return address lies on top of the stack, and so it does at every instruction,
// but for the calls of routines, before which eight bytes are pushed to align the stack (docs/decisions/0001-native-code-calls-routines.md).
// Which of the two it is shows in the stack pointer, so that one row holds for all code there is and will be:
//
//   the caller's frame ends at   rsp + 16 - (rsp & 8)        rsp ≡ 8: [rsp] is the return address
//                                                            rsp ≡ 0: [rsp] is padding, [rsp + 8] the return address
//
// The row is written as DWARF call frame information (.eh_frame), which libgcc's unwinder (C++ exceptions, backtrace(3)), gdb and
// perf all read.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tri::jit {

#if defined(__x86_64__)
#define TRI_UNWIND_INFO 1

// A CIE, one FDE for [code, code + bytes) and the end mark.
struct UnwindInfo {
  static constexpr size_t kBytes = 64;
  alignas(8) unsigned char bytes[kBytes];

  // `code` as an address.
  static UnwindInfo at(uintptr_t code, size_t bytes);
  // `code` as a distance from where this will lie.
  static UnwindInfo at_distance(int64_t code, size_t bytes);
  static constexpr size_t kFde = 32;  // where the FDE begins
};
#endif

// Tells libgcc's unwinder of an arena while it lasts, where the process has loaded that by now: programs in C++ have.
class UnwindRegistration {
 public:
  UnwindRegistration(const void* code, size_t bytes);
  ~UnwindRegistration();
  UnwindRegistration(const UnwindRegistration&) = delete;
  UnwindRegistration& operator=(const UnwindRegistration&) = delete;
  bool is_known() const { return libgcc_; }

 private:
#ifdef TRI_UNWIND_INFO
  UnwindInfo info_;
#endif
  void* libgcc_ = nullptr;  // kept loaded
  void (*forget_)(const void*) = nullptr;
};

}  // namespace tri::jit
