// Versions of stencils for CPU levels: they stand for the same, and are only there where a level makes a difference.
#include "jit/stencil/table.hpp"

#include <doctest/doctest.h>

#include <string_view>

#include "jit/code/cpu_level.hpp"
#include "jit/stencil/native_code.hpp"

#if TRINITY_NATIVE

using namespace tri::jit;

namespace {

// Calls f(stencil) for each there is of operations on registers.
template <class F>
void each_of_registers(F f) {
  for (int op = 0; op < int(RegisterOp::Count); ++op)
    for (int d = 0; d <= kLoopFloats; ++d)
      for (int s = 0; s <= kLoopFloats; ++s)
        if (const Stencil* stencil = stencil_of(RegisterOp(op), d, s)) f(stencil);
}

int versions_of(RegisterOp op, int level) {
  int n = 0;
  for (int d = 0; d <= kLoopFloats; ++d)
    for (int s = 0; s <= kLoopFloats; ++s)
      if (const Stencil* stencil = stencil_of(op, d, s))
        n += at_level(stencil, level) != at_level(stencil, level - 1);
  return n;
}

}  // namespace

TEST_CASE("stencils: versions for CPU levels are of the same operations") {
  int all = 0, versions = 0;
  each_of_registers([&](const Stencil* s) {
    ++all;
    CHECK(at_level(s, 1) == s);
    for (int level = 2; level <= kHighestCpuLevel; ++level) {
      const Stencil* version = at_level(s, level);
      versions += version != s;
      CHECK(std::string_view(name_of(version).text) == name_of(s).text);
      CHECK(is_of_registers(version));
      CHECK(version->hot.bytes > 0);
    }
  });
  CHECK(all > 1000);
  CHECK(versions < all);
}

#if defined(__x86_64__)
TEST_CASE("stencils: level 2 rounds with an instruction, level 3 shifts without rcx") {
  CHECK(versions_of(RegisterOp::FFloorDivide, 2) == (kLoopFloats + 1) * (kLoopFloats + 1));
  CHECK(versions_of(RegisterOp::FFloorDivide, 3) == 0);
  CHECK(versions_of(RegisterOp::IShiftLeft, 2) == 0);
  CHECK(versions_of(RegisterOp::IShiftLeft, 3) > 0);
  CHECK(versions_of(RegisterOp::FAdd, 2) == 0);
  CHECK(versions_of(RegisterOp::FAdd, 3) == 0);
}
#endif

TEST_CASE("the processor's level is one that there is") {
  CHECK(cpu_level() >= 1);
  CHECK(cpu_level() <= kHighestCpuLevel);
}

#endif  // TRINITY_NATIVE
