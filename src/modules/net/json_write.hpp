// Writing JSON (RFC 8259).
#pragma once

#include "runtime/builtin.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::modules {

// Appends `value` as JSON. nullptr: done; else why not: "cannot encode a function". An empty string: raised (no memory).
[[nodiscard]] const char* write_json(Thread* L, const Value& value, TextBuffer& out);

// encode(value), for libraries: its text. [-0, +1, raises, allocates]
Returned encode_json(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::modules
