// Fuzz target: bytes that claim to be a chunk are refused, or sound enough to be shown, dumped and read again.
//
// An input that does not begin as a chunk is a program, a zero byte, and choices for the mutator: so the seeds are texts.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "bytecode/dump.hpp"
#include "bytecode/listing.hpp"
#include "bytecode/mutant.hpp"
#include "syntax/compile.hpp"

namespace {

using namespace tri;

std::string bytes_of(std::string_view input) {
  if (input.starts_with(bytecode::kChunkMark)) return std::string(input);
  const std::string_view source = input.substr(0, input.find('\0'));
  const auto chunk = syntax::compile(source, "=fuzz");
  if (!chunk) return {};
  const std::string_view rest = input.substr(std::min(input.size(), source.size() + 1));
  bytecode::Mutator({reinterpret_cast<const uint8_t*>(rest.data()), rest.size()})
      .run(chunk->main.get());
  return bytecode::dump(*chunk->main, /*strip=*/false);
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
