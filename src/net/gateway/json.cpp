#include "net/gateway/json.hpp"

#include <simdjson.h>

#include <cstring>

namespace tri::net::gateway {
namespace {

// A buffer that one large text made is not kept for small ones.
constexpr size_t kKept = 1 << 20;

class SimdParser final : public JsonParser {
 public:
  JsonTape parse(std::string_view text) override {
    if (text.size() > simdjson::SIMDJSON_MAXSIZE_BYTES) return {.error = "longer than 4 GiB"};
    const size_t capacity = text.size() + simdjson::SIMDJSON_PADDING;
    if (room_size_ < capacity || (room_size_ > kKept && capacity < kKept / 2)) {
      room_size_ = std::max<size_t>(capacity, 4096);
      room_.reset(new char[room_size_]);
      if (parser_.capacity() > kKept) parser_ = simdjson::dom::parser();
    }
    // The parser reads some bytes behind the text, which nobody else may own.
    if (!text.empty()) std::memcpy(room_.get(), text.data(), text.size());
    std::memset(room_.get() + text.size(), ' ', simdjson::SIMDJSON_PADDING);
    simdjson::dom::element root;
    const auto error = parser_.parse(room_.get(), text.size(), false).get(root);
    if (error) return {.error = simdjson::error_message(error)};
    return {.words = parser_.doc.tape.get(), .strings = parser_.doc.string_buf.get(), .error = {}};
  }

 private:
  simdjson::dom::parser parser_;
  std::unique_ptr<char[]> room_;
  size_t room_size_ = 0;
};

}  // namespace

JsonParser* make_json_parser() { return new SimdParser; }

}  // namespace tri::net::gateway
