#include "assembly.hpp"

namespace {

bool mentions(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

constexpr std::string_view kJumpsX86[] = {"jmp", "jmpq"};
constexpr Assembly::Pair kBranchesX86[] = {{"je", "jne"}, {"jl", "jge"}, {"jle", "jg"},
                                           {"jb", "jae"}, {"jbe", "ja"}, {"js", "jns"},
                                           {"jp", "jnp"}, {"jo", "jno"}};
bool is_frame_x86(std::string_view mnemonic, std::string_view operands) {
  if (mnemonic == "leaq" && (operands == "-8(%rsp), %rsp" || operands == "8(%rsp), %rsp"))
    return false;
  return mentions(operands, "%rsp") || mnemonic.starts_with("push") || mnemonic.starts_with("pop");
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
  for (const std::string_view name : {"x29", "w29", "x30", "w30"})
    if (mentions(operands, name)) return true;
  return mentions(operands, "[sp") || operands.starts_with("sp,") || mentions(operands, " sp");
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
