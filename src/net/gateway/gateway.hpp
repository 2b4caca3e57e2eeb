// The gateway: what needs Asio, OpenSSL, zlib or simdjson, behind plain interfaces.
//
// These libraries would double the time that a small program needs to start, so they lie in a shared object of their own
// (net.so), which the command line loads when a program requires a module that needs it. Both sides are built together;
// kVersion only guards against files of different builds lying beside each other.
//
//   modules (in the program)  ── Loop, HttpServer, WebSocket, ... ──▶  net.so
//                             ◀────── Receiver, called from run() ───
//
// Whoever waits gives a ticket, and its answer comes to the receiver from within run(), never from within the call that
// began the wait; each ticket is answered exactly once, unless the loop is destroyed first. Text that is handed over, in
// either direction, lives until the call returns. Only plain data, views and these classes cross: the two sides have
// standard libraries of their own. Nothing here throws.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tri::net::gateway {

inline constexpr uint32_t kVersion = 1;

using Ticket = uint64_t;

struct Field {
  std::string_view name, value;
};

// What is made here and owned there. Objects of a loop must not be used when it is gone; they may be destroyed then.
class Object {
 public:
  virtual ~Object() = default;
};

// What came of something that was waited for. Which members mean something is said where the wait begins.
struct Answer {
  bool ok = true;
  std::string_view error;  // when not ok: for people
  std::string_view code;   // when not ok: for programs; may be empty
  int64_t number = 0;
  std::string_view text;
  std::span<const Field> fields;
  Object* object = nullptr;  // the receiver owns it
};

struct WebSocketOptions {
  bool compress = true;
  uint64_t max_message = 16 << 20;
  uint64_t idle_ms = 120'000;  // silence of the peer after which a server closes the connection
  uint64_t park_ms = 5'000;    // silence after which compressors give back their memory
};

// A WebSocket connection of either side. One may wait to receive and others to send at the same time.
class WebSocket : public Object {
 public:
  // text: the message; number: 1 text, 2 binary. Not ok when the connection has ended: number is the close code.
  virtual void receive(Ticket) = 0;
  // Answered when the peer has room for more.
  virtual void send(Ticket, bool binary, std::string_view message) = 0;
  virtual void ping(Ticket, std::string_view data) = 0;
  // Answered when the close frame is on its way.
  virtual void close(Ticket, uint16_t code, std::string_view reason) = 0;
};

// A request at a server, and the response to it. Destroyed without a response: 500.
class Exchange : public Object {
 public:
  virtual std::string_view method() const = 0;
  virtual std::string_view target() const = 0;
  virtual std::string_view body() const = 0;
  virtual std::span<const Field> fields() const = 0;
  // False: a field would have broken out of its line and was left out (here and in begin()).
  virtual bool respond(int status, std::span<const Field> fields, std::string_view body) = 0;
  // A response in pieces, each answered when the peer has room for more; not ok when it is gone.
  virtual bool begin(int status, std::span<const Field> fields) = 0;
  virtual void send(Ticket, std::string_view piece) = 0;
  virtual void end() = 0;
  // object: the WebSocket. Not ok when the request was no handshake; it has been answered then.
  virtual void accept_websocket(Ticket, const WebSocketOptions& options) = 0;
};

struct HttpServerOptions {
  std::string_view address = "127.0.0.1";
  uint16_t port = 0;
  std::string_view certificate_file, key_file;
  uint64_t max_body = 8 << 20;
  uint64_t max_connections = 16'384;
  uint64_t idle_ms = 60'000, head_ms = 10'000, body_ms = 30'000, write_ms = 30'000;
};

struct HttpRequest {
  std::string_view method = "GET", url;
  std::span<const Field> fields;
  std::string_view body;
  uint64_t timeout_ms = 30'000;
  uint64_t max_body = 64 << 20;
  std::string_view authorities_file;  // PEM; empty: those of the system
  bool verify = true;
};

// A server of either protocol.
class Server : public Object {
 public:
  virtual uint16_t port() const = 0;
  // Takes no more connections, and ends those that there are: idle ones at once, others after at most so long.
  virtual void stop(uint64_t drain_ms) = 0;
};

