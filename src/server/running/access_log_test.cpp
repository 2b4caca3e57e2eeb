#include "server/running/access_log.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <utime.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using tri::server::AccessLog;
namespace fs = std::filesystem;

namespace {

struct Folder {
  Folder() {
    char name[] = "/tmp/trinity-access-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  fs::path path;
};

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("a file of its size is followed by the next, and so many stay") {
  const Folder folder;
  AccessLog log;
  const std::string path = folder.file("access.log");
  REQUIRE(log.open({.path = path, .max_bytes = 20, .keep = 2, .keep_days = 0}));
  for (int n = 0; n < 10; ++n) log.write("line " + std::to_string(n) + "....\n");  // 11 bytes
  CHECK(text_of(path) == "line 9....\n");
  CHECK(text_of(path + ".1") == "line 8....\n");
  CHECK(text_of(path + ".2") == "line 7....\n");
  CHECK_FALSE(fs::exists(path + ".3"));
  CHECK(log.lost() == 0);
}

TEST_CASE("what is too old goes, and what an earlier configuration kept") {
  const Folder folder;
  const std::string path = folder.file("access.log");
  for (int n = 1; n <= 5; ++n) std::ofstream(path + "." + std::to_string(n)) << "old\n";
  const utimbuf long_ago{1000, 1000};
  ::utime((path + ".2").c_str(), &long_ago);
  AccessLog log;
  REQUIRE(log.open({.path = path, .max_bytes = 20, .keep = 3, .keep_days = 7}));
  CHECK(fs::exists(path + ".1"));
  CHECK_FALSE(fs::exists(path + ".2"));
  CHECK(fs::exists(path + ".3"));
  CHECK_FALSE(fs::exists(path + ".4"));
  CHECK_FALSE(fs::exists(path + ".5"));
}

TEST_CASE("who renames the file himself has it opened anew") {
  const Folder folder;
  const std::string path = folder.file("access.log");
  AccessLog log;
  REQUIRE(log.open({.path = path, .max_bytes = 0}));
  log.write("one\n");
  fs::rename(path, folder.file("mine"));
  log.write("two\n");
  REQUIRE(log.reopen());
  log.write("three\n");
  CHECK(text_of(folder.file("mine")) == "one\ntwo\n");
  CHECK(text_of(path) == "three\n");
}

TEST_CASE("a folder that is not there is an error in words") {
  AccessLog log;
  const auto opened = log.open({.path = "/nonexistent/access.log"});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.find("/nonexistent/access.log") != std::string::npos);
  CHECK_FALSE(log.is_open());
}
