// Answers of the gateway as Lua values.
#pragma once

#include <memory>

#include "modules/net/scheduler.hpp"

namespace tri::modules {

// Pushes what `want` says and returns how many values; L may be any thread that does not run. Without memory: nil and the
// message for that. Takes the object of `owned` where it is wanted.
uint32_t push_answer(Thread* L, Want want, const net::gateway::Answer& answer,
                     std::unique_ptr<net::gateway::Object>& owned);

// Pushes fields as a table: small names to values, those of equal names joined with ", ". False: raised.
[[nodiscard]] bool push_fields(Thread* L, std::span<const net::gateway::Field> fields);

}  // namespace tri::modules
