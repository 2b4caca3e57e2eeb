#include "net/parse/scan_kernel.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <vector>

using namespace tri::net::parse;

namespace {

size_t by_hand(ByteSet set, const uint8_t* bytes, size_t from, size_t size) {
  while (from < size && set.has(bytes[from])) ++from;
  return from;
}

}  // namespace

TEST_CASE("every instruction set finds the end of a run where looking byte by byte finds it") {
  std::mt19937 random(7);
  for (const Isa isa : {Isa::Portable, Isa::Avx2, Isa::Avx512}) {
    if (!has_isa(isa)) continue;
    CAPTURE(kIsaNames[int(isa)]);
    const ScanEntry scan = TRI_KERNEL_FOR(scan_kernel, isa);
    for (size_t set = 0; set < kProbeCount; ++set) {
      CAPTURE(set);
      std::vector<uint8_t> members;
      for (unsigned byte = 0; byte < 256; ++byte)
        if (kProbeSets[set].has(uint8_t(byte))) members.push_back(uint8_t(byte));
      for (int round = 0; round < 400; ++round) {
        const size_t size = random() % 200;
        // Exactly as large as the input: reading behind it is seen by AddressSanitizer.
        const std::unique_ptr<uint8_t[]> bytes(new uint8_t[size]);
        for (size_t i = 0; i < size; ++i)
          bytes[i] = !members.empty() && random() % 64 != 0 ? members[random() % members.size()]
                                                            : uint8_t(random());
        const size_t from = size == 0 ? 0 : random() % size;
        const size_t found = scan(set, bytes.get(), from, size);
        if (found != by_hand(kProbeSets[set], bytes.get(), from, size)) {
          CHECK(found == by_hand(kProbeSets[set], bytes.get(), from, size));
          return;
        }
      }
    }
  }
  CHECK(has_isa(Isa::Portable));
}

TEST_CASE("each byte is told from each other in every lane") {
  for (const Isa isa : {Isa::Portable, Isa::Avx2, Isa::Avx512}) {
    if (!has_isa(isa)) continue;
    const ScanEntry scan = TRI_KERNEL_FOR(scan_kernel, isa);
    for (size_t set = 0; set < kProbeCount; ++set) {
      size_t wrong = 0;
      for (unsigned byte = 0; byte < 256; ++byte)
        for (size_t lane = 0; lane < 64; ++lane) {
          const uint8_t one[1] = {uint8_t(byte)};
          std::vector<uint8_t> bytes(64, one[0]);
          wrong +=
              scan(set, bytes.data(), lane, 64) != (kProbeSets[set].has(uint8_t(byte)) ? 64 : lane);
        }
      CAPTURE(kIsaNames[int(isa)]);
      CAPTURE(set);
      CHECK(wrong == 0);
    }
  }
}
