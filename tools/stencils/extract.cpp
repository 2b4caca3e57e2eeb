// stencil_extract: writes the stencils of an object file down as a table in C++.
//
//   stencil_extract STENCILS.o... [--level STENCILS.o...]... TABLE.inc
//
// Each section .text.stencil_<op>__<variant> is the part of a stencil that usually runs, .text.cold_<op>__<variant> the rest; a name that begins
// with carry_ is of a stencil that hands registers on, and one that ends in numbers, <operation>__<d>_<s>, of one that computes in
// them. A row of the table says where both lie in the bytes, and which holes they have. Each --level has the same stencils for a higher
// CPU level; those that differ there become versions of the row, which names the number of each. Fails on whatever the compiler of tier 3 could not
// place: unknown symbols, relocations that are not in relocation.hpp, calls of anything but routines.
#include <elf.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "relocation.hpp"

namespace {

[[noreturn]] void fail(const std::string& message) {
  std::cerr << "stencil_extract: " << message << '\n';
  std::exit(1);
}

struct Hole {
  uint32_t offset;
  std::string_view kind;  // Patch
  std::string what;
  int64_t addend;
  bool operator==(const Hole&) const = default;
};
struct Part {
  std::string_view bytes;
  std::vector<Hole> holes;
  bool operator==(const Part&) const = default;
};
struct Stencil {
  Part hot, cold;
  bool operator==(const Stencil&) const = default;
};
using Stencils = std::map<std::string, Stencil>;
constexpr size_t kLevels = 3;  // of CPUs: jit/code/cpu_level.hpp

constexpr std::string_view kHot = ".text.stencil_", kCold = ".text.cold_";
constexpr uint8_t kCallOpcodeX86 = 0xE8;

class Object {
 public:
  explicit Object(const char* path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) fail(std::string(path) + ": cannot be read");
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
    if (bytes_.size() < sizeof(Elf64_Ehdr)) fail(std::string(path) + ": expected an ELF object");
    head_ = at<Elf64_Ehdr>(0);
    if (memcmp(head_->e_ident, ELFMAG, SELFMAG) != 0 ||
        (head_->e_machine != EM_X86_64 && head_->e_machine != EM_AARCH64) ||
        head_->e_shoff + size_t(head_->e_shnum) * sizeof(Elf64_Shdr) > bytes_.size())
      fail(std::string(path) + ": expected an ELF object for x86-64 or AArch64");
    sections_ = at<Elf64_Shdr>(head_->e_shoff);
    read();
  }
  const Stencils& stencils() const { return stencils_; }

 private:
  template <class T>
  const T* at(size_t offset) const {
    return reinterpret_cast<const T*>(bytes_.data() + offset);
  }
  std::string name_of(size_t s) const {
    return at<char>(sections_[head_->e_shstrndx].sh_offset) + sections_[s].sh_name;
  }
  Part* part_of(const std::string& section) {
    if (section.starts_with(kHot)) return &stencils_[section.substr(kHot.size())].hot;
    if (section.starts_with(kCold)) return &stencils_[section.substr(kCold.size())].cold;
    return nullptr;
  }
  void read() {
    for (size_t s = 0; s < head_->e_shnum; ++s)
      if (Part* part = part_of(name_of(s)); part && sections_[s].sh_type == SHT_PROGBITS)
        part->bytes = {bytes_.data() + sections_[s].sh_offset, sections_[s].sh_size};
    for (size_t s = 0; s < head_->e_shnum; ++s)
      if (sections_[s].sh_type == SHT_RELA) read_holes(sections_[s]);
  }
  void read_holes(const Elf64_Shdr& rela) {
    const std::string section = name_of(rela.sh_info);
    Part* part = part_of(section);
    if (!part) return;
    const Elf64_Shdr& symbols = sections_[rela.sh_link];
    const char* names = at<char>(sections_[symbols.sh_link].sh_offset);
    for (size_t i = 0; i < rela.sh_size / sizeof(Elf64_Rela); ++i) {
      const Elf64_Rela& r = at<Elf64_Rela>(rela.sh_offset)[i];
      const Elf64_Sym& to = at<Elf64_Sym>(symbols.sh_offset)[ELF64_R_SYM(r.r_info)];
      const std::string symbol =
          to.st_shndx != SHN_UNDEF ? name_of(to.st_shndx) : std::string(names + to.st_name);
      const auto type = uint32_t(ELF64_R_TYPE(r.r_info));
      const char* kind = patch_of(head_->e_machine, type, symbol.starts_with("native_"));
      Hole hole{uint32_t(r.r_offset), kind ? kind : "", what_of(section, symbol), r.r_addend};
      if (!kind) fail(section + ": relocation of type " + std::to_string(type) + " by " + symbol);
      if (to.st_shndx != SHN_UNDEF) hole.addend += int64_t(to.st_value);
      if (is_call(*part, hole) && !symbol.starts_with("routine_"))
        fail(section + " calls " + symbol);
      part->holes.push_back(std::move(hole));
    }
  }
  bool is_call(const Part& part, const Hole& hole) const {
    if (head_->e_machine == EM_AARCH64) return hole.kind == "Call";
    return hole.kind == "Distance" && hole.offset &&
           uint8_t(part.bytes[hole.offset - 1]) == kCallOpcodeX86;
  }
  static std::string what_of(const std::string& section, const std::string& symbol) {
    if (symbol.starts_with("HOLE_")) return "Hole::" + symbol.substr(5);
    if (symbol.starts_with("native_")) return "Hole::" + symbol;
    if (symbol.starts_with("slow_")) return "slow_hole(ops::Slow::" + symbol.substr(5) + ")";
    if (symbol.starts_with("routine_")) return "routine_hole(ops::Slow::" + symbol.substr(8) + ")";
    const std::string name = section.substr(section.find('_') + 1);
    if (symbol == std::string(kHot) + name) return "Hole::own_hot";
    if (symbol == std::string(kCold) + name) return "Hole::own_cold";
    if (symbol.starts_with(".rodata"))
      fail(section + " has a constant of the compiler's: " + symbol);
    fail(section + " refers to " + symbol);
  }

