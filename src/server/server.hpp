// Server: the function server - composition of store, catalog, runner and both planes. Functions run in this process, or in workers.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "server/config.hpp"
#include "server/handover.hpp"

namespace tri::server {

class Supervisor;

class Server {
 public:
  // With a supervisor functions run in workers, which it starts; it outlives the server.
  explicit Server(Config config, Supervisor* supervisor = nullptr);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the store, makes the first administrator's token if there is none, and listens, on `given` sockets where there are any.
  // Errors: folder, store, addresses, certificate.
  Result<void> start(Listeners given = {});
  // What another server needs to take this one's place; until thaw(), functions and tenants are not changed (busy.drain).
  Listeners freeze();
  void thaw();
  // Takes no more connections, lets running requests finish for up to `config.drain_ms`, and returns.
  void stop();

  // Reads the certificate anew for the connections to come, and opens the log of requests under its name again (SIGHUP).
  // Errors: the first of what cannot be read or opened; that goes on as it was.
  Result<void> reload();

  uint16_t port() const;
  uint16_t rpc_port() const;  // 0: there is none
  // Of the admin plane as it is, as commands take it: "http://127.0.0.1:8081", "unix:PATH".
  std::string admin_url() const;
  // Where the first administrator's token lies, for the commands of the same user: data/admin.token, mode 0600.
  std::string token_file() const;

  struct Administration& administration();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tri::server
