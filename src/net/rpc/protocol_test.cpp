// Two protocols without anything between them, or one and raw frames; what happens is written down and compared.
#include "net/rpc/protocol.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

using namespace tri::net::rpc;
using namespace std::string_literals;

namespace {

// Writes down what it is told, and answers what tests tell it to.
struct Recorder final : Listener {
  void called(const IncomingCall& call) override {
    CHECK(!over);
    note("called:" + std::to_string(call.id) + ":" + std::string(call.method) + ":" +
         std::string(call.payload) +
         (call.deadline_us == kNoDeadline ? "" : "@" + std::to_string(call.deadline_us)) +
         (call.streams ? ":streams" : ""));
    calls.push_back(call.id);
    if (echoes) protocol->reply(call.id, call.payload);
  }
  void cancelled(uint64_t id) override {
    CHECK(!over);
    note("cancelled:" + std::to_string(id));
  }
  void may_send(uint64_t id) override { note("may_send:" + std::to_string(id)); }
  void item(uint64_t id, std::string_view payload) override {
    CHECK(!over);
    note("item:" + std::to_string(id) + ":" + std::string(payload));
  }
  void replied(uint64_t id, std::string_view payload) override {
    CHECK(!over);
    note("replied:" + std::to_string(id) + ":" + std::string(payload));
    answers.push_back(id);
  }
  void failed(uint64_t id, std::string_view code, std::string_view details) override {
    CHECK(!over);
    note("failed:" + std::to_string(id) + ":" + std::string(code) +
         (details.empty() ? "" : ":" + std::string(details)));
  }
  void pong(uint64_t id) override { note("pong:" + std::to_string(id)); }
  void closed(std::string_view reason) override {
    CHECK(!over);
    over = true;
    note("closed:" + std::string(reason));
  }
  void note(const std::string& text) {
    if (keeps) transcript += text + " ";
  }
  std::string take() { return std::exchange(transcript, {}); }

  Protocol* protocol = nullptr;
  std::string transcript;
  std::vector<uint64_t> calls, answers;
  bool over = false, echoes = false, keeps = true;
};

struct Side {
  explicit Side(const ProtocolOptions& options = {}) : protocol(options, recorder) {
    recorder.protocol = &protocol;
  }
  Recorder recorder;
  Protocol protocol;
  std::string input;  // what has arrived and is not taken
};

void deliver(Side& from, Side& to, uint64_t now_us) {
  to.input += from.protocol.out();
  from.protocol.out().clear();
  to.input.erase(0, to.protocol.consume(to.input, now_us));
}
void exchange(Side& a, Side& b, uint64_t now_us = 0) {
  for (int i = 0; i < 4; ++i) {
    deliver(a, b, now_us);
    deliver(b, a, now_us);
  }
}

uint64_t call(Side& side, std::string_view method, std::string_view payload, uint64_t now_us = 0,
              uint64_t deadline_us = kNoDeadline, uint32_t credit = 0) {
  const auto made = side.protocol.call(method, payload, now_us, deadline_us, credit);
  REQUIRE(made.refusal == Protocol::Refusal::None);
  return made.id;
}

std::string call_frame(uint64_t id, std::string_view payload = "p",
                       uint64_t remaining = kNoDeadline, uint32_t credit = 0) {
  std::string bytes;
  write_call(bytes, id, {remaining, credit, "m"}, payload);
  return bytes;
}
std::string plain(FrameKind kind, uint64_t id, std::string_view payload = {}) {
  std::string bytes;
  write_plain(bytes, kind, id, payload);
  return bytes;
}
std::string credit_frame(uint64_t id, uint32_t bytes) {
  std::string frame;
  write_credit(frame, id, bytes);
  return frame;
}

// What a side that made `own_calls` calls says of raw frames: whole, byte by byte, and cut in two everywhere.
std::string heard(const std::string& frames, int own_calls = 0, uint32_t own_credit = 0) {
  const auto feed = [&](const std::vector<size_t>& ends) {
    Side side;
    for (int i = 0; i < own_calls; ++i) call(side, "own", "", 0, kNoDeadline, own_credit);
    size_t begin = 0;
    for (const size_t end : ends) {
      side.input += frames.substr(begin, end - begin);
      begin = end;
      side.input.erase(0, side.protocol.consume(side.input, 0));
    }
    return side.recorder.take();
  };
  const std::string whole = feed({frames.size()});
  std::vector<size_t> each;
  for (size_t i = 1; i <= frames.size(); ++i) {
    each.push_back(i);
    CHECK(feed({i, frames.size()}) == whole);
  }
  CHECK(feed(each) == whole);
  return whole;
}

}  // namespace