  std::string bytes_;
  const Elf64_Ehdr* head_ = nullptr;
  const Elf64_Shdr* sections_ = nullptr;
  Stencils stencils_;
};

class Writer {
 public:
  explicit Writer(const char* path) : path_(path), out_(path) {}
  // levels: the stencils of the lowest first.
  void write(const std::vector<Stencils>& levels) {
    std::string rows, register_rows;
    for (const auto& [name, stencil] : levels[0]) {
      const size_t bar = name.find("__");
      if (bar == std::string::npos) fail("stencil " + name + " names no variant");
      std::string variant = name.substr(bar + 2), row = name.substr(0, bar);
      if (!variant.empty() && variant[0] >= '0' && variant[0] <= '9') {
        variant.replace(variant.find('_'), 1, ", ");
        register_rows += "TRI_REGISTER_ROW(" + row + ", " + variant + parts(stencil) +
                         versions(levels, name) + ")\n";
        continue;
      }
      const bool carries = row.starts_with("carry_");
      if (carries) row.erase(0, 6);
      const bool k = variant.ends_with("K");
      if (k) variant.pop_back();
      const bool step = variant.starts_with("Step");
      if (step) variant.erase(0, 4);
      const bool metered = variant.starts_with("Metered");
      if (metered) variant.erase(0, 7);
      const auto bit = [](bool set) { return std::string(set ? ", 1" : ", 0"); };
      rows += "TRI_STENCIL_ROW(" + row + ", " + (variant.empty() ? "Plain" : variant) + bit(k) +
              bit(step) + bit(metered) + bit(carries) + parts(stencil) + versions(levels, name) +
              ")\n";
    }
    out_ << "// Written by stencil_extract.\n#ifdef TRI_STENCIL_BYTES\n";
    for (size_t n = 0; n < bytes_.size(); ++n)
      out_ << unsigned(uint8_t(bytes_[n])) << (n % 24 == 23 ? ",\n" : ",");
    out_ << "\n#endif\n#ifdef TRI_STENCIL_HOLE\n"
         << holes_ << "#endif\n#ifdef TRI_STENCIL_ROW\n"
         << rows << "#endif\n#ifdef TRI_REGISTER_ROW\n"
         << register_rows << "#endif\n#ifdef TRI_STENCIL_VERSION\n"
         << versions_ << "#endif\n";
    if (!out_.flush()) fail(path_ + ": cannot be written");
  }

 private:
  std::string parts(const Stencil& s) {
    const std::string hot = add(s.hot);
    return ", (" + hot + "), (" + add(s.cold) + ")";
  }
  // The numbers of the stencil's versions for levels above the lowest; 0: the same as there.
  std::string versions(const std::vector<Stencils>& levels, const std::string& name) {
    std::string numbers;
    const Stencil* below = &levels[0].at(name);
    size_t number = 0;
    for (size_t level = 1; level < kLevels; ++level) {
      if (level < levels.size()) {
        const auto here = levels[level].find(name);
        if (here == levels[level].end())
          fail("level " + std::to_string(level + 1) + " lacks " + name);
        if (here->second != *below) {
          versions_ += "TRI_STENCIL_VERSION(" + parts(here->second).substr(2) + ")\n";
          number = ++version_count_;
        }
        below = &here->second;
      }
      numbers += (level == 1 ? ", (" : ", ") + std::to_string(number);
    }
    return numbers + ")";
  }
  // The part as initialiser: first byte, bytes, first hole, holes.
  std::string add(const Part& part) {
    const std::string row = std::to_string(bytes_.size()) + ", " +
                            std::to_string(part.bytes.size()) + ", " + std::to_string(hole_count_) +
                            ", " + std::to_string(part.holes.size());
    bytes_ += part.bytes;
    for (const Hole& h : part.holes)
      holes_ += "TRI_STENCIL_HOLE(" + std::to_string(h.offset) + ", " + std::string(h.kind) + ", " +
                h.what + ", " + std::to_string(h.addend) + ")\n";
    hole_count_ += part.holes.size();
    return row;
  }

  std::string path_;
  std::ofstream out_;
  std::string bytes_, holes_, versions_;
  size_t hole_count_ = 0, version_count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) fail("usage: stencil_extract STENCILS.o... [--level STENCILS.o...]... TABLE.inc");
  std::vector<Object> objects;  // whose bytes the parts are views of
  objects.reserve(size_t(argc - 2));
  std::vector<Stencils> levels(1);
  for (int n = 1; n < argc - 1; ++n) {
    if (argv[n] == std::string_view("--level")) {
      levels.emplace_back();
      continue;
    }
    for (const auto& [name, stencil] : objects.emplace_back(argv[n]).stencils())
      if (!levels.back().emplace(name, stencil).second) fail("two stencils are called " + name);
  }
  if (levels.size() > kLevels) fail("expected at most " + std::to_string(kLevels) + " levels");
  for (const Stencils& level : levels)
    if (level.size() != levels[0].size()) fail("a level has stencils that the lowest lacks");
  Writer(argv[argc - 1]).write(levels);
}
