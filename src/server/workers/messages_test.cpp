#include "server/workers/messages.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace tri::server;

namespace {

std::shared_ptr<Version> test_version(const std::string& more = "") {
  Bundle bundle;
  bundle.files["function.toml"] =
      "[function]\nname = \"f\"\n[limits]\noutput_bytes = 1000\n" + more;
  bundle.files["main.lua"] = "local m = require 'm'\nreturn function() return m.x end";
  bundle.files["lib/m.lua"] = "return { x = 1 }";
  auto made = Version::make("acme", 7, bundle);
  REQUIRE(made);
  return *made;
}

DoneRecord full_answer() {
  DoneRecord r;
  r.call = 42;
  r.ok = true;
  r.status = 201;
  r.header = {{"X-A", "1"}, {"X-B", ""}};
  r.body = "body";
  r.state = "state";
  r.actions.push_back({uint8_t(SocketAction::Kind::Send), true, 0, "", "hi"});
  r.actions.push_back({uint8_t(SocketAction::Kind::Close), true, 1000, "", "why"});
  r.actions.push_back({uint8_t(SocketAction::Kind::Publish), false, 0, "news", "\xff"});
  r.is_accepted = true;
  return r;
}

template <class Record>
tri::Result<void> read(const std::string& message, Record* record) {
  return read_record(message, record);
}

}  // namespace

TEST_CASE("a request goes through its record") {
  const Field fields[] = {{"host", "x"}, {"empty", ""}};
  Incoming in;
  in.event = Event::Message;
  in.method = "POST";
  in.path = "/a/b";
  in.query = "q=1";
  in.body = "the body";
  in.fields = fields;
  in.id = "id";
  in.connection = "c";
  in.state = "s";
  in.is_text = false;
  in.close_code = 1001;
  RunRecord record = run_record_of(5, 6, in);
  record.due_ns = 9;
  record.hardened = true;
  const std::string message = message_of(MessageKind::Run, record);
  CHECK(*kind_of(message) == MessageKind::Run);
  RunRecord back;
  REQUIRE(read(message, &back));
  CHECK(back.call == 5);
  CHECK(back.version == 6);
  CHECK(back.due_ns == 9);
  CHECK(back.hardened);
  std::vector<Field> room;
  const Incoming out = incoming_of(back, &room);
  CHECK(out.event == in.event);
  CHECK(out.body == in.body);
  CHECK(out.path == in.path);
  CHECK(out.state == in.state);
  CHECK(!out.is_text);
  CHECK(out.close_code == 1001);
  REQUIRE(out.fields.size() == 2);
  CHECK(out.fields[0].name == "host");
  CHECK(out.fields[1].value.empty());
}

TEST_CASE("a version goes through its record with its modules and what it may do") {
  const auto version = test_version(
      "[capabilities]\nkv = [\"a:write\", \"b:read\"]\nfetch = [\"https://x/*\"]\n"
      "secrets = [\"s\"]\nclock = \"fine\"\n");
  std::vector<std::string> room;
  const std::string message = message_of(MessageKind::Load, load_record_of(*version, &room));
  LoadRecord record;
  REQUIRE(read(message, &record));
  const auto back = version_of(record);
  REQUIRE(back);
  CHECK((*back)->id() == version->id());
  CHECK((*back)->label() == "v7");
  CHECK((*back)->full_name() == "acme/f");
  CHECK((*back)->module("m"));
  CHECK(!(*back)->module("n"));
  CHECK((*back)->manifest().limits.output_bytes == 1000);
  const Capabilities& can = (*back)->manifest().capabilities;
  CHECK(may_use(can, "a", true));
  CHECK(!may_use(can, "b", true));
  CHECK(may_use(can, "b", false));
  CHECK(may_fetch(can, "https://x/y"));
  CHECK(may_know(can, "s"));
  CHECK(can.clock == Clock::Fine);
}

TEST_CASE("an answer goes through its record") {
  const auto version = test_version();
  DoneRecord back;
  REQUIRE(read(message_of(MessageKind::Done, full_answer()), &back));
  const auto result = result_of(std::move(back), *version);
  REQUIRE(result);
  REQUIRE(*result);
  const Outgoing& out = **result;
  CHECK(out.status == 201);
  CHECK(out.fields.size() == 2);
  CHECK(out.body == "body");
  CHECK(out.actions.size() == 3);
  CHECK(out.actions[2].topic == "news");
  CHECK(!out.actions[2].is_text);
}

TEST_CASE("a failure goes through its record, about the version that the front door knows") {
  const auto version = test_version();
  Failure failure;
  failure.code = FailureCode::LimitCpu;
  failure.message = "fuel";
  failure.function = "somebody/else";
  failure.where = "main.lua:1";
  failure.limit = 5;
  DoneRecord record;
  put_result(std::unexpected(failure), &record);
  DoneRecord back;
  REQUIRE(read(message_of(MessageKind::Done, record), &back));
  const auto result = result_of(std::move(back), *version);
  REQUIRE(result);
  REQUIRE(!*result);
  CHECK(result->error().code == FailureCode::LimitCpu);
  CHECK(result->error().function == "acme/f");
  CHECK(result->error().version == "v7");
  CHECK(result->error().limit == 5);
}

