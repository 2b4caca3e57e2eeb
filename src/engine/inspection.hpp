// Inspection: `--dump` and `--trace`, also TRINITY_DUMP and TRINITY_TRACE where there is no command line.
//
//   --dump=bytecode,words,native,asm,sites,shapes[:function]
//                                                     what there is: bytecode when a chunk is loaded, the rest at the end
//   --trace=caches,gc,tiers[:function]                what happens, when it happens
//
// A name behind the colon narrows both to functions that are called so. Lines go to standard error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "heap/watch.hpp"

namespace tri::engine {

// Gives the text of the machine instruction at code, which lies at that address when it runs, and its bytes. 0: there is none, or no
// disassembler, which the text tells.
using Disassemble = size_t (*)(const uint8_t* code, size_t bytes, uint64_t address,
                               std::string* text);

struct Inspection {
  struct Topics {
    uint32_t bits = 0;     // by row of the topic's table
    std::string function;  // "" all
  };
  Topics dump, trace;
  Disassemble disassemble = nullptr;  // of the program around the engine, which has none itself
  bool is_wanted() const { return dump.bits || trace.bits; }
};

// Adds what `text` names. Errors: a name that there is not, with those there are, and the nearest.
Result<bool> add_dump(std::string_view text, Inspection* to);
Result<bool> add_trace(std::string_view text, Inspection* to);

// Whether `--dump=asm` is asked for.
bool wants_disassembly(const Inspection& what);

// A watch that prints what was asked for. It deletes itself when its state is closed. nullptr: no memory.
Watch* make_inspector(const Inspection& what);

}  // namespace tri::engine
