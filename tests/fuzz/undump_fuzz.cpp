// Fuzz target: bytes that claim to be a chunk are refused, or sound enough to be shown, dumped and read again.
//
// An input that does not begin as a chunk is a program and choices (program_and_choices.hpp).
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "bytecode/dump.hpp"
#include "bytecode/listing.hpp"
#include "program_and_choices.hpp"

namespace {

using namespace tri;

std::string bytes_of(std::string_view input) {
  return input.starts_with(bytecode::kChunkMark) ? std::string(input) : mutant_of(input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes = bytes_of({reinterpret_cast<const char*>(data), size});
  const auto chunk = bytecode::undump(bytes, "=fuzz");
  if (!chunk) {
    TRI_CHECK(!chunk.error().message.empty());
    return 0;
  }
  TRI_CHECK(!bytecode::list(*chunk->main, /*full=*/true).empty());
  const std::string again = bytecode::dump(*chunk->main, /*strip=*/false);
  const auto second = bytecode::undump(again, "=fuzz");
  TRI_CHECK(second);
  TRI_CHECK(bytecode::dump(*second->main, /*strip=*/false) == again);
  return 0;
}
