// require "trinity.net.json": JSON (RFC 8259), see docs/design/net-lua.md.
//
//   json.decode(text)   the value, or nil and what is wrong and where
//   json.encode(value)  text; raises an error for what JSON has no form for
//   json.null           what null is decoded to
//   json.array(t)       marks t as an array, which matters while it is empty
#pragma once

#include "runtime/builtin.hpp"

namespace tri::modules {

Returned load_json(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::modules
