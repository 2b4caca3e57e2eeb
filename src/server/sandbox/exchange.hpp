// What goes into a function, and what comes out.
#pragma once

#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/gateway/gateway.hpp"

namespace tri::server {

using Field = net::gateway::Field;

// What a function is called for, and by which name of the table that its entry gave.
enum class Event : uint8_t {
  Request,  // fetch(req, ctx): an HTTP request
  Call,     // rpc(arguments, ctx)
  Open,     // open(conn, req, ctx): somebody asks for a WebSocket connection
  Message,  // message(conn, data, is_text, ctx)
  Close,    // close(conn, code, reason, ctx): the connection has ended
};
inline constexpr const char* kHandlerNames[] = {"fetch", "rpc", "open", "message", "close"};
inline constexpr size_t kEvents = std::size(kHandlerNames);

struct Outgoing;

// Takes the body of an answer in pieces, while the function that makes it runs.
class BodyWriter {
 public:
  // Waits until there is room for more; `head` is the answer's, which the first piece sends. Errors: nobody wants it; `stop` said so.
  virtual Result<void> write(const Outgoing& head, std::string_view piece, bool (*stop)(void* data),
                             void* data) = 0;

 protected:
  ~BodyWriter() = default;
};

// Views live until the call of the function has ended.
struct Incoming {
  Event event = Event::Request;
  std::string_view method = "GET";
  std::string_view path = "/";  // behind /tenant/function, "/" at least
  std::string_view query = {};  // as it came, without the question mark
  std::string_view body =
      {};  // of a request; a call's arguments as MessagePack; a message; why a connection ended
  std::span<const Field> fields = {};
  std::string_view id = {};      // of the request
  BodyWriter* writer = nullptr;  // of an answer's pieces; null: they are gathered

  // Of WebSocket connections.
  std::string_view connection = {};  // its name
  std::string_view state = {};       // conn.state as MessagePack; empty: nil
  bool is_text = true;               // of a message
  uint16_t close_code = 0;
};

// What a function wants done with connections. It is done when the handler has returned; what one that failed wanted is not.
struct SocketAction {
  enum class Kind : uint8_t { Send, Close, Subscribe, Unsubscribe, Publish };
  Kind kind = Kind::Send;
  bool is_text = true;  // of what is sent or published
  uint16_t code = 0;    // of closing
  std::string topic = {};
  std::string data = {};  // or the reason of closing
};

// What of these a function may give.
inline constexpr size_t kMaxTopic = 128, kMaxActions = 1000;
inline constexpr size_t kMaxReason = 123;  // RFC 6455, 5.5.1
inline constexpr size_t kMaxConnectionState = 64 << 10;

struct Outgoing {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;  // of a call: the result as MessagePack

  std::vector<SocketAction> actions;
  std::string state;         // conn.state afterwards
  bool is_accepted = false;  // of Open: there is to be a connection; else the rest is the answer
  bool wants_close = false;  // of Open: there is a handler for the connection's end
};

}  // namespace tri::server
