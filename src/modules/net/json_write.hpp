// Writing JSON (RFC 8259).
#pragma once

#include "runtime/text_buffer.hpp"

namespace tri::modules {

// Appends `value` as JSON. nullptr: done; else why not: "cannot encode a function". An empty string: raised (no memory).
[[nodiscard]] const char* write_json(Thread* L, const Value& value, TextBuffer& out);

}  // namespace tri::modules
