// trinity serve, trinity config check.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "commands.hpp"
#include "notify.hpp"
#include "server/access/confinement.hpp"
#include "server/handover.hpp"
#include "server/server.hpp"
#include "server/workers/supervisor.hpp"

namespace tri::serve {

namespace {

constexpr const char kDefaultConfig[] = "trinity.toml";

// The configuration of --config; without it that of trinity.toml, or the defaults where there is no such file.
Result<server::Config> find_config(const std::string& given) {
  const std::string path = given.empty() ? kDefaultConfig : given;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    if (given.empty()) return server::Config{};
    return fail("cannot read '" + path + "': " + std::strerror(errno));
  }
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return server::read_config(path, text);
}

// Connections, files and pipes all count; the hard limit is ours to use.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

constexpr int64_t kMaxPort = 65535;

std::string folder_of(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kMayConfine = false;
#else
constexpr bool kMayConfine = true;
#endif

server::WorkerOptions worker_options(const server::Config& config) {
  return {.threads = server::runner_threads(config),
          .ready = size_t(config.ready),
          .ready_of_version = size_t(config.ready_of_version),
          .confine = config.confine && kMayConfine};
}

// Before there are threads. Sanitizers trace their own process at its end, which a confined one cannot.
Result<void> confine_server(const server::Config& config) {
  if (!config.confine || !kMayConfine) return {};
  std::error_code error;
  std::filesystem::create_directories(config.data, error);
  if (error) return fail("cannot make the folder '" + config.data + "': " + error.message());
  server::Confinement wanted;
  wanted.writable.push_back(config.data);
  for (const std::string& file :
       {config.log, config.access_log, config.rpc_path, config.admin_path})
    if (!file.empty() && file != "-") wanted.writable.push_back(folder_of(file));
  for (const std::string& file : {config.certificate, config.key})
    if (!file.empty()) wanted.readable.push_back(folder_of(file));
  const std::string missing = TRI_TRY(server::confine(wanted));
  if (!missing.empty()) std::fprintf(stderr, "trinity: %s\n", missing.c_str());
  return {};
}

}  // namespace

int run_serve(Arguments& a) {
  const std::string path = a.option("--config", "FILE", "the configuration (trinity.toml)");
  const auto port = a.integer("--port", "N", "instead of the configuration's; 0: any", 0, kMaxPort);
  const auto admin =
      a.integer("--admin-port", "N", "likewise, of the admin plane; by TCP then", 0, kMaxPort);
  const std::string data = a.option("--data", "FOLDER", "likewise, where the store lies");
  const bool takes_over =
      a.flag("--take-over", "take the sockets of the server that runs, which then ends");
  const bool one_process = a.flag(
      "--single-process", "instead of the configuration's: functions run in the server's own");
  const bool workers =
      a.flag("--workers", "likewise: in processes of their own, one for each tenant");
  if (!a.finish("serve", "", 0, 0)) return a.status();
  auto config = find_config(path);
  if (!config) return complain(config.error().message);
  if (port) config->port = *port;
  if (admin) {
    config->admin_path.clear();
    config->admin_port = *admin;
  }
  if (!data.empty()) config->data = data;
  if (workers && one_process)
    return complain("--workers and --single-process exclude each other", kUsage);
  if (workers || one_process) config->workers = workers;
  raise_file_limit();
  // Forked before there are threads, and before this process may fork no more.
  std::unique_ptr<server::Supervisor> supervisor;
  if (config->workers) {
    auto started = server::Supervisor::start(worker_options(*config));
    if (!started) return complain(started.error().message);
    supervisor = std::move(*started);
  }

  if (const auto confined = confine_server(*config); !confined)
    return complain(confined.error().message);

  // All threads inherit the mask; only this one takes the signals.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int s : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, s);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  server::TakeOver before;
  auto listeners = takes_over ? before.ask(config->data) : server::listeners_of_environment();
  if (!listeners) return complain(listeners.error().message);
  server::Server server(*config, supervisor.get());
  if (const auto started = server.start(std::move(*listeners)); !started)
    return complain(started.error().message);
  (void)before.done();
  server::HandOver next;
  const auto waits = next.start(config->data, {.begin = [&server] { return server.freeze(); },
                                               .cancel = [&server] { server.thaw(); },
                                               .end = [] { (void)::kill(::getpid(), SIGTERM); }});
  // Without it the server serves, and is ended and started anew for an upgrade.
  if (!waits) (void)complain(waits.error().message);
  std::printf("functions   http%s://%s:%u/TENANT/NAME\n", config->certificate.empty() ? "" : "s",
              config->address.c_str(), server.port());
  std::printf("admin       %s   (token: %s)\n", server.admin_url().c_str(),
              server.token_file().c_str());
  if (server.rpc_port() != 0)
    std::printf("rpc         %s:%u\n", config->rpc_address.c_str(), server.rpc_port());
  if (!config->rpc_path.empty()) std::printf("rpc         %s\n", config->rpc_path.c_str());
  std::fflush(stdout);
  notify_ready();
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal == SIGHUP) {
      if (const auto done = server.reload(); !done) (void)complain(done.error().message);
      continue;
    }
    std::printf("%s: no more requests are taken; those that run get %lld ms\n", strsignal(signal),
                static_cast<long long>(config->drain_ms));
    std::fflush(stdout);
    break;
  }
  notify_stopping();
  next.stop();
  server.stop();
  // Whoever started this one is to know that it did not end as it was asked to.
  return supervisor && supervisor->has_ended() ? 1 : 0;
}

int run_config(Arguments& a) {
  if (!a.finish("config", "check [FILE] | show", 1, 2)) return a.status();
  if (a.words()[0] == "show") return print_settings();
  if (a.words()[0] != "check")
    return complain(
        "no command 'config " + a.words()[0] + "'; there are: config check [FILE], config show",
        kUsage);
  const std::string path = a.words().size() > 1 ? a.words()[1] : kDefaultConfig;
  const auto config = find_config(path);
  if (!config) return complain(config.error().message);
  std::printf("%s is good\n", path.c_str());
  return 0;
}

}  // namespace tri::serve
