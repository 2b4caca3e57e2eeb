#include "ops/forms/stencil_object.hpp"

#include <elf.h>

#include <cstdio>
#include <cstring>

namespace tri::ops::forms {
namespace {

constexpr std::string_view kTextPrefix = ".text.stencil_";
constexpr uint8_t kCallOpcode = 0xE8, kJumpOpcode = 0xE9;
constexpr size_t kJumpBytes = 5;

Result<std::string> read_file(const char* path) {
  FILE* f = fopen(path, "rb");
  if (!f) return fail(std::string(path) + ": cannot be opened");
  std::string bytes;
  char buffer[1 << 14];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, f)) > 0;) bytes.append(buffer, n);
  fclose(f);
  return bytes;
}

class Reader {
 public:
  Reader(const char* path, std::string bytes) : path_(path), bytes_(std::move(bytes)) {}

  Result<StencilObject> read() {
    if (bytes_.size() < sizeof(Elf64_Ehdr)) return fail(path_ + ": expected an ELF object");
    head_ = at<Elf64_Ehdr>(0);
    if (memcmp(head_->e_ident, ELFMAG, SELFMAG) != 0 || head_->e_machine != EM_X86_64 ||
        head_->e_type != ET_REL ||
        head_->e_shoff + size_t(head_->e_shnum) * sizeof(Elf64_Shdr) > bytes_.size())
      return fail(path_ + ": expected an x86-64 ELF object");
    sections_ = at<Elf64_Shdr>(head_->e_shoff);
    for (int s = 0; s < head_->e_shnum; s++)
      if (sections_[s].sh_type != SHT_NOBITS &&
          sections_[s].sh_offset + sections_[s].sh_size > bytes_.size())
        return fail(path_ + ": section " + std::to_string(s) + " lies outside the file");
    place_constants();
    for (int s = 0; s < head_->e_shnum; s++) {
      std::string name = name_of(s);
      if (!name.starts_with(kTextPrefix)) continue;
      TRI_TRY_VOID(read_code(s, name.substr(kTextPrefix.size())));
    }
    for (int s = 0; s < head_->e_shnum; s++)
      if (sections_[s].sh_type == SHT_RELA) TRI_TRY_VOID(read_holes(s));
    for (auto& [name, code] : out_.stencils) TRI_TRY_VOID(check(name, code));
    return std::move(out_);
  }

 private:
  template <class T>
  const T* at(size_t offset) const {
    return reinterpret_cast<const T*>(bytes_.data() + offset);
  }
  std::string name_of(int s) const {
    return at<char>(sections_[head_->e_shstrndx].sh_offset) + sections_[s].sh_name;
  }

  void place_constants() {
    constants_at_.assign(head_->e_shnum, -1);
    for (int s = 0; s < head_->e_shnum; s++) {
      if (!name_of(s).starts_with(".rodata") || !sections_[s].sh_size) continue;
      out_.constants.resize((out_.constants.size() + 15) & ~size_t(15));
      constants_at_[size_t(s)] = int64_t(out_.constants.size());
      out_.constants.append(at<char>(sections_[s].sh_offset), sections_[s].sh_size);
    }
  }

  Result<void> read_code(int s, std::string name) {
    if (sections_[s].sh_size < kJumpBytes) return fail(path_ + ": stencil " + name + " is empty");
    out_.stencils[name].bytes.assign(at<char>(sections_[s].sh_offset), sections_[s].sh_size);
    return {};
  }

  Result<void> read_holes(int s) {
    const Elf64_Shdr& rela = sections_[s];
    const std::string of = name_of(int(rela.sh_info));
    const Elf64_Shdr& symbols = sections_[rela.sh_link];
    const auto* symbol = at<Elf64_Sym>(symbols.sh_offset);
    const char* names = at<char>(sections_[symbols.sh_link].sh_offset);
    for (size_t i = 0; i < rela.sh_size / sizeof(Elf64_Rela); i++) {
      const auto& r = at<Elf64_Rela>(rela.sh_offset)[i];
      const Elf64_Sym& to = symbol[ELF64_R_SYM(r.r_info)];
      if (of == ".stack_sizes") {
        const uint8_t size = *at<uint8_t>(sections_[rela.sh_info].sh_offset + r.r_offset + 8);
        if (size) return fail(path_ + ": stencil " + stencil_in(to) + " has a native frame");
        continue;
      }
      if (!of.starts_with(kTextPrefix)) continue;
      Hole hole{uint32_t(r.r_offset), uint32_t(ELF64_R_TYPE(r.r_info)), names + to.st_name,
                r.r_addend};
      if (to.st_shndx != SHN_UNDEF) {
        if (to.st_shndx >= head_->e_shnum || constants_at_[to.st_shndx] < 0)
          return fail(path_ + ": " + of + " refers to " + hole.symbol);
        hole.symbol = kConstants;
        hole.addend += constants_at_[to.st_shndx] + int64_t(to.st_value);
      }
      out_.stencils[of.substr(kTextPrefix.size())].holes.push_back(hole);
    }
    return {};
  }
  std::string stencil_in(const Elf64_Sym& symbol) const {
    return symbol.st_shndx < head_->e_shnum ? name_of(symbol.st_shndx) : "?";
  }

  Result<void> check(const std::string& name, StencilCode& code) {
    for (const Hole& h : code.holes) {
      const bool is_code = h.type == R_X86_64_PLT32;
      if (is_code && uint8_t(code.bytes[h.offset - 1]) == kCallOpcode)
        return fail(path_ + ": stencil " + name + " calls " + h.symbol);
      if (!h.symbol.starts_with("HOLE_") && !h.symbol.starts_with("slow_") &&
          !h.symbol.starts_with("native_") && h.symbol != kConstants)
        return fail(path_ + ": stencil " + name + " refers to " + h.symbol);
    }
    const size_t last = code.bytes.size() - kJumpBytes;
    if (uint8_t(code.bytes[last]) != kJumpOpcode)
      return fail(path_ + ": stencil " + name + " does not end in a jump");
    const Hole& h = code.holes.back();
    if (h.offset == last + 1 && h.symbol == "HOLE_NEXT") {
      code.bytes.resize(last);
      code.holes.pop_back();
      code.falls_through = true;
    }
    return {};
  }

  std::string path_, bytes_;
  const Elf64_Ehdr* head_ = nullptr;
  const Elf64_Shdr* sections_ = nullptr;
  std::vector<int64_t> constants_at_;  // by section; -1: holds none
  StencilObject out_;
};

}  // namespace

Result<StencilObject> read_stencils(const char* path) {
  std::string bytes = TRI_TRY(read_file(path));
  return Reader(path, std::move(bytes)).read();
}

}  // namespace tri::ops::forms
