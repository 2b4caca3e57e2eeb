#include "jit/code/cpu_level.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace tri::jit {

#if defined(__x86_64__)
int cpu_level() {
  unsigned a, b, c, d;
  constexpr unsigned kSecond = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & kSecond) != kSecond) return 1;
  constexpr unsigned kThird = bit_BMI | bit_BMI2;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & kThird) != kThird) return 2;
  return 3;
}
#else
int cpu_level() { return 1; }
#endif

}  // namespace tri::jit
