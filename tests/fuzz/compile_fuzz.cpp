// Fuzz target: any text is compiled or refused; what is compiled can be dumped.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "bytecode/dump.hpp"
#include "syntax/compile.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view source{reinterpret_cast<const char*>(data), size};
  const auto chunk = tri::syntax::compile(source, "=fuzz");
  if (!chunk) {
    TRI_CHECK(!chunk.error().message.empty());
    return 0;
  }
  const std::string full = tri::bytecode::dump(*chunk->main, /*strip=*/false);
  const std::string stripped = tri::bytecode::dump(*chunk->main, /*strip=*/true);
  TRI_CHECK(stripped.size() <= full.size());
  return 0;
}
