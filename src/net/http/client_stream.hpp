// ClientStream: a connection that a client made, plain or over TLS.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/http/exchange.hpp"
#include "net/http/url.hpp"
#include "net/tls/context.hpp"

namespace tri::net::http {

using TlsOptions = tls::ClientOptions;

class ClientStream : public ByteStream {
 public:
  // Whether the peer has closed or said something unasked while nobody read. Does not wait.
  virtual bool is_stale() = 0;
};

// Connects to the host of a URL: to its addresses one after the other until one answers; or to the Unix socket at a path, if one
// is given. Errors say which step failed. Cancellable.
Task<Result<std::unique_ptr<ClientStream>>> connect(Url url, TlsOptions options,
                                                    std::string unix_path = "");

}  // namespace tri::net::http
