// Raw frames in, a transcript out. Every case runs whole, byte by byte and cut in two; the transcript must be the same.
#include "net/websocket/protocol.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

using namespace tri::net;
using namespace tri::net::websocket;
using namespace std::string_literals;

namespace {

constexpr MaskingKey kKey = {0x37, 0xfa, 0x21, 0x3d};

// A frame of a client.
std::string frame(unsigned first, std::string payload, bool masked = true) {
  char header[kMaxFrameHeader];
  const size_t size =
      write_frame_header(header, uint8_t(first), payload.size(), masked ? &kKey : nullptr);
  if (masked) Masker(parse::Isa::Portable).apply(payload, kKey);
  return std::string(header, size) + payload;
}

std::string close_payload(unsigned code, const std::string& reason = "") {
  return std::string{char(code >> 8), char(code)} + reason;
}

DeflateTerms deflate_terms() { return {.agreed = true}; }

struct Recorder final : Listener {
  void message(Opcode opcode, std::string_view data) override {
    CHECK(!over);
    transcript += (opcode == Opcode::Text ? "text:" : "binary:");
    transcript += data.size() > 64 ? std::to_string(data.size()) + "bytes" : std::string(data);
    transcript += ' ';
  }
  void pong(std::string_view data) override { transcript += "pong:" + std::string(data) + " "; }
  void closed(uint16_t code, std::string_view) override {
    CHECK(!over);
    over = true;
    transcript += "closed:" + std::to_string(code) + " ";
  }

  std::string transcript;
  bool over = false;
};

// What the server side sent, in words.
std::string shown_output(std::string_view out) {
  std::string text;
  while (!out.empty()) {
    FrameHeader header;
    const FrameStart start = parse_frame(out, header);
    REQUIRE(start.result == ParseResult::Done);
    CHECK(!header.masked());
    const std::string_view payload = out.substr(start.size, size_t(header.length));
    if (header.opcode() == Opcode::Close)
      text += "sent-close:" +
              (payload.size() < 2 ? "none"s
                                  : std::to_string(uint8_t(payload[0]) << 8 | uint8_t(payload[1])));
    else if (header.opcode() == Opcode::Pong)
      text += "sent-pong:" + std::string(payload);
    else
      text += "sent";
    text += ' ';
    out.remove_prefix(start.size + size_t(header.length));
  }
  return text;
}

std::string run(const std::string& input, const std::vector<size_t>& ends,
                const DeflateTerms& terms, size_t max_message) {
  Recorder recorder;
  ProtocolOptions options;
  options.max_message = max_message;
  Protocol protocol(Role::Server, terms, options, recorder);
  std::string buffer;
  size_t fed = 0;
  for (const size_t end : ends) {
    buffer += input.substr(fed, end - fed);
    fed = end;
    buffer.erase(0, protocol.consume(buffer));
    if (protocol.closed()) break;
  }
  if (protocol.closed()) CHECK(protocol.closing());
  return recorder.transcript + shown_output(protocol.out());
}

size_t cases_run = 0;

// With TRI_WIRE_CASES=FILE in the environment every case is written there too, so that tests/wire/websocket_cases.mjs can
// ask another implementation whether it is right: a line of compression, largest message, input in hex, transcript.
void note_case(const std::string& input, const DeflateTerms& terms, size_t max_message,
               const std::string& transcript) {
  ++cases_run;
  const char* const path = std::getenv("TRI_WIRE_CASES");
  if (path == nullptr) return;
  std::ofstream file(path, std::ios::app | std::ios::binary);
  const auto hex = [&](std::string_view bytes) {
    for (const char c : bytes)
      file << "0123456789abcdef"[uint8_t(c) >> 4] << "0123456789abcdef"[c & 15];
  };
  file << (terms.agreed ? "deflate " : "plain ") << max_message << ' ';
  hex(input);
  file << ' ';
  hex(transcript);
  file << '\n';
}

std::string talk(const std::string& input, const DeflateTerms& terms = {},
                 size_t max_message = 1 << 20) {
  const std::string whole = run(input, {input.size()}, terms, max_message);
  note_case(input, terms, max_message, whole);
  if (input.size() <= 300) {
    std::vector<size_t> each;
    for (size_t i = 1; i <= input.size(); ++i) each.push_back(i);
    CHECK(run(input, each, terms, max_message) == whole);
    for (size_t cut = 1; cut < input.size(); ++cut)
      if (const std::string two = run(input, {cut, input.size()}, terms, max_message); two != whole)
        CHECK(two == whole);
  }
  return whole;
}

std::string failed(unsigned code) {
  return "closed:" + std::to_string(code) + " sent-close:" + std::to_string(code) + " ";
}

}  // namespace

