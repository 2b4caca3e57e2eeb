// The table `ctx` that a handler gets: who it is, and what its capabilities let it do.
//
//   ctx.request, ctx.tenant, ctx.name, ctx.version     texts
//   ctx.log(...)                                       a line of the log, as print writes it
//   ctx.remaining_ms()                                 what is left of the request's time
//   ctx.kv.NAME:get(key) :put(key, value) :delete(key) :keys(prefix, most)
//   ctx.secret(name)
//   ctx.fetch(url or {url=, method=, headers=, body=}) {status=, headers=, body=}; nil and why not
//
// What the manifest does not list raises "capability missing: ...", which answers the request with cap.denied unless the
// function catches it.
#pragma once

#include "server/sandbox/sandbox.hpp"

namespace tri::server {

// Once for a state. False: raised.
[[nodiscard]] bool define_context(Thread* L);
// Makes the table, once for a state: a request gets it as the image has it. False: raised.
[[nodiscard]] bool make_context(Thread* L, Sandbox::Beginning* beginning);
// Pushes `ctx` for the request of the state's sandbox.
void push_context(Thread* L);

}  // namespace tri::server
