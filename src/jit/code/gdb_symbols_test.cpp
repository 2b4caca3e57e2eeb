#include "jit/code/gdb_symbols.hpp"

#include <doctest/doctest.h>
#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string>

using tri::jit::forget_in_gdb;
using tri::jit::GdbEntry;
using tri::jit::tell_gdb;

// As debuggers see it.
struct SeenEntry {
  SeenEntry *next, *previous;
  const char* file;
  uint64_t bytes;
};
struct SeenDescriptor {
  uint32_t version, action;
  SeenEntry *changed, *first;
};
extern "C" SeenDescriptor __jit_debug_descriptor;

namespace {

struct Symbol {
  std::string name;
  uint64_t address, bytes;
};
template <class T>
T at(const char* file, uint64_t offset) {
  T value;
  memcpy(&value, file + offset, sizeof value);
  return value;
}
Elf64_Shdr section_of(const char* file, const std::string& name) {
  const auto head = at<Elf64_Ehdr>(file, 0);
  const auto header = [&](uint64_t n) {
    return at<Elf64_Shdr>(file, head.e_shoff + n * sizeof(Elf64_Shdr));
  };
  for (uint64_t n = 0; n < head.e_shnum; ++n)
    if (name == file + header(head.e_shstrndx).sh_offset + header(n).sh_name) return header(n);
  FAIL("no section " << name);
  return {};
}
Symbol symbol_of(const SeenEntry* entry) {
  const char* file = entry->file;
  REQUIRE(entry->bytes > sizeof(Elf64_Ehdr));
  REQUIRE(memcmp(file, ELFMAG, SELFMAG) == 0);
  const auto symbol =
      at<Elf64_Sym>(file, section_of(file, ".symtab").sh_offset + sizeof(Elf64_Sym));
  return {file + section_of(file, ".strtab").sh_offset + symbol.st_name, symbol.st_value,
          symbol.st_size};
}

}  // namespace

TEST_CASE("debuggers find a file in memory for each block while there is code") {
  REQUIRE(__jit_debug_descriptor.version == 1);
  REQUIRE(!__jit_debug_descriptor.first);
  const char code[64] = {}, more[64] = {};
  GdbEntry* one = tell_gdb(code, sizeof code, "@app.lua", 7);
  GdbEntry* two = tell_gdb(more, sizeof more, "@app.lua", 9);
  REQUIRE(one);
  REQUIRE(two);
  const SeenEntry* first = __jit_debug_descriptor.first;
  REQUIRE(first);
  const Symbol symbol = symbol_of(first);
  CHECK(symbol.name == "lua:app.lua:9");
  CHECK(symbol.address == reinterpret_cast<uintptr_t>(more));
  CHECK(symbol.bytes == sizeof more);
  const Elf64_Shdr text = section_of(first->file, ".text");
  CHECK(text.sh_addr == symbol.address);
  CHECK(text.sh_size == sizeof more);
  CHECK(text.sh_type == uint32_t(SHT_NOBITS));
  REQUIRE(first->next);
  CHECK(symbol_of(first->next).name == "lua:app.lua:7");
  CHECK(!first->next->next);
  forget_in_gdb(two);
  REQUIRE(__jit_debug_descriptor.first);
  CHECK(symbol_of(__jit_debug_descriptor.first).name == "lua:app.lua:7");
  forget_in_gdb(one);
  CHECK(!__jit_debug_descriptor.first);
  forget_in_gdb(nullptr);
}
