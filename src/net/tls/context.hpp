// How this process shows itself and judges others over TLS. Shared by all protocols of the room.
//
// TLS 1.2 and later. Owner: whoever made the context; streams refer to it while they live.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace tri::net::tls {

using Context = boost::asio::ssl::context;

// How servers are judged.
struct ClientOptions {
  bool verify = true;                 // the certificate must be good for the host
  std::string authorities_file = {};  // PEM; empty: those that the system trusts
};

// Errors: a file that cannot be used, by its name.
Result<std::shared_ptr<Context>> server_context(const std::string& certificate_file,
                                                const std::string& key_file);
Result<std::unique_ptr<Context>> client_context(const ClientOptions& options);

// Before the handshake of a client: names the host to the server, unless it is an address, and has the certificate judged
// for it. False: the name cannot be sent.
bool expect_host(SSL* stream, const std::string& host, bool is_address, bool verify);

// Why a client's handshake failed.
std::string explain_handshake(SSL* stream, const std::string& host, bool verify,
                              const boost::system::error_code& error);

}  // namespace tri::net::tls
