// `conn`: a WebSocket connection as its function sees it, and ctx.publish.
//
//   conn.id                        its name, the same for all of its messages
//   conn.state                     any value that MessagePack has a form for; what it is when a handler returns is what the
//                                  next one finds. At most 64 KiB.
//   conn:send(data [, "binary"])   text must be UTF-8
//   conn:close([code [, reason]])
//   conn:subscribe(topic)          gets what is published there from now on
//   conn:unsubscribe(topic)
//
// A message is a request like any other: it has a sandbox of its own, and nothing but conn.state is there again for the next. What a
// handler sends goes out when it has returned; of one that failed, nothing does.
#pragma once

#include "heap/state.hpp"
#include "runtime/builtin.hpp"
#include "server/sandbox/exchange.hpp"

namespace tri::server {

// Once for a state, before programs run. False: no memory.
[[nodiscard]] bool define_connection(Thread* L);
// False: raised.
[[nodiscard]] bool push_connection(Thread* L);

// What `open` returned: nothing or true is a yes, false is 403, anything else is the answer to the request. False: raised.
[[nodiscard]] bool read_acceptance(Thread* L, int64_t max_body, Outgoing* out);
// Keeps conn.state. False: raised.
[[nodiscard]] bool read_connection_state(Thread* L, Outgoing* out);

// ctx.publish(topic, data [, "binary"]): to all connections of this function that have subscribed.
Returned publish(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::server
