#include "disassembler.hpp"

#if TRINITY_DISASSEMBLER

#include <capstone/capstone.h>
#include <dlfcn.h>

namespace tri::cli {

namespace {

#define TRI_TEXT_OF(number) #number
#define TRI_LIBRARY(number) "libcapstone.so." TRI_TEXT_OF(number)
constexpr const char* kLibrary = TRI_LIBRARY(CS_API_MAJOR);  // the one that the header describes

#if defined(__aarch64__)
constexpr cs_arch kMachine = CS_ARCH_ARM64;
constexpr cs_mode kMode = CS_MODE_LITTLE_ENDIAN;
#else
constexpr cs_arch kMachine = CS_ARCH_X86;
constexpr cs_mode kMode = CS_MODE_64;
#endif

class Capstone {
 public:
  Capstone() {
    void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    const auto open = reinterpret_cast<decltype(&cs_open)>(dlsym(library, "cs_open"));
    const auto option = reinterpret_cast<decltype(&cs_option)>(dlsym(library, "cs_option"));
    disasm_ = reinterpret_cast<decltype(&cs_disasm)>(dlsym(library, "cs_disasm"));
    free_ = reinterpret_cast<decltype(&cs_free)>(dlsym(library, "cs_free"));
    is_open_ =
        open && option && disasm_ && free_ && open(kMachine, kMode, &handle_) == CS_ERR_OK &&
        (kMachine != CS_ARCH_X86 || option(handle_, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT) == CS_ERR_OK);
  }
  bool is_open() const { return is_open_; }
  size_t one(const uint8_t* code, size_t bytes, uint64_t address, std::string* text) const {
    cs_insn* found = nullptr;
    if (disasm_(handle_, code, bytes, address, 1, &found) != 1) return 0;
    const size_t length = found->size;
    *text = found->mnemonic;
    if (*found->op_str) *text += std::string(" ") + found->op_str;
    free_(found, 1);
    return length;
  }

 private:
  csh handle_ = 0;
  decltype(&cs_disasm) disasm_ = nullptr;
  decltype(&cs_free) free_ = nullptr;
  bool is_open_ = false;
};

const Capstone& capstone() {
  static const Capstone loaded;
  return loaded;
}

}  // namespace

std::string why_no_disassembler() {
  return capstone().is_open()
             ? std::string()
             : std::string("cannot load the disassembler ") + kLibrary + " (Debian: libcapstone4)";
}

size_t disassemble(const uint8_t* code, size_t bytes, uint64_t address, std::string* text) {
  if (capstone().is_open()) return capstone().one(code, bytes, address, text);
  *text = why_no_disassembler();
  return 0;
}

}  // namespace tri::cli

#else

namespace tri::cli {

std::string why_no_disassembler() {
  return "this build has no disassembler: libcapstone-dev was not there when it was configured";
}
size_t disassemble(const uint8_t*, size_t, uint64_t, std::string* text) {
  *text = why_no_disassembler();
  return 0;
}

}  // namespace tri::cli

#endif
