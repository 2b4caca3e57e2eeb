#include "assembly.hpp"

#include <cctype>

namespace {

bool mentions(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

constexpr std::string_view kJumpsX86[] = {"jmp", "jmpq"};
constexpr Assembly::Pair kBranchesX86[] = {{"je", "jne"}, {"jl", "jge"}, {"jle", "jg"},
                                           {"jb", "jae"}, {"jbe", "ja"}, {"js", "jns"},
                                           {"jp", "jnp"}, {"jo", "jno"}};
bool is_frame_x86(std::string_view mnemonic, std::string_view operands) {
  // No compiler makes room with a constant.
  if ((mnemonic == "pushq" && operands == "$0") || (mnemonic == "popq" && operands == "%rcx"))
    return false;
  return mentions(operands, "%rsp") || mnemonic.starts_with("push") || mnemonic.starts_with("pop");
}

bool is_part_of_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool names_register(std::string_view operands, std::string_view name) {
  for (size_t at = operands.find(name); at != operands.npos; at = operands.find(name, at + 1)) {
    const size_t end = at + name.size();
    if ((at == 0 || !is_part_of_word(operands[at - 1])) &&
        (end == operands.size() || !is_part_of_word(operands[end])))
      return true;
  }
  return false;
}

constexpr std::string_view kJumpsArm[] = {"b", "br"};
constexpr Assembly::Pair kBranchesArm[] = {{"b.eq", "b.ne"}, {"b.hs", "b.lo"}, {"b.mi", "b.pl"},
                                           {"b.vs", "b.vc"}, {"b.hi", "b.ls"}, {"b.ge", "b.lt"},
                                           {"b.gt", "b.le"}, {"cbz", "cbnz"},  {"tbz", "tbnz"}};
bool is_frame_arm(std::string_view mnemonic, std::string_view operands) {
  if ((mnemonic == "str" && operands == "x30, [sp, #-16]!") ||
      (mnemonic == "ldr" && operands == "x30, [sp], #16"))
    return false;
  // Nor do they touch the registers of frames, which all functions keep.
  for (const std::string_view name : {"sp", "x29", "w29", "x30", "w30"})
    if (names_register(operands, name)) return true;
  return false;
}

bool is_short_arm(std::string_view mnemonic) { return mnemonic == "tbz" || mnemonic == "tbnz"; }
bool is_never_short(std::string_view) { return false; }

constexpr Assembly kAll[] = {
    {"x86_64", "#", kJumpsX86, "jmp", kBranchesX86, "@PLT", is_frame_x86, is_never_short, true},
    {"aarch64", "//", kJumpsArm, "b", kBranchesArm, "", is_frame_arm, is_short_arm, false},
};

}  // namespace

const Assembly* assembly_of(std::string_view machine) {
  for (const Assembly& a : kAll)
    if (a.machine == machine) return &a;
  return nullptr;
}
