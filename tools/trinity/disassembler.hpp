// The disassembler of `--dump=asm`: capstone, loaded when something is to be disassembled. The engine has none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tri::cli {

// engine::Disassemble, in the syntax of the GNU assembler.
size_t disassemble(const uint8_t* code, size_t bytes, uint64_t address, std::string* text);

// "" when there is one.
std::string why_no_disassembler();

}  // namespace tri::cli
