#include "jit/code/perf_map.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

using tri::jit::PerfMap;

namespace {
std::string path_of(int process) { return "/tmp/perf-" + std::to_string(process) + ".map"; }
std::string text_of(int process) {
  std::ifstream in(path_of(process));
  return {std::istreambuf_iterator<char>(in), {}};
}
}  // namespace

TEST_CASE("blocks are told to perf a line each, by each process in a file of its own") {
  std::remove(path_of(getpid()).c_str());
  PerfMap map;
  CHECK(text_of(getpid()).empty());  // no file before there is something to say
  map.add(reinterpret_cast<void*>(0x7f0010), 0x20, "@app.lua", 12);
  map.add(reinterpret_cast<void*>(0x7f0030), 0x140, "return 1 +\n 2", 0);
  map.add(reinterpret_cast<void*>(0x7f0170), 8, std::string(1000, 'x'), 3);
  const std::string expected =
      "7f0010 20 lua:app.lua:12\n7f0030 140 lua:return_1_+__2:0\n7f0170 8 lua:" +
      std::string(160, 'x') + ":3\n";
  CHECK(text_of(getpid()) == expected);
  const int child = fork();
  if (child == 0) {
    map.add(reinterpret_cast<void*>(0x1000), 1, "=stdin", 1);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(text_of(child) == "1000 1 lua:stdin:1\n");
  CHECK(text_of(getpid()) == expected);
  std::remove(path_of(child).c_str());
  std::remove(path_of(getpid()).c_str());
}
