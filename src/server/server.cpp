#include "server/server.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <future>
#include <optional>
#include <thread>

#include "net/http/server.hpp"
#include "net/rpc/server.hpp"
#include "server/access/digest.hpp"
#include "server/access/local_socket.hpp"
#include "server/planes/admin_plane.hpp"
#include "server/planes/call_plane.hpp"
#include "server/planes/data_plane.hpp"
#include "server/running/access_log.hpp"
#include "server/running/runner.hpp"
#include "server/running/services.hpp"
#include "server/storage/folder_lock.hpp"
#include "server/workers/workforce.hpp"

namespace tri::server {

namespace {

constexpr size_t kLogLines = 10'000;
constexpr unsigned kAdminThreads = 2;
// What a request to the admin plane gets when the server ends: streams of events end by themselves, others take no such time.
constexpr uint64_t kAdminDrainMs = 2000;

// Written beside and renamed: a file that is there is whole.
Result<void> write_secret_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool ok = file >= 0 && ::write(file, text.data(), text.size()) == ssize_t(text.size()) &&
                  ::fsync(file) == 0;
  const int code = errno;
  if (file >= 0) ::close(file);
  if (!ok || ::rename(beside.c_str(), path.c_str()) != 0)
    return fail("cannot write '" + path + "': " + std::strerror(ok ? errno : code));
  return {};
}

}  // namespace

struct Server::Impl final : CatalogListener {
  Impl(Config given, Supervisor* supervisor)
      : config(std::move(given)),
        log(kLogLines),
        services(store, log),
        runner(make_runner(supervisor)),
        catalog(store, *this),
        dispatcher{catalog, *runner, log} {}

  std::unique_ptr<JobRunner> make_runner(Supervisor* supervisor) {
    if (supervisor) {
      auto made =
          std::make_unique<Workforce>(*supervisor, services, log,
                                      Workforce::Options{.max_queue = size_t(config.max_queue),
                                                         .max_workers = size_t(config.max_workers),
                                                         .idle_ms = config.worker_idle_ms},
                                      [] { (void)::kill(::getpid(), SIGTERM); });
      workforce = made.get();
      return made;
    }
    live.emplace();
    return std::make_unique<Runner>(
        services, *live,
        Runner::Options{.threads = runner_threads(config),
                        .max_queue = size_t(config.max_queue),
                        .ready = size_t(config.ready),
                        .ready_of_version = size_t(config.ready_of_version)});
  }

  void version_retired(uint64_t version_id) override { runner->forget(version_id); }

  // A store without tokens gets one for its first administrator.
  Result<void> ensure_token() {
    if (!TRI_TRY(store.tokens()).empty()) return {};
    const std::string token = "trinity_" + random_hex(24);
    // The file first: a token that nobody knows would lock everybody out.
    TRI_TRY_VOID(write_secret_file(config.data + "/admin.token", token + "\n"));
    TokenRow row;
    row.role = "admin";
    row.note = "first administrator";
    (void)TRI_TRY(store.add_token({"server"}, sha256(token), row));
    // Whatever happens to the log of writes later, its owner gets in.
    return store.settle();
  }

  // The admin plane's sockets: those given, its own under a path, or none yet.
  Result<std::vector<int>> admin_listeners(Listeners& given) {
    are_kept = given.are_kept;
    std::vector<int> found = std::move(given.admin);
    const std::string given_path = found.empty() ? "" : local_path_of(found[0]);
    // Those of a server before this one are of no use when the configuration has another place for them now; what systemd opens is
    // the place.
    if (!found.empty() && !given.are_kept && given_path != config.admin_path) {
      for (const int one : found) ::close(one);
      found.clear();
    }
    if (!found.empty() && !given_path.empty() && !given.are_kept) admin_file.adopt(given_path);
    if (found.empty() && !config.admin_path.empty())
      found.push_back(TRI_TRY(admin_file.listen(config.admin_path, admin_mode(config))));
    return found;
  }

  const Config config;
  FolderLock lock;
  Store store;
  LogBook log;
  Services services;
  std::optional<LiveRequests> live;  // of functions in this process
  Workforce* workforce = nullptr;    // the runner, if it is one
  std::unique_ptr<JobRunner> runner;
  Catalog catalog;
  Dispatcher dispatcher;
  AccessLog access;
  std::optional<SocketPlane> sockets;
  std::optional<DataPlane> data;
  std::optional<CallPlane> calls;
  std::optional<Administration> administration;
  std::optional<AdminPlane> admin;
  LocalSocket admin_file;
  bool are_kept = false;  // the sockets, by systemd
  std::unique_ptr<net::http::Server> data_server, admin_server;
  std::unique_ptr<net::rpc::Server> rpc_server;
};

Server::Server(Config config, Supervisor* supervisor)
    : impl_(new Impl(std::move(config), supervisor)) {}
Server::~Server() { stop(); }

