// Confinement is for good, so each case has a process of its own.
#include "server/access/confinement.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#if !__has_feature(address_sanitizer)  // which traces itself

namespace tri::server {
namespace {

// What `body` gives in a confined process: 0 to 200.
template <class Body>
int confined(const Confinement& wanted, Body body) {
  const pid_t child = fork();
  if (child == 0) {
    const auto done = confine(wanted);
    _exit(!done ? 201 : !done->empty() ? 202 : body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

struct Folder {
  Folder() {
    char name[] = "/tmp/trinity-confinement-XXXXXX";
    path = mkdtemp(name);
    std::ofstream(path + "/file") << "text";
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

}  // namespace

TEST_CASE("a confined process sees its folders and no others") {
  const Folder ours, others;
  const int seen = confined({.readable = {}, .writable = {ours.path}}, [&] {
    if (open((others.path + "/file").c_str(), O_RDONLY) >= 0 || errno != EACCES) return 1;
    if (open("/root", O_RDONLY) >= 0) return 2;
    if (open("/usr/made", O_WRONLY | O_CREAT, 0600) >= 0) return 3;
    if (open((ours.path + "/file").c_str(), O_RDWR) < 0) return 4;
    if (open((ours.path + "/new").c_str(), O_WRONLY | O_CREAT, 0600) < 0) return 5;
    if (open("/etc/hosts", O_RDONLY) < 0) return 6;
    if (rename((ours.path + "/new").c_str(), (ours.path + "/newer").c_str()) != 0) return 7;
    return 0;
  });
  if (seen != 202) CHECK(seen == 0);  // 202: a kernel without Landlock
}

TEST_CASE("a confined process starts threads, and nothing else") {
  const Folder ours;
  const int seen = confined({.readable = {}, .writable = {ours.path}}, [] {
    int n = 0;
    std::thread([&] { n = 1; }).join();
    if (n != 1) return 1;
    if (fork() >= 0) return 2;
    char* const words[] = {const_cast<char*>("true"), nullptr};
    execv("/usr/bin/true", words);
    if (errno != EPERM) return 3;
    if (std::system("true") == 0) return 4;
    if (setuid(0) == 0) return 5;
    return 0;
  });
  if (seen != 202) CHECK(seen == 0);
}

TEST_CASE("a folder that is not there is an error") {
  CHECK(confined({.readable = {"/nothing/here"}, .writable = {}}, [] { return 0; }) >= 201);
}

}  // namespace tri::server

#endif