TEST_CASE("every first byte, masked or not, with compression or without") {
  for (unsigned first = 0; first < 256; ++first)
    for (const bool masked : {true, false})
      for (const bool deflate : {false, true}) {
        CAPTURE(first);
        CAPTURE(masked);
        CAPTURE(deflate);
        const unsigned opcode = first & 15, reserved = first >> 4 & 7;
        const bool fin = first & 0x80, control = opcode >= 8;
        const bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
        std::string expected;
        // RFC 6455, 5.2 and 5.5; RFC 7692, 6: RSV1 on the first frame of a message alone.
        const bool reserved_fine =
            reserved == 0 || (deflate && reserved == 4 && (opcode == 1 || opcode == 2));
        if (!masked || !known || !reserved_fine || (control && !fin) || opcode == 0)
          expected = failed(1002);
        else if (opcode == 8)
          expected = "closed:1005 sent-close:none ";
        else if (opcode == 9)
          expected = "sent-pong: ";
        else if (opcode == 10)
          expected = "pong: ";
        else if (fin)
          expected = opcode == 1 ? "text: " : "binary: ";
        CHECK(talk(frame(first, "", masked), deflate ? deflate_terms() : DeflateTerms{}) ==
              expected);
      }
}

TEST_CASE("payloads of every length form") {
  for (const size_t size : {0, 1, 124, 125, 126, 127, 128, 255, 65535, 65536, 100000}) {
    CAPTURE(size);
    const std::string payload(size, '*');
    const std::string shown = size > 64 ? std::to_string(size) + "bytes" : payload;
    CHECK(talk(frame(0x81, payload)) == "text:" + shown + " ");
    CHECK(talk(frame(0x82, payload)) == "binary:" + shown + " ");
    if (size <= 125) {
      CHECK(talk(frame(0x89, payload)) == "sent-pong:" + payload + " ");
      CHECK(talk(frame(0x8a, payload)) == "pong:" + payload + " ");
    } else {
      CHECK(talk(frame(0x89, payload)) == failed(1002));
      CHECK(talk(frame(0x8a, payload)) == failed(1002));
      CHECK(talk(frame(0x88, close_payload(1000, payload))) == failed(1002));
    }
  }
}

TEST_CASE("fragments make up messages, with control frames between them") {
  CHECK(talk(frame(0x01, "he") + frame(0x80, "llo")) == "text:hello ");
  CHECK(talk(frame(0x02, "a") + frame(0x00, "b") + frame(0x00, "") + frame(0x80, "c")) ==
        "binary:abc ");
  CHECK(talk(frame(0x01, "") + frame(0x00, "") + frame(0x80, "")) == "text: ");
  CHECK(talk(frame(0x01, "a") + frame(0x89, "p") + frame(0x80, "b")) == "text:ab sent-pong:p ");
  CHECK(talk(frame(0x01, "a") + frame(0x8a, "p") + frame(0x80, "b")) == "pong:p text:ab ");
  CHECK(talk(frame(0x01, "a") + frame(0x88, close_payload(1000))) ==
        "closed:1000 sent-close:1000 ");
  CHECK(talk(frame(0x80, "a")) == failed(1002));
  CHECK(talk(frame(0x00, "a")) == failed(1002));
  CHECK(talk(frame(0x01, "a") + frame(0x81, "b")) == failed(1002));
  CHECK(talk(frame(0x01, "a") + frame(0x02, "b")) == failed(1002));
  CHECK(talk(frame(0x81, "a") + frame(0x80, "b")) == "text:a " + failed(1002));
  CHECK(talk(frame(0x09, "") + frame(0x80, "")) == failed(1002));
  std::string many;
  for (int i = 0; i < 20; ++i) many += frame(i ? 0x00 : 0x01, "x") + frame(0x89, "");
  CHECK(talk(many + frame(0x80, "y")).starts_with("text:xxxxxxxxxxxxxxxxxxxxy "));
  CHECK(talk(frame(0x81, "one") + frame(0x82, "two") + frame(0x81, "")) ==
        "text:one binary:two text: ");
}