Result<void> Server::start(Listeners given) {
  Impl& s = *impl_;
  const Config& c = s.config;
  if (given.lock >= 0)
    s.lock.adopt(given.lock);
  else
    TRI_TRY_VOID(s.lock.take(c.data));
  TRI_TRY_VOID(s.store.open(c.data));
  TRI_TRY_VOID(s.ensure_token());
  if (!c.log.empty()) TRI_TRY_VOID(s.log.open(c.log));
  if (!c.access_log.empty())
    TRI_TRY_VOID(s.access.open({.path = c.access_log,
                                .max_bytes = c.access_max_bytes,
                                .keep = c.access_keep,
                                .keep_days = c.access_keep_days}));
  TRI_TRY_VOID(s.catalog.load());
  s.sockets.emplace(s.dispatcher, SocketPlane::Options{.max_message = size_t(c.max_message_bytes),
                                                       .max_connections = size_t(c.max_sockets),
                                                       .idle_ms = uint64_t(c.idle_ms),
                                                       .show_errors = c.show_errors});
  s.data.emplace(s.dispatcher, *s.sockets, s.access,
                 DataPlane::Options{.show_errors = c.show_errors});
  s.calls.emplace(s.dispatcher, *s.sockets, c.show_errors);
  s.administration.emplace(c, s.store, s.catalog, *s.runner, s.log, *s.data, *s.sockets, s.access,
                           monotonic_ns());
  s.admin.emplace(*s.administration);

  net::http::Options admin;
  admin.address = c.admin_address;
  admin.port = uint16_t(c.admin_port);
  admin.workers = kAdminThreads;
  admin.limits.max_body = 2 * kMaxBundleBytes;
  admin.listeners = TRI_TRY(s.admin_listeners(given));
  s.admin_server = std::make_unique<net::http::Server>(
      admin, net::http::AsyncHandler(
                 [&s](net::http::Exchange& exchange) { return s.admin->handle(exchange); }));
  TRI_TRY_VOID(s.admin_server->start());

  net::http::Options data;
  data.address = c.address;
  data.port = uint16_t(c.port);
  data.workers = unsigned(c.io_threads);
  data.limits.max_body = size_t(c.max_body_bytes);
  data.limits.max_connections = size_t(c.max_connections);
  data.certificate_file = c.certificate;
  data.key_file = c.key;
  data.listeners = std::move(given.data);
  s.data_server = std::make_unique<net::http::Server>(
      data, net::http::AsyncHandler(
                [&s](net::http::Exchange& exchange) { return s.data->handle(exchange); }));
  TRI_TRY_VOID(s.data_server->start());
  if (!c.rpc_address.empty() || !c.rpc_path.empty()) {
    net::rpc::ServerOptions rpc;
    rpc.listener = given.rpc;
    rpc.address = c.rpc_address;
    rpc.port = uint16_t(c.rpc_port);
    rpc.unix_path = c.rpc_path;
    rpc.workers = unsigned(c.io_threads);
    rpc.max_connections = size_t(c.max_connections);
    rpc.connection.protocol.max_payload = size_t(c.max_body_bytes);
    s.rpc_server = std::make_unique<net::rpc::Server>(std::move(rpc), s.calls->methods());
  }
  // Where answers of workers are heard, calls are read, too: a call would wait for a third thread else. More threads that read have
  // their own.
  const bool shares_loop = s.workforce && c.io_threads == 1;
  if (s.workforce) {
    std::promise<Result<void>> begun;
    s.data_server->in_first_loop([&](boost::asio::io_context& loop) {
      s.workforce->attend_in(loop);
      begun.set_value(shares_loop && s.rpc_server ? s.rpc_server->start_in(loop) : Result<void>{});
    });
    TRI_TRY_VOID(begun.get_future().get());
  }
  if (s.rpc_server && !shares_loop) TRI_TRY_VOID(s.rpc_server->start());
  s.administration->ready = true;
  s.administration->tell("started");
  return {};
}

void Server::stop() {
  Impl& s = *impl_;
  if (s.administration) s.administration->ready = false;
  if (s.sockets) s.sockets->close_all();
  if (s.workforce) s.workforce->leave_loop();
  const uint64_t drain_ms = uint64_t(s.config.drain_ms);
  // Both at once: what they let finish takes as long as it takes.
  std::thread calls([&s, drain_ms] {
    if (s.rpc_server) s.rpc_server->stop(drain_ms);
  });
  if (s.data_server) s.data_server->stop(drain_ms);
  calls.join();
  s.rpc_server.reset();
  s.data_server.reset();
  // After those: while they drain, what they run can be looked at and killed.
  if (s.admin_server) s.admin_server->stop(std::min(drain_ms, kAdminDrainMs));
  s.admin_server.reset();
  s.admin_file.remove();
  s.runner->clear();
}

Listeners Server::freeze() {
  Impl& s = *impl_;
  s.catalog.set_frozen(true);
  s.administration->tell("another server takes over");
  Listeners all;
  all.data = s.data_server->listeners();
  all.admin = s.admin_server->listeners();
  if (s.rpc_server) all.rpc = s.rpc_server->listener();
  all.lock = s.lock.descriptor();
  all.are_kept = s.are_kept;
  s.admin_file.leave(true);
  return all;
}

void Server::thaw() {
  impl_->catalog.set_frozen(false);
  impl_->admin_file.leave(false);
  impl_->administration->tell("no other server takes over");
}

Result<void> Server::reload() {
  Impl& s = *impl_;
  const auto certificate = s.data_server->reload_certificate();
  const auto access = s.access.reopen();
  const auto log = s.config.log.empty() ? Result<void>{} : s.log.open(s.config.log);
  for (const auto* done : {&certificate, &access, &log})
    if (!*done) {
      s.administration->tell("not reloaded: " + done->error().message);
      return *done;
    }
  s.administration->tell("reloaded");
  return {};
}

uint16_t Server::port() const { return impl_->data_server->port(); }
uint16_t Server::rpc_port() const { return impl_->rpc_server ? impl_->rpc_server->port() : 0; }
std::string Server::admin_url() const {
  Config as_it_is = impl_->config;
  as_it_is.admin_path = local_path_of(impl_->admin_server->listeners()[0]);
  as_it_is.admin_port = impl_->admin_server->port();
  return server::admin_url(as_it_is);
}
std::string Server::token_file() const { return impl_->config.data + "/admin.token"; }
Administration& Server::administration() { return *impl_->administration; }

}  // namespace tri::server