// A call at a server. Destroyed without an answer: it fails as "internal".
class Call : public Object {
 public:
  virtual std::string_view method() const = 0;
  virtual std::string_view payload() const = 0;  // MessagePack
  virtual bool streams() const = 0;
  // Microseconds that are left to it; UINT64_MAX: no deadline.
  virtual uint64_t remaining_us() const = 0;
  virtual bool cancelled() const = 0;
  virtual void reply(std::string_view payload) = 0;
  virtual void fail(std::string_view code, std::string_view message) = 0;
  // Answered when the caller has room for more; not ok when nobody waits for it any more.
  virtual void send(Ticket, std::string_view item) = 0;
};

struct RpcMethod {
  std::string_view name;
  bool streams = false;
};
struct RpcServerOptions {
  std::string_view address = "127.0.0.1";  // empty: no TCP
  uint16_t port = 0;
  std::string_view unix_path;                   // empty: no Unix socket
  std::string_view certificate_file, key_file;  // PEM; both set: TLS, over TCP alone
  std::span<const RpcMethod> methods;
};

// Items of a call. Destroyed before the end: the call is cancelled.
class ItemStream : public Object {
 public:
  // text: the next item; number 1. Behind the last: number 0.
  virtual void next(Ticket) = 0;
};

struct RpcClientOptions {
  std::string_view host = "127.0.0.1";
  uint16_t port = 0;
  std::string_view unix_path;
  bool tls = false;                   // over TCP; a Unix socket is always plain
  std::string_view authorities_file;  // PEM; empty: those of the system
  bool verify = true;
};
class RpcClient : public Object {
 public:
  // text: the result. Not ok: code, and error for people. UINT64_MAX: no deadline.
  virtual void call(Ticket, std::string_view method, std::string_view payload,
                    uint64_t timeout_us) = 0;
  // object: the ItemStream.
  virtual void stream(Ticket, std::string_view method, std::string_view payload,
                      uint64_t timeout_us) = 0;
  virtual void close() = 0;
};

// Called from within Loop::run.
class Receiver {
 public:
  virtual void answered(Ticket, const Answer& answer) = 0;
  // The receiver owns what it is given.
  virtual void requested(uint64_t server, Exchange* exchange) = 0;
  virtual void called(uint64_t server, Call* call) = 0;

 protected:
  ~Receiver() = default;
};

// A text that was written by a failed call; it lives until the next call of the same loop.
struct Made {
  Object* object = nullptr;
  std::string_view error;  // when there is no object
};

// An event loop. Thread: that of the state it belongs to.
class Loop : public Object {
 public:
  // Waits for at most so long, and tells the receiver what has happened. False: there is nothing to wait for.
  virtual bool run(uint64_t max_wait_ms) = 0;
  virtual uint64_t now_us() const = 0;
  // Answers with code "cancelled" what waits for a ticket, if anything does and it can be told apart from others.
  virtual void cancel(Ticket) = 0;
  virtual void sleep(Ticket, uint64_t us) = 0;

  // `server` is what requests and calls will be told with. Made::object is a Server.
  virtual Made serve_http(uint64_t server, const HttpServerOptions& options) = 0;
  virtual Made serve_rpc(uint64_t server, const RpcServerOptions& options) = 0;
  // number: status; text: body; fields.
  virtual void request(Ticket, const HttpRequest& request) = 0;
  // object: the WebSocket.
  virtual void connect_websocket(Ticket, const HttpRequest& request,
                                 const WebSocketOptions& options) = 0;
  // Made::object is an RpcClient, which connects when it is asked something.
  virtual Made connect_rpc(const RpcClientOptions& options) = 0;
};

// JSON as simdjson's tape: words of a type in the highest byte and 56 bits of payload, from words[1] on (words[0] is
// the root). `{` and `[` carry where they end and, in bits 32 to 55, how many parts they have (0xffffff: at least so
// many); a string where it lies in `strings`, behind its length of 4 bytes; `l`, `u` and `d` are followed by their number.
struct JsonTape {
  const uint64_t* words = nullptr;
  const uint8_t* strings = nullptr;
  std::string_view error;  // when there are no words
};
class JsonParser : public Object {
 public:
  // The tape lives until the next call.
  virtual JsonTape parse(std::string_view text) = 0;
};

// What net.so exports, as tri_net_gateway().
struct Gateway {
  uint32_t version;
  Loop* (*make_loop)(Receiver& receiver);
  JsonParser* (*make_json_parser)();
};

}  // namespace tri::net::gateway