TEST_CASE("text is UTF-8, and known not to be at the first byte that is not") {
  const char* const good[] = {"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
                              "\xf0\x9f\x98\x80",
                              "\xf4\x8f\xbf\xbf",
                              "\xed\x9f\xbf",
                              "\xee\x80\x80",
                              "\xef\xbf\xbf",
                              "\xc2\x80",
                              "\xe0\xa0\x80",
                              "\xf0\x90\x80\x80",
                              "plain",
                              "\x7f"};
  for (const std::string text : good) {
    CAPTURE(text);
    CHECK(talk(frame(0x81, text)) == "text:" + text + " ");
    for (size_t cut = 0; cut <= text.size(); ++cut)
      CHECK(talk(frame(0x01, text.substr(0, cut)) + frame(0x80, text.substr(cut))) ==
            "text:" + text + " ");
    // Half of a character is no message.
    if (uint8_t(text.back()) >= 0x80)
      CHECK(talk(frame(0x81, text.substr(0, text.size() - 1))) == failed(1007));
  }
  const char* const bad[] = {"\x80",
                             "\xbf",
                             "\xc0\x80",
                             "\xc1\xbf",
                             "\xe0\x80\x80",
                             "\xe0\x9f\xbf",
                             "\xf0\x80\x80\x80",
                             "\xf0\x8f\xbf\xbf",
                             "\xf4\x90\x80\x80",
                             "\xf5\x80",
                             "\xf8\x88\x80\x80\x80",
                             "\xfc",
                             "\xfe",
                             "\xff",
                             "\xed\xa0\x80",
                             "\xed\xbf\xbf",
                             "\xc2",
                             "\xe1\xbd",
                             "\xf0\x9f\x98",
                             "a\xc2z",
                             "\xe1z"};
  for (const std::string text : bad) {
    CAPTURE(text);
    CHECK(talk(frame(0x81, text)) == failed(1007));
    CHECK(talk(frame(0x81, "some text before it: " + text)) == failed(1007));
    CHECK(talk(frame(0x01, "a") + frame(0x80, text)) == failed(1007));
    CHECK(talk(frame(0x82, text)) == "binary:" + text + " ");
  }
  // The rest of the message never comes.
  CHECK(talk(frame(0x01, "\xff")) == failed(1007));
  CHECK(talk(frame(0x81, "\xff" + std::string(100, 'x')).substr(0, 10)) == failed(1007));
  CHECK(talk(frame(0x01, "\xf4\x90")) == failed(1007));
}

TEST_CASE("close codes and reasons") {
  for (unsigned code = 0; code < 5100;
       code += code < 1020 || (code > 2980 && code < 3010) || code > 4980 ? 1 : 40) {
    CAPTURE(code);
    // RFC 6455, 7.4, with the codes registered since: 1012 to 1014.
    const bool fine = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                      (code >= 3000 && code < 5000);
    const std::string input = frame(0x88, close_payload(code));
    const std::string answer = run(input, {8}, {}, 1000);
    note_case(input, {}, 1000, answer);
    CHECK(answer == (fine ? failed(code) : failed(1002)));
  }
  CHECK(talk(frame(0x88, "")) == "closed:1005 sent-close:none ");
  CHECK(talk(frame(0x88, "\x03")) == failed(1002));
  CHECK(talk(frame(0x88, close_payload(1000, "bye"))) == failed(1000));
  CHECK(talk(frame(0x88, close_payload(1000, std::string(123, 'r')))) == failed(1000));
  CHECK(talk(frame(0x88, close_payload(1000, "\xff"))) == failed(1007));
  CHECK(talk(frame(0x88, close_payload(1000, "\xe2\x82"))) == failed(1007));
  // Nothing behind a close frame is looked at.
  CHECK(talk(frame(0x88, close_payload(1000)) + frame(0x81, "late")) == failed(1000));
  CHECK(talk(frame(0x88, close_payload(1000)) + frame(0x89, "late")) == failed(1000));
  CHECK(talk(frame(0x88, close_payload(1000)) + "\xff\xff\xff") == failed(1000));
}