TEST_CASE("rpc: a call is answered, by a reply or an error") {
  Side client, server;
  const uint64_t a = call(client, "math/add", "12");
  const uint64_t b = call(client, "math/div", "10");
  exchange(client, server);
  CHECK(server.recorder.take() == "called:1:math/add:12 called:2:math/div:10 ");
  server.protocol.fail(b, "lua.error", "zero");
  server.protocol.reply(a, "3");
  exchange(client, server);
  CHECK(client.recorder.take() == "failed:2:lua.error:zero replied:1:3 ");
  CHECK(client.protocol.calls_made() == 0);
  CHECK(server.protocol.calls_taken() == 0);
  // A second answer has nobody to go to.
  server.protocol.reply(a, "4");
  CHECK(server.protocol.out().empty());
}

TEST_CASE("rpc: both sides may call, with the same ids") {
  Side left, right;
  left.recorder.echoes = right.recorder.echoes = true;
  call(left, "l", "from left");
  call(right, "r", "from right");
  exchange(left, right);
  CHECK(left.recorder.take() == "called:1:r:from right replied:1:from left ");
  CHECK(right.recorder.take() == "called:1:l:from left replied:1:from right ");
}

TEST_CASE("rpc: a million calls are answered out of order, and nothing is left behind") {
  constexpr size_t kCalls = 1'000'000, kWindow = 1000;
  Side client, server;
  client.recorder.keeps = server.recorder.keeps = false;
  std::mt19937_64 random(7);
  uint64_t now_us = 0;
  size_t made = 0;
  while (client.recorder.answers.size() < kCalls) {
    for (; made < kCalls && client.protocol.calls_made() < kWindow; ++made) {
      ++now_us;
      call(client, "m", "x", now_us, now_us + 1'000'000'000);
    }
    exchange(client, server, now_us);
    auto& open = server.recorder.calls;
    std::ranges::shuffle(open, random);
    const size_t answered = std::max<size_t>(1, open.size() / 2);
    for (size_t i = 0; i < answered; ++i) server.protocol.reply(open[i], "y");
    open.erase(open.begin(), open.begin() + ptrdiff_t(answered));
    exchange(client, server, now_us);
    // Stale deadlines do not pile up.
    REQUIRE(client.protocol.deadline_entries() <= 2 * kWindow + 65);
    REQUIRE(server.protocol.deadline_entries() <= 2 * kWindow + 65);
  }
  std::vector<uint64_t> answers = client.recorder.answers;
  CHECK(!std::ranges::is_sorted(answers));
  std::ranges::sort(answers);
  CHECK(answers.front() == 1);
  CHECK(answers.back() == kCalls);
  CHECK(std::ranges::adjacent_find(answers) == answers.end());
  CHECK(client.protocol.calls_made() + server.protocol.calls_taken() == 0);
}

TEST_CASE("rpc: a cancelled call is heard of no more, and counts until its handler has answered") {
  Side client, server({.max_calls = 1});
  const uint64_t first = call(client, "slow", "");
  exchange(client, server);
  client.protocol.cancel(first);
  client.protocol.cancel(first);
  call(client, "next", "");
  exchange(client, server);
  CHECK(server.recorder.take() == "called:1:slow: cancelled:1 ");
  CHECK(server.protocol.is_cancelled(first));
  CHECK(client.recorder.take() == "failed:2:busy.queue ");
  server.protocol.reply(first, "in vain");
  CHECK(server.protocol.out().empty());
  call(client, "third", "");
  exchange(client, server);
  CHECK(server.recorder.take() == "called:3:third: ");
}

TEST_CASE("rpc: a cancel and an answer may cross") {
  Side client, server;
  const uint64_t id = call(client, "m", "");
  exchange(client, server);
  server.protocol.reply(id, "late");
  client.protocol.cancel(id);
  exchange(client, server);
  CHECK(client.recorder.take() == "");
  CHECK(server.recorder.take() == "called:1:m: ");
  CHECK(!client.protocol.closed());
  CHECK(!server.protocol.closed());
}

TEST_CASE("rpc: deadlines travel as what remains of them, and end a call on both sides") {
  Side client, server;
  call(client, "m", "", /*now_us=*/1'000, /*deadline_us=*/21'000);
  client.recorder.take();
  // The server's clock has nothing to do with the client's.
  deliver(client, server, 500'000'000);
  CHECK(server.recorder.take() == "called:1:m:@500020000 ");
  CHECK(client.protocol.next_deadline_us() == 21'000);
  client.protocol.expire(20'999);
  CHECK(client.recorder.take() == "");
  client.protocol.expire(21'000);
  CHECK(client.recorder.take() == "failed:1:limit.deadline ");
  server.protocol.expire(500'020'000);
  CHECK(server.recorder.take() == "cancelled:1 ");
  exchange(client, server, 500'020'000);  // the cancel and the error cross: nobody minds
  CHECK(client.recorder.take() == "");
  CHECK(server.recorder.take() == "");
  CHECK(!client.protocol.closed());

  CHECK(client.protocol.call("m", "", 5, 5).refusal == Protocol::Refusal::TooLate);
  CHECK(heard(call_frame(1, "p", 0)) == "");  // failed at once, without a handler
  Side late;
  late.protocol.consume(call_frame(1, "p", 0), 0);
  std::string expected;
  write_error(expected, 1, "limit.deadline", {});
  CHECK(late.protocol.out() == expected);
  // A remaining time that no clock holds is none.
  CHECK(heard(call_frame(1, "p", UINT64_MAX - 1)).starts_with("called:1:m:p"));
}

TEST_CASE("rpc: cancel and deadline pass through three hops") {
  // a ─▶ b ─▶ c ─▶ d; each hop is its own connection, forwarding what remains, and cancelling what is cancelled.
  Side a, b_in, b_out, c_in, c_out, d;
  uint64_t now_us = 0;
  // Each hop thinks for a millisecond before it calls the next one, with what is left.
  const auto hop = [&](Side& from, Side& in, Side* out) {
    deliver(from, in, now_us);
    const std::string told = in.recorder.take();
    const size_t at = told.find('@');
    if (out != nullptr && told.starts_with("called:")) {
      REQUIRE(at != std::string::npos);
      now_us += 1'000;
      call(*out, "m", "", now_us, std::stoull(told.substr(at + 1)));
    }
    if (out != nullptr && told.starts_with("cancelled:")) out->protocol.cancel(1);
    return told;
  };
  call(a, "m", "", 0, 20'000);
  CHECK(hop(a, b_in, &b_out) == "called:1:m:@20000 ");
  CHECK(hop(b_out, c_in, &c_out) == "called:1:m:@20000 ");
  const std::string_view last(c_out.protocol.out());
  CHECK(read_call_header(last.substr(kFrameHeadSize, kCallHeaderSize + 1)).remaining_us == 18'000);
  CHECK(hop(c_out, d, nullptr) == "called:1:m:@20000 ");
  a.protocol.cancel(1);
  hop(a, b_in, &b_out);
  hop(b_out, c_in, &c_out);
  CHECK(hop(c_out, d, nullptr) == "cancelled:1 ");
}

TEST_CASE("rpc: items wait for credit, which counts bytes and frames") {
  Side client, server;
  const uint64_t id = call(client, "rows", "", 0, kNoDeadline, /*credit=*/40);
  exchange(client, server);
  CHECK(server.recorder.take() == "called:1:rows::streams ");
  CHECK(server.protocol.item(id, "0123"));       // 20 of 40
  CHECK(server.protocol.item(id, "012345678"));  // 25: begins with some credit, and passes it
  CHECK(!server.protocol.item(id, ""));
  exchange(client, server);
  CHECK(client.recorder.take() == "item:1:0123 item:1:012345678 ");
  client.protocol.grant(id, 5);  // the debt: still nothing
  exchange(client, server);
  CHECK(server.recorder.take() == "");
  CHECK(!server.protocol.item(id, ""));
  client.protocol.grant(id, 1);
  exchange(client, server);
  CHECK(server.recorder.take() == "may_send:1 ");
  CHECK(server.protocol.item(id, "last"));
  server.protocol.reply(id, "end");
  exchange(client, server);
  CHECK(client.recorder.take() == "item:1:last replied:1:end ");
  // Behind the end, and for a cancelled call, items are dropped rather than kept.
  CHECK(server.protocol.item(id, "x"));
  CHECK(server.protocol.out().empty());
}

TEST_CASE("rpc: who breaks the protocol is told apart from who is late") {
  const std::string broke = "closed:the peer broke the protocol: ";
  CHECK(heard(call_frame(2) + call_frame(2)) ==
        "called:2:m:p cancelled:2 " + broke + "call 2, expected an id above 2 ");
  CHECK(heard(call_frame(0)) == broke + "call 0, expected an id above 0 ");
  CHECK(heard(call_frame(1ull << 63)).starts_with(broke));
  CHECK(
      heard(call_frame(1, "", kNoDeadline, 1u << 31)).starts_with(broke + "call 1 with a credit"));
  CHECK(heard(plain(FrameKind::Reply, 1)) == broke + "an answer to call 1, which was not made ");
  CHECK(heard(plain(FrameKind::Reply, 1) + plain(FrameKind::Reply, 1), 1) == "replied:1: ");
  CHECK(heard(plain(FrameKind::Reply, 2), 1) ==
        "failed:1:connection.lost " + broke + "an answer to call 2, which was not made ");
  CHECK(heard(plain(FrameKind::Item, 1), 1).ends_with("an item of call 1 without credit "));
  CHECK(heard(plain(FrameKind::Item, 1, "ab") + plain(FrameKind::Item, 1), 1, 18)
            .ends_with("an item of call 1 without credit "));
  CHECK(heard(plain(FrameKind::Item, 9), 1).ends_with("an item of call 9, which was not made "));
  CHECK(heard(plain(FrameKind::Cancel, 1)) == broke + "cancel of call 1, which was not made ");
  CHECK(heard(credit_frame(1, 1)) == broke + "credit for call 1, which was not made ");
  CHECK(heard(call_frame(1) + credit_frame(1, 1))
            .ends_with("credit for call 1, which has no items "));
  CHECK(heard(call_frame(1, "", kNoDeadline, 1) + credit_frame(1, INT32_MAX))
            .ends_with("rose to 2147483648, expected at most 2147483647 "));
  CHECK(heard("\0\0\0\0\x99"s).starts_with(broke + "byte 4: expected a kind of frame"));
  CHECK(heard("\x7f"s) == "");  // three bytes more would show it
}

TEST_CASE("rpc: pings are answered, and answers heard") {
  Side left, right;
  left.protocol.ping(42);
  exchange(left, right);
  CHECK(left.recorder.take() == "pong:42 ");
  CHECK(right.recorder.take() == "");
}

TEST_CASE("rpc: payloads have limits on both sides") {
  const ProtocolOptions small{.max_payload = 8};
  Side client(small), server(small);
  CHECK(client.protocol.call("m", "123456789", 0).refusal == Protocol::Refusal::TooLarge);
  CHECK(client.protocol.call("", "", 0).refusal == Protocol::Refusal::BadName);
  CHECK(client.protocol.call(std::string(256, 'm'), "", 0).refusal == Protocol::Refusal::BadName);
  call(client, std::string(255, 'm'), "12345678", 0, kNoDeadline, 1);
  call(client, "n", "", 0, kNoDeadline, 1);
  exchange(client, server);
  server.protocol.reply(1, "123456789");
  CHECK(server.protocol.item(2, "123456789"));
  exchange(client, server);
  CHECK(client.recorder.take() == "failed:1:limit.payload failed:2:limit.payload ");
  // Refused when its head has arrived, not when memory has been spent on it.
  server.protocol.consume(call_frame(3, "123456789").substr(0, kFrameHeadSize), 0);
  CHECK(server.recorder.take().ends_with("a payload of 9 bytes, expected at most 8 "));
}

TEST_CASE("rpc: a peer that does not read is not served, and at last given up") {
  ProtocolOptions options{.max_calls = 4, .high_output = 1000, .max_output = 5000};
  Side server(options);
  server.recorder.echoes = true;
  std::string flood;
  for (uint64_t id = 1; id <= 100; ++id) flood += call_frame(id, std::string(100, 'x'));
  const size_t used = server.protocol.consume(flood, 0);
  CHECK(used < flood.size());
  CHECK(server.protocol.stalled());
  CHECK(server.protocol.out().size() <= 1000 + 116);
  CHECK(server.protocol.consume(std::string_view(flood).substr(used), 0) == 0);
  server.protocol.out().clear();
  CHECK(server.protocol.consume(std::string_view(flood).substr(used), 0) > 0);

  // Answers that come by themselves meet the second limit.
  Side slow(options);
  slow.protocol.consume(call_frame(1, "", kNoDeadline, 1 << 20), 0);
  for (int i = 0; i < 100 && !slow.protocol.closed(); ++i)
    CHECK(slow.protocol.item(1, std::string(100, 'x')));
  CHECK(slow.protocol.closed());
  CHECK(
      slow.recorder.take().ends_with("cancelled:1 closed:the peer does not read: more than 5000 "
                                     "bytes wait to be sent "));
  CHECK(slow.protocol.out().empty());
}

TEST_CASE("rpc: open calls are bounded in both directions") {
  Side client({.max_calls_made = 2}), server({.max_calls = 1});
  call(client, "a", "");
  call(client, "b", "");
  CHECK(client.protocol.call("c", "", 0).refusal == Protocol::Refusal::TooMany);
  exchange(client, server);
  CHECK(client.recorder.take() == "failed:2:busy.queue ");
  call(client, "c", "");
}

TEST_CASE("rpc: the payloads of open calls are bounded together") {
  Side client, server({.max_call_bytes = 100});
  const uint64_t first = call(client, "a", std::string(60, 'x'));
  call(client, "b", std::string(41, 'x'));
  call(client, "c", std::string(40, 'x'));
  exchange(client, server);
  CHECK(client.recorder.take() == "failed:2:busy.queue ");
  CHECK(server.protocol.calls_taken() == 2);
  // Answered calls make room, and so it stays exact.
  server.protocol.reply(first, "");
  exchange(client, server);
  client.recorder.take();
  const uint64_t fourth = call(client, "d", std::string(60, 'x'));
  exchange(client, server);
  CHECK(client.recorder.take() == "");
  server.protocol.fail(fourth, "no", "");
  server.protocol.reply(3, "");
  // One that is too large by itself is taken when it is alone: max_payload judges it.
  call(client, "e", std::string(500, 'x'));
  exchange(client, server);
  CHECK(server.protocol.calls_taken() == 1);
}

TEST_CASE("rpc: when the connection ends, each open call ends once") {
  Side side;
  call(side, "own", "");
  call(side, "own", "", 0, 10);
  side.input = call_frame(1);
  side.protocol.consume(side.input, 0);
  side.recorder.take();
  side.protocol.close("gone");
  std::string told = side.recorder.take();
  CHECK(told.ends_with("cancelled:1 closed:gone "));
  CHECK(told.find("failed:1:connection.lost ") != std::string::npos);
  CHECK(told.find("failed:2:connection.lost ") != std::string::npos);
  side.protocol.close("again");
  side.protocol.expire(1'000'000);
  side.protocol.reply(1, "x");
  CHECK(side.protocol.call("own", "", 0).refusal == Protocol::Refusal::Closed);
  CHECK(side.protocol.consume(call_frame(2), 0) == 0);
  CHECK(side.recorder.take() == "");
}

TEST_CASE("rpc: noise closes or waits, and never more") {
  std::mt19937_64 random(11);
  for (int round = 0; round < 3000; ++round) {
    Side side;
    call(side, "own", "", 0, 50, 100);
    std::string bytes;
    for (int i = 0; i < 6; ++i) {
      switch (random() % 6) {
        case 0:
          bytes += call_frame(random() % 4, "p", random() % 3, uint32_t(random() % 50));
          break;
        case 1: bytes += plain(FrameKind::Reply, random() % 3, "r"); break;
        case 2: bytes += plain(FrameKind::Item, random() % 3, "i"); break;
        case 3: bytes += plain(FrameKind::Cancel, random() % 4); break;
        case 4: bytes += credit_frame(random() % 4, uint32_t(random())); break;
        default: bytes += plain(FrameKind::Ping, random());
      }
    }
    if (random() % 2) bytes[random() % bytes.size()] ^= char(1 << random() % 8);
    side.input = bytes;
    const size_t used = side.protocol.consume(side.input, 0);
    CHECK(used <= bytes.size());
    side.protocol.expire(random() % 100);
    side.protocol.close("end");
    CHECK(side.recorder.over);
  }
}
