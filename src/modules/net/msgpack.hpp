// require "trinity.net.msgpack": MessagePack, see docs/design/net-lua.md.
//
//   msgpack.decode(bytes)  the value, or nil and what is wrong and where
//   msgpack.encode(value)  bytes; raises an error for what MessagePack has no form for
//   msgpack.null, msgpack.array(t)  as in trinity.net.json
//   msgpack.extension(type, bytes)  a value of an extension type, as decode gives them
#pragma once

#include <string>
#include <string_view>

#include "runtime/builtin.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::modules {

Returned load_msgpack(Thread* L, Value* at, uint32_t argc);

// Appends `value`. nullptr: done; else why not. An empty string: raised (no memory).
[[nodiscard]] const char* write_msgpack(Thread* L, const Value& value, TextBuffer& out);
// Pushes the value of `bytes`. False: raised, when `why` is empty; else what is wrong. The stack may have grown by then.
[[nodiscard]] bool push_msgpack(Thread* L, std::string_view bytes, std::string& why);

}  // namespace tri::modules
