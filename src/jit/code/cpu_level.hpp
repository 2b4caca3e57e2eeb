// What the processor has beyond the first of its kind: which versions of stencils it can run.
#pragma once

namespace tri::jit {

// 1  every processor of the architecture; what AArch64 has
// 2  x86-64-v2: SSE4.2 and what came before it
// 3  and BMI1, BMI2, of x86-64-v3. Its AVX is not asked for, and not used: see docs/design/tier-3.md
inline constexpr int kHighestCpuLevel = 3;
// Cost: some microseconds in virtual machines, which are asked what their processor has.
int cpu_level();

}  // namespace tri::jit
