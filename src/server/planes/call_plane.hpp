// CallPlane: functions as methods of remote procedure calls (docs/design/net.md, "RPC").
//
// The method is "tenant/function", arguments and result are MessagePack values. A call has the limits of a request, and its
// caller's deadline; cancelled, it is ended like a request that an operator kills.
#pragma once

#include "net/rpc/server.hpp"
#include "server/running/dispatch.hpp"

namespace tri::server {

class SocketPlane;

class CallPlane {
 public:
  CallPlane(Dispatcher& dispatcher, SocketPlane& sockets, bool show_errors)
      : dispatcher_(dispatcher), sockets_(sockets), show_errors_(show_errors) {}

  // What an RPC server serves; refers to this.
  net::rpc::Methods methods();

 private:
  struct Turn;
  net::rpc::Methods::Begun begin(const net::rpc::IncomingCall& call);
  net::rpc::Task<net::rpc::Answer<std::string>> wait(std::shared_ptr<Turn> turn);
  net::rpc::Answer<std::string> finish(Turn& turn);

  Dispatcher& dispatcher_;
  SocketPlane& sockets_;
  const bool show_errors_;
};

}  // namespace tri::server