TEST_CASE("messages larger than allowed end the connection before they are there") {
  CHECK(talk(frame(0x82, std::string(100, 'x')), {}, 100) == "binary:100bytes ");
  CHECK(talk(frame(0x82, std::string(101, 'x')), {}, 100) == failed(1009));
  CHECK(talk(frame(0x82, std::string(101, 'x')).substr(0, 8), {}, 100) == failed(1009));
  CHECK(talk(frame(0x02, std::string(60, 'x')) + frame(0x80, std::string(41, 'x')), {}, 100) ==
        failed(1009));
  CHECK(talk("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff"s + "key.", {}, 100) == failed(1009));
  CHECK(talk("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00"s + "key.", {}, 100) == failed(1002));
  CHECK(talk("\x82\xfe\x00\x05"s + "key.12345") == failed(1002));
  CHECK(talk("\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff"s + "key.") == failed(1002));
}

TEST_CASE("compressed messages, whole and in fragments") {
  Compressor compressor(15, true, {});
  std::string first, second;
  const std::string message = "a message that is long enough to be compressed, long enough indeed";
  REQUIRE(compressor.compress(message, first));
  REQUIRE(compressor.compress(message, second));
  CHECK(second.size() < first.size());
  const std::string shown = "text:" + std::to_string(message.size()) + "bytes ";
  CHECK(talk(frame(0xc1, first), deflate_terms()) == shown);
  CHECK(talk(frame(0xc1, first) + frame(0xc1, second), deflate_terms()) == shown + shown);
  CHECK(talk(frame(0x41, first.substr(0, 9)) + frame(0x89, "p") + frame(0x80, first.substr(9)),
             deflate_terms()) == shown + "sent-pong:p ");
  CHECK(talk(frame(0x41, first.substr(0, 9)) + frame(0xc0, first.substr(9)), deflate_terms()) ==
        failed(1002));
  CHECK(talk(frame(0x41, first) + frame(0x80, ""), deflate_terms()) == shown);
  CHECK(talk(frame(0xc1, first)) == failed(1002));
  CHECK(talk(frame(0x81, "plain") + frame(0xc1, first), deflate_terms()) == "text:plain " + shown);
  // RFC 7692, 7.2.3: examples of how "Hello" may be compressed.
  CHECK(talk(frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s), deflate_terms()) == "text:Hello ");
  CHECK(talk(frame(0xc1, "\xf2\x48\xcd\xc9\xc9\x07\x00"s) + frame(0xc1, "\xf2\x00\x11\x00\x00"s),
             deflate_terms()) == "text:Hello text:Hello ");
  CHECK(talk(frame(0xc1, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s), deflate_terms()) ==
        "text:Hello ");
  CHECK(talk(frame(0xc1, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), deflate_terms()) == "text:Hello ");
  CHECK(talk(frame(0xc1, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s),
             deflate_terms()) == "text:Hello ");
  CHECK(talk(frame(0xc1, "\x00"s), deflate_terms()) == "text: ");
  CHECK(talk(frame(0xc1, "\xff\xff\xff\xff"s), deflate_terms()) == failed(1007));
  DeflateTerms fresh = deflate_terms();
  Compressor alone(15, false, {});
  std::string bad;
  REQUIRE(alone.compress(
      "text, text, text, text, text with a byte that is not UTF-8: \xff, text, text, text", bad));
  CHECK(talk(frame(0xc1, bad), fresh) == failed(1007));
  std::string bomb;
  REQUIRE(compress_alone(std::string(8 << 20, '\0'), 6, bomb));
  CHECK(talk(frame(0xc2, bomb), deflate_terms()) == failed(1009));
}

