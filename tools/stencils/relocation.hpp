// How the relocations of stencils are filled in, by machine: the names of Patch (jit/stencil/patch.hpp).
#pragma once

#include <elf.h>

#include <cstdint>
#include <string_view>

// nullptr: the machine has no such relocation, or the compiler of tier 3 does not know it. A symbol of the program's is an address,
// others are numbers.
inline const char* patch_of(uint16_t machine, uint32_t relocation, bool is_address) {
  if (machine == EM_X86_64) switch (relocation) {
      case R_X86_64_64: return "Wide";
      case R_X86_64_32:
      case R_X86_64_32S: return "Narrow";
      case R_X86_64_PC32:
      case R_X86_64_PLT32: return "Distance";
    }
  if (machine == EM_AARCH64) switch (relocation) {
      case R_AARCH64_ADD_ABS_LO12_NC: return is_address ? "InPage" : "Added";
      case R_AARCH64_ADR_PREL_PG_HI21: return "Page";
      case R_AARCH64_MOVW_UABS_G0: return "Moved";
      case R_AARCH64_MOVW_SABS_G0: return "MovedSigned";
      case R_AARCH64_MOVW_UABS_G0_NC: return "Bits0";
      case R_AARCH64_MOVW_UABS_G1_NC: return "Bits16";
      case R_AARCH64_MOVW_UABS_G1: return "Bits16Last";
      case R_AARCH64_MOVW_UABS_G2: return "Bits32Last";
      case R_AARCH64_JUMP26: return "Jump";
      case R_AARCH64_CALL26: return "Call";
      case R_AARCH64_CONDBR19: return "Branch";
    }
  return nullptr;
}
