// NativeListing: what the native code of one function consists of, as data. `--dump=native`, `--dump=asm` and `trinity explain --native`
// print it.
//
// It is read off the code that the function has when somebody asks; reading changes nothing.
#pragma once

#include <string>
#include <vector>

#include "heap/state.hpp"

namespace tri::engine {

// A stencil as it lies there.
struct NativePieceListing {
  uint32_t pc = 0;     // the function's own instruction that it is for
  uint32_t op_pc = 0;  // the instruction that it does, of the function in line where `is_of_callee`
  int line = -1;       // of that one
  const char* op = "";
  std::string stencil = {};      // "GetField Chain"
  bool loads_registers = false;  // in front of a loop that holds values in registers
  bool in_registers = false;     // of such a loop
  std::string in_line = {};      // the function whose call is done in line
  bool is_of_callee = false;
  std::string guard =
      {};  // what it checks: "shape 12 {x}", "integers", "function Circle.area"; "" nothing
  uint32_t hot = 0, hot_bytes = 0, cold = 0, cold_bytes = 0;  // counted from the code's beginning
};

struct NativeListing {
  const char* at = nullptr;  // null: there is no native code
  size_t hot_bytes = 0, bytes = 0;
  uint32_t versions = 0;  // it was compiled so many times
  std::vector<NativePieceListing> pieces = {};
};

// Before anything runs: from now on there will be pieces to list.
void keep_native_pieces(const State* S);

// name_of: what functions of loaded chunks are called.
NativeListing native_listing(State* S, const Proto* p,
                             const std::string& (*name_of)(void* context, const Proto* p),
                             void* context);

// What an address outside of the code is, as far as code refers to it: "slow_Arith", "native_poll", "word 3", "instruction 3"; "" unknown.
std::string native_target(const State* S, const Proto* p, uint64_t address);

}  // namespace tri::engine
