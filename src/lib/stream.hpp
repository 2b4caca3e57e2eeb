// Streams: the file handles of library io.
//
// A stream is a full userdata with the metatable registry["FILE*"], whose block is a Stream: the layout that C modules
// know as luaL_Stream. Modules make streams of their own, with their own close function, and io's methods must work
// on those; so a Stream holds a FILE* and nothing else, and closing goes through `close`.
//
// Invariant: a stream whose `close` is null is closed. A stream is made closed, and opened once its file is there.
#pragma once

#include <cstdio>
#include <span>

#include "runtime/args.hpp"

namespace tri::lib {

struct Stream {
  FILE* file;
  CFunction close;  // as lua_CFunction, called with the stream as its argument
};

inline constexpr const char kStreamType[] = "FILE*";
inline constexpr const char kDefaultInput[] = "_IO_input";
inline constexpr const char kDefaultOutput[] = "_IO_output";

// The stream in `v`, or nullptr.
Stream* stream_in(State* S, const Value& v);
// Argument n as a stream, open or closed; as the file of an open stream. False: raised.
[[nodiscard]] bool check_stream(const Args& a, uint32_t n, Stream** out);
[[nodiscard]] bool check_file(const Args& a, uint32_t n, FILE** out);

// A new stream, closed, in the slot at L->top (which it raises). nullptr: raised.
[[nodiscard]] Stream* push_stream(Thread* L);

// Close functions: of files from fopen, of processes from popen, of the standard files (which stay open).
int close_regular(Thread* L);
int close_process(Thread* L);
int close_standard(Thread* L);

// Closes the open stream at at[1]; gives what its close function returns.
Returned close_stream(Thread* L, Value* at, uint32_t argc);

// Makes the metatable of streams, with these methods behind __index. False: raised.
[[nodiscard]] bool make_stream_metatable(Thread* L, std::span<const Builtin> methods);

}  // namespace tri::lib
