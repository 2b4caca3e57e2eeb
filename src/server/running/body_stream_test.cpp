#include "server/running/body_stream.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

namespace tri::server {
namespace {

bool never(void*) { return false; }

}  // namespace

TEST_CASE("pieces are taken together, with the head of the first") {
  int told = 0, answered = 0;
  BodyStream stream([&] { ++told; });
  CHECK(!stream.has_begun());
  CHECK(stream.take().empty());
  Outgoing head;
  head.status = 203;
  head.fields = {{"a", "b"}};
  const auto room = [&](bool is_wanted) { answered += is_wanted ? 1 : 100; };
  stream.offer(head, "one ", room);
  head.status = 500;
  stream.offer(head, "two", room);
  CHECK(told == 2);
  CHECK(answered == 2);
  CHECK(stream.has_begun());
  CHECK(stream.status() == 203);
  CHECK(stream.fields() == std::vector<std::pair<std::string, std::string>>{{"a", "b"}});
  CHECK(stream.take() == "one two");
  CHECK(stream.bytes() == 7);
}

TEST_CASE("there is no room behind a piece that fills it until it is taken, or nobody wants it") {
  for (const bool is_taken : {true, false}) {
    BodyStream stream([] {});
    int answered = 0;
    const auto room = [&](bool is_wanted) { answered += is_wanted ? 1 : 100; };
    stream.offer({}, std::string(BodyStream::kRoom, 'x'), room);
    CHECK(answered == 1);
    stream.offer({}, "x", room);
    CHECK(answered == 1);
    if (is_taken)
      CHECK(stream.take().size() == BodyStream::kRoom + 1);
    else
      stream.end();
    CHECK(answered == (is_taken ? 2 : 101));
  }
}

TEST_CASE("who writes waits for room, its time, or the end") {
  BodyStream stream([] {});
  const std::string large(BodyStream::kRoom + 1, 'x');
  CHECK(!stream.write({}, large, [](void*) { return true; }, nullptr));
  CHECK(stream.take() == large);
  std::atomic<int> wrote{0};
  std::thread writer([&] {
    while (stream.write({}, large, never, nullptr)) ++wrote;
  });
  for (int i = 0; i < 3; ++i) {
    std::string taken;
    while (taken.empty()) taken = stream.take();
    CHECK(taken.size() % large.size() == 0);
    CHECK(wrote <= i + 1);
  }
  stream.end();
  writer.join();
  CHECK(!stream.write({}, "x", never, nullptr));
}

}  // namespace tri::server
