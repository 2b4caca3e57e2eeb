#include "jit/code/jit_dump.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using tri::jit::JitDump;

namespace {

std::string path_of(int process) { return "/tmp/jit-" + std::to_string(process) + ".dump"; }

struct Block {
  uint64_t address, number;
  std::string name, code;
};
struct Dump {
  uint32_t magic = 0, process = 0;
  std::vector<Block> blocks;
  int unwindings = 0;
  bool is_whole = false;  // its records end where the file does
};

template <class T>
T at(const std::string& text, size_t offset) {
  T value{};
  if (offset + sizeof value <= text.size()) memcpy(&value, text.data() + offset, sizeof value);
  return value;
}

Dump read(int process) {
  std::ifstream in(path_of(process));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Dump dump;
  dump.magic = at<uint32_t>(text, 0);
  dump.process = at<uint32_t>(text, 20);
  size_t offset = at<uint32_t>(text, 8);
  while (offset + 16 <= text.size()) {
    const auto kind = at<uint32_t>(text, offset), bytes = at<uint32_t>(text, offset + 4);
    if (bytes < 16) return dump;
    if (kind == 4) ++dump.unwindings;
    if (kind == 0) {
      const auto size = size_t(at<uint64_t>(text, offset + 40));
      const std::string name = text.c_str() + offset + 56;
      dump.blocks.push_back({at<uint64_t>(text, offset + 24), at<uint64_t>(text, offset + 48), name,
                             text.substr(offset + 56 + name.size() + 1, size)});
    }
    offset += bytes;
  }
  dump.is_whole = offset == text.size() && offset > 0;
  return dump;
}

}  // namespace

TEST_CASE("blocks are dumped with their names and bytes, by each process in a file of its own") {
  const char one[] = "code of one", two[] = "of the other";
  JitDump::add(one, sizeof one, "@app.lua", 12);
  JitDump::add(two, sizeof two, "=stdin", 3);
  const auto check = [&](const Dump& dump, int process) {
    CHECK(dump.magic == 0x4A695444);
    CHECK(dump.process == uint32_t(process));
    CHECK(dump.is_whole);
  };
  const Dump dump = read(getpid());
  check(dump, getpid());
  REQUIRE(dump.blocks.size() == 2);
  CHECK(dump.blocks[0].address == reinterpret_cast<uintptr_t>(one));
  CHECK(dump.blocks[0].name == "lua:app.lua:12");
  CHECK(dump.blocks[0].code == std::string(one, sizeof one));
  CHECK(dump.blocks[1].name == "lua:stdin:3");
  CHECK(dump.blocks[1].code == std::string(two, sizeof two));
  CHECK(dump.blocks[0].number != dump.blocks[1].number);
#ifdef __x86_64__
  CHECK(dump.unwindings == 2);
#endif
  const int child = fork();
  if (child == 0) {
    JitDump::add(two, sizeof two, "@child.lua", 1);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  const Dump other = read(child);
  check(other, child);
  REQUIRE(other.blocks.size() == 1);
  CHECK(other.blocks[0].name == "lua:child.lua:1");
  CHECK(read(getpid()).blocks.size() == 2);
  std::remove(path_of(child).c_str());
  std::remove(path_of(getpid()).c_str());
}
