// Assertions, in three strengths.
//
//   TRI_ASSERT(c)       our own mistake; checked where NDEBUG is off and in the `checked` build, free in release
//   TRI_CHECK(c)        always on: guards memory safety where the data comes from outside
//   TRI_UNREACHABLE()   control cannot get here; traps where assertions are on
#pragma once

#if defined(TRINITY_CHECKED) || !defined(NDEBUG)
#define TRI_ASSERTIONS 1
#else
#define TRI_ASSERTIONS 0
#endif

namespace tri {
// Prints `file:line: what` to standard error and aborts.
[[noreturn]] void assertion_failed(const char* file, int line, const char* what);
}  // namespace tri

#define TRI_CHECK(condition)                    \
  (__builtin_expect(!!(condition), 1) ? (void)0 \
                                      : ::tri::assertion_failed(__FILE__, __LINE__, #condition))
#if TRI_ASSERTIONS
#define TRI_ASSERT(condition) TRI_CHECK(condition)
#define TRI_UNREACHABLE() ::tri::assertion_failed(__FILE__, __LINE__, "unreachable")
#else
#define TRI_ASSERT(condition) ((void)sizeof(!!(condition)))
#define TRI_UNREACHABLE() __builtin_unreachable()
#endif

// GNU spelling, so that it may follow `static` and stand beside preserve_none.
#define TRI_INLINE __attribute__((always_inline)) inline
#define TRI_COLD __attribute__((cold, noinline))
