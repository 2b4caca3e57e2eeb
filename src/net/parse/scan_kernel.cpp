// Compiled once per instruction set (isa.hpp).
#include "net/parse/scan_kernel.hpp"

#include <utility>

#include "net/parse/scan.hpp"

namespace tri::net::parse {

TRI_ISA_BEGIN

template <size_t... kI>
static size_t scan_one(size_t set, const uint8_t* bytes, size_t from, size_t size,
                       std::index_sequence<kI...>) {
  size_t end = 0;
  (void)((kI == set && (end = skip_members<kProbeSets[kI]>(bytes, from, size), true)) || ...);
  return end;
}

static size_t scan(size_t set, const uint8_t* bytes, size_t from, size_t size) {
  return scan_one(set, bytes, from, size, std::make_index_sequence<kProbeCount>{});
}

TRI_ISA_END

template <>
ScanEntry scan_kernel<kThisIsa>() {
  return scan;
}

}  // namespace tri::net::parse
