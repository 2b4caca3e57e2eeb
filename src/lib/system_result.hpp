// What calls to the operating system take and give: texts as C strings, results as (true) or (nil, message, code).
#pragma once

#include "runtime/args.hpp"

namespace tri::lib {

// Argument n as NUL-terminated text, which lives as long as the argument. False: raised.
[[nodiscard]] bool c_text(const Args& a, uint32_t n, const char** out);
[[nodiscard]] bool c_text_or(const Args& a, uint32_t n, const char* otherwise, const char** out);

// true, or nil, "name: reason", errno; reads errno first thing. `name` may be null.
Returned give_file_result(const Args& a, bool ok, const char* name);
// The status of a finished process: true or nil, "exit" or "signal", number; or as a failed call (-1 with errno).
Returned give_process_result(const Args& a, int status);

}  // namespace tri::lib
