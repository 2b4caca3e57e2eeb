// What the C++ library asks of its runtime, for the shared library alone, which carries no exception handling: the engine throws
// nothing, and what std::string or operator new would throw (a length that cannot be, no memory outside the state's heap) ends the
// program, as it would from code compiled without exceptions.
//
// With these definitions nothing pulls in the unwinder or thread-local storage, so the library needs libc and libm only.
#include <cstdio>
#include <cstdlib>
#include <new>

namespace {
[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "liblua5.4: %s\n", what);
  std::abort();
}
void* allocate(size_t size) {
  void* block = std::malloc(size ? size : 1);
  if (!block) give_up("not enough memory");
  return block;
}
}  // namespace

void* operator new(size_t size) { return allocate(size); }
void* operator new[](size_t size) { return allocate(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size ? size : 1);
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size ? size : 1);
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, size_t) noexcept { std::free(block); }
void operator delete[](void* block, size_t) noexcept { std::free(block); }

void* operator new(size_t size, std::align_val_t alignment) {
  void* block =
      std::aligned_alloc(size_t(alignment), (size + size_t(alignment) - 1) & -size_t(alignment));
  if (!block) give_up("not enough memory");
  return block;
}
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete(void* block, size_t, std::align_val_t) noexcept { std::free(block); }

namespace std {
void terminate() noexcept { give_up("a C++ exception reached the engine"); }
void __throw_system_error(int) { give_up("system error"); }
void __throw_bad_alloc() { give_up("not enough memory"); }
void __throw_bad_array_new_length() { give_up("not enough memory"); }
void __throw_bad_cast() { give_up("bad cast"); }
void __throw_bad_function_call() { give_up("an empty function was called"); }
void __throw_length_error(const char* what) { give_up(what); }
void __throw_logic_error(const char* what) { give_up(what); }
void __throw_out_of_range(const char* what) { give_up(what); }
void __throw_out_of_range_fmt(const char* what, ...) { give_up(what); }
void __throw_invalid_argument(const char* what) { give_up(what); }
void __throw_runtime_error(const char* what) { give_up(what); }
}  // namespace std

// Frames of the C++ library name it; no exception of ours comes by, and one of the host's ends here.
extern "C" int __gxx_personality_v0(...) { give_up("a C++ exception reached the engine"); }
extern "C" void* __cxa_begin_catch(void*) { give_up("a C++ exception reached the engine"); }
extern "C" void __cxa_end_catch() {}
extern "C" void __cxa_rethrow() { give_up("a C++ exception reached the engine"); }
