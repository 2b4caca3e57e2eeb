// Reading JSON (RFC 8259).
//
// Two readers: one walks the tape that simdjson made, the other reads text byte by byte. The second is for texts that
// simdjson refuses: it says what is wrong and where, and takes integers of more than 64 bits (as floats).
#pragma once

#include <string>
#include <string_view>

#include "net/gateway/gateway.hpp"
#include "runtime/builtin.hpp"

namespace tri::modules {

// Pushes the value of the tape. False: raised (no memory).
[[nodiscard]] bool push_tape(Thread* L, const net::gateway::JsonTape& tape);

// Pushes the value that `text` is. False: raised, when `why` is empty; else what is wrong: "byte 3: expected ...".
// The stack may have grown by then.
[[nodiscard]] bool push_json(Thread* L, std::string_view text, std::string& why);

// decode(text), for libraries: the value, or nil and what is wrong and where. `parser` null: by the second reader alone.
// [-0, +1 or 2, raises, allocates]
Returned decode_json(Thread* L, Value* at, uint32_t argc, net::gateway::JsonParser* parser);

}  // namespace tri::modules
