// The HTTP/1.1 client: one request, one response, over connections that are kept for the next.
//
//   Client client(executor);
//   Result<Response> response = co_await client.request({.url = "http://127.0.0.1:8080/"});
//
// Redirects are answers like any other. A kept connection that the server has closed meanwhile is noticed before the request
// is sent; one that closes without a byte of an answer is replaced once, when the method is one that may be repeated.
//
// Thread: the executor's, which must run one thread. Cancelling the awaiting coroutine closes the connection.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "net/http/client_stream.hpp"

namespace tri::net::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;
  // Host, Content-Length, Transfer-Encoding and Connection are the client's own and refused here.
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};
  size_t max_body = 64 << 20;  // of the response
  TlsOptions tls = {};
  std::string unix_path =
      {};  // not empty: of the socket to connect to, whatever host the URL names
};

struct Response {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  // names in small letters
  std::string body;
};

struct ClientOptions {
  size_t max_kept = 8;         // idle connections of one host
  uint64_t keep_ms = 30'000;   // after that an idle connection is not used again
  size_t max_head = kMaxHead;  // of a response
};

class Client {
 public:
  explicit Client(ClientOptions options = {}) : options_(options) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Errors: the URL, the connection, or an answer that is not HTTP. The client must outlive its requests.
  Task<Result<Response>> request(ClientRequest request);
  // Closes idle connections.
  void forget() { kept_.clear(); }

 private:
  struct Kept {
    std::unique_ptr<ClientStream> stream;
    uint64_t since_ms;
  };
  std::unique_ptr<ClientStream> take_kept(const std::string& key);
  void keep(const std::string& key, std::unique_ptr<ClientStream> stream);

  ClientOptions options_;
  std::map<std::string, std::deque<Kept>> kept_;
};

// The bytes of a request's head. Errors: a field that is not one, or that is the client's own.
Result<std::string> request_head(const Url& url, const ClientRequest& request,
                                 std::string_view more_fields = {});

// Reads responses from a stream; what came behind one is kept for the next.
class ResponseReader {
 public:
  explicit ResponseReader(ByteStream& stream, size_t max_head = kMaxHead)
      : stream_(stream), parser_(parse::best_isa(), max_head) {}

  // `method` is that of the request. Interim responses other than 101 are passed over.
  Task<Result<Response>> read(std::string_view method, size_t max_body);
  // After read(): whether the connection may be used for another request.
  bool reusable() const { return reusable_ && input_.empty(); }
  // Whether any byte has come.
  bool heard() const { return heard_; }
  // What came behind the response.
  std::string take_rest() { return std::move(input_); }

 private:
  Task<bool> more();
  Task<Result<void>> read_body(const Framing& framing, size_t max_body, std::string& body);
  Task<Result<void>> read_chunks(size_t max_body, std::string& body);

  ByteStream& stream_;
  ResponseParser parser_;
  std::string input_;
  bool reusable_ = false, heard_ = false;
};

}  // namespace tri::net::http
