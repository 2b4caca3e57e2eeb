// trinity dev: a server for whoever writes functions. Folders are deployed as they are, and again when a file of theirs changes.
#include <stdlib.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <thread>

#include "commands.hpp"
#include "server/functions/bundle.hpp"
#include "server/functions/manifest.hpp"
#include "server/routes/route.hpp"
#include "server/server.hpp"

namespace tri::serve {

namespace {

namespace fs = std::filesystem;

constexpr auto kLookEvery = std::chrono::milliseconds(200);
constexpr const char kTenant[] = "dev";

// Folders with a function.toml: those given, or those right below them.
Result<std::vector<std::string>> find_functions(const std::vector<std::string>& words) {
  std::vector<std::string> found;
  for (const std::string& word : words) {
    if (fs::exists(fs::path(word) / "function.toml")) {
      found.push_back(word);
      continue;
    }
    std::error_code error;
    const size_t before = found.size();
    for (const auto& entry : fs::directory_iterator(word, error))
      if (fs::exists(entry.path() / "function.toml")) found.push_back(entry.path().string());
    if (error) return fail("cannot read the folder '" + word + "': " + error.message());
    if (found.size() == before)
      return fail("'" + word + "' has no function.toml, nor has a folder in it");
  }
  std::sort(found.begin(), found.end());
  return found;
}

class DevServer {
 public:
  explicit DevServer(server::Server& server, uint16_t port) : server_(server), port_(port) {}

  // Deploys what has changed since the last time. Says what went wrong, and goes on with the version before.
  void look(const std::string& folder) {
    auto bundle = server::bundle_from_folder(folder);
    if (!bundle) return say(folder, bundle.error().message);
    const std::string digest = bundle->digest();
    std::string& known = digests_[folder];
    if (digest == known) return;
    known = digest;
    const std::string* toml = bundle->find("function.toml");
    const auto manifest = server::read_manifest(toml ? *toml : "");
    if (!manifest) return say(folder, manifest.error().message);
    server::Administration& on = server_.administration();
    const auto done = on.catalog.deploy(
        {"dev"}, {.tenant = kTenant, .name = manifest->name}, *bundle,
        [](void* data, std::shared_ptr<const server::Version> version) -> server::Answer<void> {
          return static_cast<server::JobRunner*>(data)->check(std::move(version), false, nullptr);
        },
        &on.runner);
    if (!done) {
      const server::Failure& f = done.error();
      say(folder, f.message + (f.traceback.empty() ? "" : "\n" + f.traceback));
      return;
    }
    std::printf("v%-4lld http://127.0.0.1:%u/%s/%s   (init %.1f ms)\n",
                static_cast<long long>(done->number), port_, kTenant, manifest->name.c_str(),
                double(done->check_us) / 1000);
    std::fflush(stdout);
  }

 private:
  void say(const std::string& folder, const std::string& what) {
    if (said_[folder] == what) return;
    said_[folder] = what;
    std::fprintf(stderr, "%s: %s\n", folder.c_str(), what.c_str());
  }

  server::Server& server_;
  const uint16_t port_;
  std::map<std::string, std::string> digests_, said_;
};

}  // namespace

int run_dev(Arguments& a) {
  const int64_t port =
      a.integer("--port", "N", "of the functions (8080); 0: any", 0, 65535).value_or(8080);
  const int64_t admin =
      a.integer("--admin-port", "N", "of the dashboard (8081); 0: any", 0, 65535).value_or(8081);
  if (!a.finish("dev", "FOLDER...", 1, 100)) return a.status();
  const auto folders = find_functions(a.words());
  if (!folders) return complain(folders.error().message, kNoInput);

  sigset_t signals;
  sigemptyset(&signals);
  for (const int s : {SIGTERM, SIGINT}) sigaddset(&signals, s);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  char data[] = "/tmp/trinity-dev-XXXXXX";
  if (!mkdtemp(data)) return complain("cannot make a folder in /tmp");
  int status = 0;
  {
    server::Config config;
    config.data = data;
    config.port = port;
    config.admin_port = admin;
    config.show_errors = true;
    config.log = "-";
    config.drain_ms = 100;
    server::Server server(config);
    if (const auto started = server.start(); !started) {
      status = complain(started.error().message);
    } else {
      std::printf("dashboard %s/   (token: %s)\n", server.admin_url().c_str(),
                  server.token_file().c_str());
      DevServer dev(server, server.port());
      const timespec wait{0, std::chrono::nanoseconds(kLookEvery).count()};
      do {
        for (const std::string& folder : *folders) dev.look(folder);
      } while (sigtimedwait(&signals, nullptr, &wait) < 0);
      server.stop();
    }
  }
  std::error_code ignored;
  fs::remove_all(data, ignored);
  return status;
}

}  // namespace tri::serve