TEST_CASE("a client and a server understand each other, compressed and parked") {
  for (const bool deflate : {false, true})
    for (const bool takeover : {false, true}) {
      DeflateTerms terms;
      terms.agreed = deflate;
      terms.server_takeover = terms.client_takeover = takeover;
      terms.server_window_bits = 13;
      terms.client_window_bits = 12;
      Recorder at_server, at_client;
      Protocol server(Role::Server, terms, {}, at_server),
          client(Role::Client, terms, {}, at_client);
      const Broadcast news(Opcode::Text, "news for everyone, news for everyone, news for everyone");
      std::string expected;
      const auto carry = [](Protocol& from, Protocol& to) {
        std::string bytes = std::move(from.out());
        from.out().clear();
        CHECK(to.consume(bytes) == bytes.size());
      };
      for (int i = 0; i < 30; ++i) {
        const std::string text = "message number " + std::to_string(i) + " of the conversation, " +
                                 std::string(size_t(i) % 20, 'x');
        client.send(Opcode::Text, text);
        carry(client, server);
        server.send(Opcode::Text, text);
        if (i % 4 == 1) server.send_shared(news);
        carry(server, client);
        if (i % 5 == 0) server.park();
        if (i % 7 == 0) client.park();
      }
      client.ping("p");
      carry(client, server);
      carry(server, client);
      CHECK(at_client.transcript.find("pong:p") != std::string::npos);
      client.close(1000, "done");
      carry(client, server);
      carry(server, client);
      CHECK(at_server.transcript.ends_with("closed:1000 "));
      CHECK(at_client.transcript.ends_with("closed:1000 "));
      server.send(Opcode::Text, "too late");
      CHECK(server.out().empty());
      CHECK(!at_server.transcript.empty());
    }
}

TEST_CASE("a broadcast keeps to the window of each connection") {
  // Half of the text is there a second time, further back than a window of 8 KiB reaches.
  std::string half;
  for (int i = 0; i < 3000; ++i) half += std::to_string(i * 7919 % 10007) + ",";
  const Broadcast news(Opcode::Text, half + half);
  for (const int bits : {9, 13, 15}) {
    CAPTURE(bits);
    DeflateTerms terms;
    terms.agreed = true;
    terms.server_window_bits = bits;
    Recorder at_server, at_client;
    ProtocolOptions options;
    Protocol server(Role::Server, terms, options, at_server),
        client(Role::Client, terms, options, at_client);
    for (int i = 0; i < 3; ++i) {
      server.send(Opcode::Text, "an ordinary message, long enough to be compressed: ordinary");
      server.send_shared(news);
      std::string bytes = std::move(server.out());
      server.out().clear();
      CHECK(bytes.size() < half.size() * 2);
      client.consume(bytes);
    }
    CHECK(!client.closed());
    const std::string shown = "text:" + std::to_string(half.size() * 2) + "bytes ";
    CHECK(at_client.transcript.ends_with(shown));
  }
}

TEST_CASE("a parked connection is small") {
  DeflateTerms terms;
  terms.agreed = true;
  terms.server_window_bits = 13;
  terms.client_window_bits = 12;
  Recorder recorder, peer;
  Protocol server(Role::Server, terms, {}, recorder), client(Role::Client, terms, {}, peer);
  for (int i = 0; i < 300; ++i) {
    const std::string text = "{\"order\":" + std::to_string(i * 7919) +
                             ",\"state\":\"open\",\"sum\":" + std::to_string(i * 31) + "}";
    client.send(Opcode::Text, text);
    std::string bytes = std::move(client.out());
    client.out().clear();
    server.consume(bytes);
    server.send(Opcode::Text, text);
    server.out().clear();
  }
  CHECK(server.memory() > 32 << 10);
  server.park();
  CHECK(server.memory() < 10 << 10);
}

TEST_CASE("a client refuses masked frames, and masks its own") {
  Recorder recorder;
  Protocol client(Role::Client, {}, {}, recorder);
  std::string masked = frame(0x81, "hi");
  client.consume(masked);
  CHECK(recorder.transcript == "closed:1002 ");
  FrameHeader header;
  CHECK(parse_frame(client.out(), header).result == ParseResult::Done);
  CHECK(header.masked());
}

TEST_CASE("a peer that pings and does not read is cut off") {
  Recorder recorder;
  ProtocolOptions options;
  options.max_out = 10000;
  Protocol server(Role::Server, {}, options, recorder);
  for (int i = 0; i < 1000 && !server.closed(); ++i) {
    std::string ping = frame(0x89, std::string(100, 'p'));
    server.consume(ping);
  }
  CHECK(server.closed());
  CHECK(server.out().size() < 11000);
}

TEST_CASE("the raw-frame cases are as many as promised") { CHECK(cases_run >= 250); }
