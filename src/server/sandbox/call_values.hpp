// The values of a remote procedure call: MessagePack outside, any values that it has a form for inside.
#pragma once

#include "heap/state.hpp"
#include "server/sandbox/exchange.hpp"

namespace tri::server {

// Pushes the arguments of the call that the sandbox runs. False: raised; what is no MessagePack is an error that says where.
[[nodiscard]] bool push_call_arguments(Thread* L);
// Takes the value on top of the stack as the result, of at most `max_bytes`. False: raised.
[[nodiscard]] bool read_call_result(Thread* L, int64_t max_bytes, Outgoing* out);

// Values as MessagePack, for whoever keeps them between two sandboxes. False: raised, with `what` before the reason.
[[nodiscard]] bool write_value(Thread* L, const Value& v, const char* what, int64_t max_bytes,
                               std::string* out);

}  // namespace tri::server
