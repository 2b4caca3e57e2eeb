// Fuzz target: an RPC connection does the same with bytes of a stranger whole and cut in two, and stays within its bounds.
//
// The first byte says where the input is cut, the second what is done with calls: answered, refused, streamed or kept.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "net/rpc/protocol.hpp"

namespace {

using namespace tri::net::rpc;

constexpr ProtocolOptions kOptions = {.max_payload = 4096,
                                      .max_calls = 8,
                                      .max_call_bytes = 8192,
                                      .max_calls_made = 4,
                                      .high_output = 4096,
                                      .max_output = 64 << 10};

// Writes down all that it hears, and answers some of it.
class Side final : public Listener {
 public:
  explicit Side(uint8_t habits) : protocol_(kOptions, *this), habits_(habits) {
    // Answers of the stranger then have something to be about.
    for (int i = 0; i < 3; ++i)
      (void)protocol_.call("method", "\x01", 0, i == 1 ? 1000 : kNoDeadline, i == 2 ? 100 : 0);
  }

  void feed(std::string_view bytes) {
    // Input that is taken in no frame stays, as a connection keeps it.
    std::string input = std::move(rest_);
    input += bytes;
    std::vector<char> exact(input.begin(), input.end());
    exact.shrink_to_fit();
    size_t used = 0;
    for (;;) {
      const size_t more = protocol_.consume({exact.data() + used, exact.size() - used}, 10);
      used += more;
      sent_ += protocol_.out();
      protocol_.out().clear();
      if (more == 0 || protocol_.closed()) break;
    }
    rest_.assign(exact.data() + used, exact.size() - used);
    TRI_CHECK(protocol_.calls_taken() <= kOptions.max_calls);
    TRI_CHECK(protocol_.calls_made() <= kOptions.max_calls_made);
  }
  void end() {
    protocol_.expire(2000);
    sent_ += protocol_.out();
    protocol_.close("the end");
    TRI_CHECK(protocol_.calls_made() == 0 && protocol_.calls_taken() == 0);
  }
  std::string heard() const { return heard_ + "|" + sent_; }

  void called(const IncomingCall& call) override {
    note("called", call.id, call.method);
    heard_ += call.payload;
    switch ((habits_ + call.id) & 3) {
      case 0: protocol_.reply(call.id, call.payload); break;
      case 1: protocol_.fail(call.id, "code", call.payload); break;
      case 2:
        if (call.streams) (void)protocol_.item(call.id, "item");
        break;
      default: break;
    }
  }
  void cancelled(uint64_t id) override {
    note("cancelled", id, {});
    if (habits_ & 4) protocol_.reply(id, "in vain");
  }
  void may_send(uint64_t id) override {
    note("may send", id, {});
    (void)protocol_.item(id, "more");
  }
  void item(uint64_t id, std::string_view payload) override {
    note("item", id, payload);
    if (habits_ & 8) protocol_.grant(id, 50);
  }
  void replied(uint64_t id, std::string_view payload) override { note("replied", id, payload); }
  void failed(uint64_t id, std::string_view code, std::string_view details) override {
    note("failed", id, code);
    heard_ += details;
  }
  void closed(std::string_view reason) override { note("closed", 0, reason); }

 private:
  void note(std::string_view what, uint64_t id, std::string_view text) {
    TRI_CHECK(!over_);
    over_ = what == "closed";
    (((heard_ += what) += std::to_string(id)) += ':') += text;
  }

  Protocol protocol_;
  uint8_t habits_;
  bool over_ = false;
  std::string rest_, heard_, sent_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  Side whole(data[1]), cut(data[1]);
  whole.feed(input);
  whole.end();
  const size_t at = input.empty() ? 0 : data[0] % (input.size() + 1);
  cut.feed(input.substr(0, at));
  cut.feed(input.substr(at));
  cut.end();
  TRI_CHECK(whole.heard() == cut.heard());
  return 0;
}
