// Inputs of the targets that break compiled chunks: a program, a zero byte, and choices for the mutator of
// bytecode/mutant.hpp. So seeds are texts, and most mutations go where they count: to the choices.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bytecode/dump.hpp"
#include "bytecode/mutant.hpp"
#include "syntax/compile.hpp"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

// The mutant, dumped; empty if the program does not compile.
inline std::string mutant_of(std::string_view input) {
  const std::string_view program = input.substr(0, input.find('\0'));
  const auto chunk = tri::syntax::compile(program, "=fuzz");
  if (!chunk) return {};
  const std::string_view choices = input.substr(std::min(input.size(), program.size() + 1));
  tri::bytecode::Mutator({reinterpret_cast<const uint8_t*>(choices.data()), choices.size()})
      .run(chunk->main.get());
  return tri::bytecode::dump(*chunk->main, /*strip=*/false);
}

// Found by libFuzzer by its name; one source file per target includes this.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  uint8_t* end = std::find(data, data + size, 0);
  if (end == data + size) {
    if (size == max_size) return LLVMFuzzerMutate(data, size, max_size);
    *end = 0;
    ++size;
  }
  const auto program = size_t(end + 1 - data);
  if (seed % 16 == 0) return LLVMFuzzerMutate(data, size, max_size);
  constexpr size_t kMaxChoices = 64;
  const size_t room = std::min(max_size - program, kMaxChoices);
  if (room == 0) return size;
  return program + LLVMFuzzerMutate(data + program, std::min(size - program, room), room);
}
