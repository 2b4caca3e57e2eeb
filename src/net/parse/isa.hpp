// Isa: which vector instructions a grammar was compiled for, and how its code is compiled for each.
//
// Files named *_kernel.cpp are compiled once per instruction set (cmake/net.cmake), with TRI_NET_ISA naming it; other
// files get the portable one. What depends on it stands between TRI_ISA_BEGIN and TRI_ISA_END: there it lies in an
// inline namespace named for the set, and every function may use its instructions. Functions of other headers, the
// standard library's above all, do not: their one shared copy must run on any machine. Hence the attribute, and no
// compiler flag.
//
// Invariant: code for a set runs only after best_isa(), or a caller who asked it, said that the machine has it.
#pragma once

#include <cstdint>

namespace tri::net::parse {

enum class Isa : uint8_t { Portable, Avx2, Avx512 };

inline constexpr const char* kIsaNames[] = {"portable", "avx2", "avx512"};

// The best set that this machine runs.
Isa best_isa();

// Whether this machine runs `isa`.
inline bool has_isa(Isa isa) { return isa <= best_isa(); }

// What this file is being compiled for.
#if defined(TRI_NET_ISA_AVX512)
inline constexpr Isa kThisIsa = Isa::Avx512;
#elif defined(TRI_NET_ISA_AVX2)
inline constexpr Isa kThisIsa = Isa::Avx2;
#else
inline constexpr Isa kThisIsa = Isa::Portable;
#endif

}  // namespace tri::net::parse

// kernel<Isa>() for an isa known at run time. A kernel file specialises the function template for its set; machines of
// other makes have the portable one only.
#if defined(__x86_64__)
#define TRI_KERNEL_FOR(kernel, isa)                                                   \
  ((isa) == ::tri::net::parse::Isa::Avx512 ? kernel<::tri::net::parse::Isa::Avx512>() \
   : (isa) == ::tri::net::parse::Isa::Avx2 ? kernel<::tri::net::parse::Isa::Avx2>()   \
                                           : kernel<::tri::net::parse::Isa::Portable>())
#else
#define TRI_KERNEL_FOR(kernel, isa) (kernel<::tri::net::parse::Isa::Portable>())
#endif

#if defined(TRI_NET_ISA_AVX512) || defined(TRI_NET_ISA_AVX2)
#include <immintrin.h>
#endif

#define TRI_NET_PRAGMA(text) _Pragma(#text)
// clang-format off: a pragma is one line
#if defined(TRI_NET_ISA_AVX512)
#define TRI_NET_ISA avx512
#define TRI_ISA_BEGIN \
  TRI_NET_PRAGMA(clang attribute push(__attribute__((target("avx2,avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)) \
  inline namespace TRI_NET_ISA {
#define TRI_ISA_END } TRI_NET_PRAGMA(clang attribute pop)
#elif defined(TRI_NET_ISA_AVX2)
#define TRI_NET_ISA avx2
#define TRI_ISA_BEGIN \
  TRI_NET_PRAGMA(clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)) \
  inline namespace TRI_NET_ISA {
#define TRI_ISA_END } TRI_NET_PRAGMA(clang attribute pop)
#else
#define TRI_NET_ISA portable
#define TRI_ISA_BEGIN inline namespace TRI_NET_ISA {
#define TRI_ISA_END }
#endif
// clang-format on
