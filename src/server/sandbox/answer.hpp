// What a handler returned, read as the response.
//
//   "text"                                        200, text/plain
//   { status =, headers = {}, body = "text" }     headers: names to strings, integers, or arrays of them
//   { status =, headers = {}, body = f }          the pieces that f() returns until it returns nil, each sent when it is there
//   { status =, headers = {}, json = any }        application/json
//   nil                                           204
#pragma once

#include "heap/state.hpp"
#include "server/sandbox/exchange.hpp"

namespace tri::server {

// Reads the value on top. The body is at most `max_body` bytes. False: raised, as an error of the function or Stop::Output.
[[nodiscard]] bool read_answer(Thread* L, int64_t max_body, Outgoing* out);

}  // namespace tri::server
