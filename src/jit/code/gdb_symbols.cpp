#include "jit/code/gdb_symbols.hpp"

#include <elf.h>
#include <pthread.h>

#include <cstdint>
#include <cstring>
#include <new>

#include "jit/code/code_name.hpp"
#include "jit/code/unwind_info.hpp"

// ---- what debuggers look for, by these names: gdb's manual, "JIT Compilation Interface"

extern "C" {

namespace {
struct JitEntry {
  JitEntry *next, *previous;
  const void* file;
  uint64_t bytes;
};
enum : uint32_t { kNothing, kRegistered, kUnregistered };
struct JitDescriptor {
  uint32_t version, action;
  JitEntry *changed, *first;
};
}  // namespace

// Debuggers stop here.
[[gnu::noinline, gnu::used, gnu::visibility("hidden")]] void __jit_debug_register_code() {
  asm volatile("" ::: "memory");
}
[[gnu::used, gnu::visibility("hidden")]] JitDescriptor __jit_debug_descriptor = {1, kNothing,
                                                                                 nullptr, nullptr};
}

namespace tri::jit {

namespace {

pthread_mutex_t descriptor_mutex = PTHREAD_MUTEX_INITIALIZER;

constexpr char kSectionNames[] = "\0.text\0.eh_frame\0.symtab\0.strtab\0.shstrtab";
enum Section { kNull, kText, kFrame, kSymbols, kStrings, kNames, kSections };

// An object file as debuggers read it.
struct ObjectFile {
  Elf64_Ehdr head;
  Elf64_Shdr sections[kSections];
  Elf64_Sym symbols[2];
#ifdef TRI_UNWIND_INFO
  UnwindInfo frame;
#endif
  char strings[1 + CodeName::kMost];
  char names[sizeof kSectionNames];

  ObjectFile(const void* at, size_t bytes, const CodeName& name);
};

ObjectFile::ObjectFile(const void* at, size_t bytes, const CodeName& name) {
  memset(static_cast<void*>(this), 0, sizeof *this);
  memcpy(head.e_ident, ELFMAG, SELFMAG);
  head.e_ident[EI_CLASS] = ELFCLASS64;
  head.e_ident[EI_DATA] = ELFDATA2LSB;
  head.e_ident[EI_VERSION] = EV_CURRENT;
  head.e_type = ET_EXEC;
#if defined(__x86_64__)
  head.e_machine = EM_X86_64;
#else
  head.e_machine = EM_AARCH64;
#endif
  head.e_version = EV_CURRENT;
  head.e_shoff = offsetof(ObjectFile, sections);
  head.e_ehsize = sizeof head;
  head.e_shentsize = sizeof sections[0];
  head.e_shnum = kSections;
  head.e_shstrndx = kNames;

  const auto code = reinterpret_cast<uintptr_t>(at);
  const auto section = [&](Section n, uint32_t name_at, uint32_t type, size_t offset, size_t size) {
    sections[n].sh_name = name_at;
    sections[n].sh_type = type;
    sections[n].sh_offset = offset;
    sections[n].sh_size = size;
    sections[n].sh_addralign = 8;
  };
  section(kText, 1, SHT_NOBITS, 0, bytes);
  sections[kText].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
  sections[kText].sh_addr = code;
#ifdef TRI_UNWIND_INFO
  frame = UnwindInfo::at(code, bytes);
  section(kFrame, 7, SHT_PROGBITS, offsetof(ObjectFile, frame), sizeof frame.bytes);
  sections[kFrame].sh_flags = SHF_ALLOC;
  sections[kFrame].sh_addr = reinterpret_cast<uintptr_t>(frame.bytes);
#else
  section(kFrame, 7, SHT_NULL, 0, 0);
#endif
  section(kSymbols, 17, SHT_SYMTAB, offsetof(ObjectFile, symbols), sizeof symbols);
  sections[kSymbols].sh_link = kStrings;
  sections[kSymbols].sh_info = 1;  // the first that is not local
  sections[kSymbols].sh_entsize = sizeof symbols[0];
  section(kStrings, 25, SHT_STRTAB, offsetof(ObjectFile, strings), sizeof strings);
  section(kNames, 33, SHT_STRTAB, offsetof(ObjectFile, names), sizeof names);
  symbols[1].st_name = 1;
  symbols[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
  symbols[1].st_shndx = kText;
  symbols[1].st_value = code;
  symbols[1].st_size = bytes;
  memcpy(strings + 1, name.text, name.size);
  memcpy(names, kSectionNames, sizeof kSectionNames);
}

void announce(uint32_t action, JitEntry* entry) {
  __jit_debug_descriptor.changed = entry;
  __jit_debug_descriptor.action = action;
  __jit_debug_register_code();
  __jit_debug_descriptor.action = kNothing;
}

}  // namespace

struct GdbEntry {
  JitEntry link;
  ObjectFile file;
};

GdbEntry* tell_gdb(const void* at, size_t bytes, std::string_view source, int line) {
  auto* entry = new (std::nothrow) GdbEntry{{}, ObjectFile(at, bytes, CodeName(source, line))};
  if (!entry) return nullptr;
  pthread_mutex_lock(&descriptor_mutex);
  entry->link = {__jit_debug_descriptor.first, nullptr, &entry->file, sizeof entry->file};
  if (entry->link.next) entry->link.next->previous = &entry->link;
  __jit_debug_descriptor.first = &entry->link;
  announce(kRegistered, &entry->link);
  pthread_mutex_unlock(&descriptor_mutex);
  return entry;
}

void forget_in_gdb(GdbEntry* entry) {
  if (!entry) return;
  pthread_mutex_lock(&descriptor_mutex);
  JitEntry& link = entry->link;
  (link.previous ? link.previous->next : __jit_debug_descriptor.first) = link.next;
  if (link.next) link.next->previous = link.previous;
  announce(kUnregistered, &link);
  pthread_mutex_unlock(&descriptor_mutex);
  delete entry;
}

}  // namespace tri::jit
