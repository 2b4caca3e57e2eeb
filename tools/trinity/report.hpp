// Messages to the user: errors, with the line they are about when somebody is there to read it.
#pragma once

#include <string_view>

#include "session.hpp"

namespace tri::cli {

// Prints "program: message" to standard error; `program` may be null.
void print_message(const char* program, std::string_view message);

// Prints an error object the same way, and takes it off the stack. On a terminal the source line, a
// caret and, where it helps, a hint follow.
void report_error(Session& session, const char* program);

}  // namespace tri::cli