TEST_CASE("a record that was cut anywhere, or is too long, is none") {
  std::string message = message_of(MessageKind::Done, full_answer());
  DoneRecord record;
  for (size_t size = 1; size < message.size(); ++size)
    CHECK(!read(message.substr(0, size), &record));
  message += 'x';
  CHECK(!read(message, &record));
  CHECK(!kind_of(""));
  CHECK(!kind_of(std::string(1, char(MessageKind::Last_))));
  CHECK(!kind_of("\xff"));
}

TEST_CASE("lengths, counts and marks that lie are found") {
  std::string bytes;
  Encoder{bytes}(uint32_t(0xffffffff));
  std::string text;
  Decoder of_text{bytes};
  of_text(text);
  CHECK(!of_text.finish());
  std::vector<std::string> list;
  Decoder of_list{bytes};
  of_list(list);
  CHECK(!of_list.finish());
  CHECK(list.capacity() < 100);
  bool mark;
  Decoder of_mark{std::string_view("\x02")};
  of_mark(mark);
  CHECK(!of_mark.finish());
  AskKind kind;
  const std::string last(1, char(AskKind::Last_));
  Decoder of_kind{last};
  of_kind(kind);
  CHECK(!of_kind.finish());
}

TEST_CASE("what no function can give is refused") {
  const auto version = test_version();
  const auto refused = [&](auto change) {
    DoneRecord record = full_answer();
    change(record);
    return !result_of(std::move(record), *version);
  };
  CHECK(!refused([](DoneRecord&) {}));
  CHECK(refused([](DoneRecord& r) { r.status = 199; }));
  CHECK(refused([](DoneRecord& r) { r.status = 600; }));
  CHECK(refused([](DoneRecord& r) { r.body.resize(1001); }));
  CHECK(refused([](DoneRecord& r) { r.state.resize(kMaxConnectionState + 1); }));
  CHECK(refused([](DoneRecord& r) { r.actions.resize(kMaxActions + 1); }));
  CHECK(refused([](DoneRecord& r) { r.actions[0].kind = 5; }));
  CHECK(refused([](DoneRecord& r) { r.actions[0].data = "\xff"; }));
  CHECK(refused([](DoneRecord& r) { r.actions[0].topic = "x"; }));
  CHECK(refused([](DoneRecord& r) { r.actions[0].data.resize(1 << 20, 'x'); }));
  CHECK(refused([](DoneRecord& r) { r.actions[1].code = 1005; }));
  CHECK(refused([](DoneRecord& r) { r.actions[1].data.resize(kMaxReason + 1, 'x'); }));
  CHECK(refused([](DoneRecord& r) { r.actions[2].topic = ""; }));
  CHECK(refused([](DoneRecord& r) { r.actions[2].topic.resize(kMaxTopic + 1, 'x'); }));
  const auto failing = [&](FailureCode code) {
    DoneRecord record;
    record.code = uint8_t(code);
    return !result_of(std::move(record), *version);
  };
  CHECK(!failing(FailureCode::Killed));
  CHECK(failing(FailureCode::Unauthorized));
  CHECK(failing(FailureCode::WorkerLost));
  CHECK(failing(FailureCode(200)));
}

TEST_CASE("bytes that were changed are read or refused, and what is read keeps the limits") {
  const auto version = test_version();
  std::mt19937_64 random(7);
  DoneRecord failed;
  put_result(refuse(FailureCode::LuaError, "message"), &failed);
  AskRecord ask;
  ask.header = {{"a", "b"}};
  ask.store = "store";
  StacksAreRecord stacks;
  stacks.rows = {{"a", "b"}, {"c", "d"}};
  const std::string seeds[] = {
      message_of(MessageKind::Done, full_answer()), message_of(MessageKind::Done, failed),
      message_of(MessageKind::Ask, ask), message_of(MessageKind::StacksAre, stacks)};
  size_t taken = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string message = seeds[round % std::size(seeds)];
    for (uint64_t n = random() % 4; n > 0; --n) message[random() % message.size()] = char(random());
    if (random() % 8 == 0) message.resize(1 + random() % message.size());
    AskRecord asked;
    StacksAreRecord told;
    LineRecord line;
    (void)read(message, &asked);
    (void)read(message, &told);
    (void)read(message, &line);
    DoneRecord done;
    if (!read(message, &done)) continue;
    const auto result = result_of(std::move(done), *version);
    if (!result || !*result) continue;
    ++taken;
    REQUIRE((*result)->body.size() <= 1000);
    REQUIRE((*result)->status >= 200);
    REQUIRE((*result)->status <= 599);
  }
  CHECK(taken > 1000);
}
