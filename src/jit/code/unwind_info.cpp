#include "jit/code/unwind_info.hpp"

#include <dlfcn.h>

#include <cstring>

#include "base/assert.hpp"

namespace tri::jit {

#ifdef TRI_UNWIND_INFO
namespace {

// Of the DWARF standard and the System V ABI for AMD64.
enum : unsigned char {
  kDefCfaExpression = 0x0F,  // DW_CFA_def_cfa_expression
  kOffset = 0x80,            // DW_CFA_offset, with the register in its low bits
  kBreg7 = 0x77,             // DW_OP_breg7: rsp and a number
  kLit8 = 0x38,
  kAnd = 0x1A,
  kMinus = 0x1C,
  kReturnAddress = 16,  // the column
  kAbsolute = 0x00,  // how pointers are written: DW_EH_PE_absptr, DW_EH_PE_pcrel | DW_EH_PE_sdata8
  kRelative = 0x1C,
};

UnwindInfo make(unsigned char encoding, uint64_t code, uint64_t bytes) {
  const unsigned char cie[] = {
      28,
      0,
      0,
      0,
      0,
      0,
      0,
      0,  // length, id of a CIE
      1,
      'z',
      'R',
      0,  // version, augmentation
      1,
      0x78,
      kReturnAddress,  // code and data alignment (-8)
      1,
      encoding,  // what the augmentation has: how FDEs write addresses
      kDefCfaExpression,
      7,
      kBreg7,
      16,
      kBreg7,
      0,
      kLit8,
      kAnd,
      kMinus,  // rsp + 16 - (rsp & 8)
      kOffset | kReturnAddress,
      1,  // lies 8 below
  };
  static_assert(sizeof cie <= UnwindInfo::kFde);
  UnwindInfo info{};
  memcpy(info.bytes, cie, sizeof cie);
  unsigned char* const fde = info.bytes + UnwindInfo::kFde;
  constexpr size_t kAddress = 8;
  const uint32_t head[] = {24, UnwindInfo::kFde + 4};  // length, how far back the CIE is
  const uint64_t range[] = {encoding == kRelative ? code - UnwindInfo::kFde - kAddress : code,
                            bytes};
  memcpy(fde, head, sizeof head);
  memcpy(fde + kAddress, range, sizeof range);
  return info;
}

}  // namespace

UnwindInfo UnwindInfo::at(uintptr_t code, size_t bytes) { return make(kAbsolute, code, bytes); }
UnwindInfo UnwindInfo::at_distance(int64_t code, size_t bytes) {
  return make(kRelative, uint64_t(code), bytes);
}

UnwindRegistration::UnwindRegistration(const void* code, size_t bytes)
    : info_(UnwindInfo::at(reinterpret_cast<uintptr_t>(code), bytes)) {
  // Not linked: the library needs the C library alone.
  void* libgcc = dlopen("libgcc_s.so.1", RTLD_NOW | RTLD_NOLOAD);
  if (!libgcc) return;
  auto* add = reinterpret_cast<void (*)(const void*)>(dlsym(libgcc, "__register_frame"));
  forget_ = reinterpret_cast<void (*)(const void*)>(dlsym(libgcc, "__deregister_frame"));
  if (add && forget_) {
    add(info_.bytes);
    libgcc_ = libgcc;
  } else {
    dlclose(libgcc);
  }
}

UnwindRegistration::~UnwindRegistration() {
  if (!libgcc_) return;
  forget_(info_.bytes);
  dlclose(libgcc_);
}

#else

UnwindRegistration::UnwindRegistration(const void*, size_t) {}
UnwindRegistration::~UnwindRegistration() = default;

#endif

}  // namespace tri::jit
