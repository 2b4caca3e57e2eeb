// Handover: a server hands its sockets to the one that takes its place, so that no connection is refused meanwhile.
//
//   old server                                   new server (trinity serve --take-over)
//   DATA/upgrade.sock ◀────────connect────────────
//   changes are refused from here on
//   ───────── sockets, the folder's lock ────────▶ loads the store, listens on the same sockets
//   ◀──────────────── "serving" ─────────────────
//   drains and ends
//
// Both serve for a moment: they share the sockets, and the store allows it. A new server that fails, or says nothing for a minute,
// changes nothing: the old one goes on. The socket lies in the data folder, which is its user's alone.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

// Sockets that listen already. Empty and -1: the server makes its own.
struct Listeners {
  std::vector<int> data, admin;  // one for each thread
  int rpc = -1;
  int lock = -1;          // of the data folder
  bool are_kept = false;  // by whoever opened them first (systemd), files of Unix sockets too
};

// Those that systemd (or whoever speaks its protocol: LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES) has opened: named data, admin and rpc.
// Takes them out of the environment. Errors: a name that is none of these.
Result<Listeners> listeners_of_environment();

// The new server's side.
class TakeOver {
 public:
  TakeOver() = default;
  ~TakeOver();
  TakeOver(const TakeOver&) = delete;
  TakeOver& operator=(const TakeOver&) = delete;

  // Errors: no server has the folder, or it says why it hands nothing over.
  Result<Listeners> ask(const std::string& folder);
  // Tells the old server that it may end. False: there was none to tell.
  bool done();

 private:
  int socket_ = -1;
};

// The old server's side: waits for one that asks, on a thread of its own.
class HandOver {
 public:
  struct Callbacks {
    std::function<Listeners()> begin;  // changes are refused from now on
    std::function<void()> cancel;      // they are not, after all
    std::function<void()> end;         // the other serves
  };

  HandOver() = default;
  ~HandOver();
  HandOver(const HandOver&) = delete;
  HandOver& operator=(const HandOver&) = delete;

  // Errors: the socket cannot be made.
  Result<void> start(const std::string& folder, Callbacks callbacks);
  void stop();

 private:
  void wait();
  void serve(int peer);

  Callbacks callbacks_;
  int socket_ = -1;
  int wake_ = -1;  // an eventfd that ends the thread
  std::thread thread_;
  std::string
      path_;  // of the socket's file, and as it was made: a server after this one puts its own there
  struct stat made_{};
};

}  // namespace tri::server
