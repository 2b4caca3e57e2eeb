// GdbSymbols: tells debuggers which function native code is of, and how to step out of it.
//
// gdb and lldb stop the program at __jit_debug_register_code, and then read __jit_debug_descriptor: a list of object files in memory. Here
// each block has one: no code (that lies in the arena), its name as a symbol, and unwind information.
// One list for the process, as debuggers want it. Thread: any.
#pragma once

#include <cstddef>
#include <string_view>

namespace tri::jit {

struct GdbEntry;

// nullptr: no memory. The entry is the caller's, to be given to forget_in_gdb before the code goes.
GdbEntry* tell_gdb(const void* at, size_t bytes, std::string_view source, int line);
void forget_in_gdb(GdbEntry* entry);

}  // namespace tri::jit
