#include "net/websocket/utf8.hpp"

#include "net/websocket/mask_kernel.hpp"

namespace tri::net::websocket {

Utf8Check::Utf8Check(parse::Isa isa) : ascii_(TRI_KERNEL_FOR(ascii_kernel, isa)) {
  TRI_CHECK(parse::has_isa(isa));
}

bool Utf8Check::feed(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (size_t i = 0; i < text.size(); ++i) {
    const uint8_t byte = bytes[i];
    if (missing_ > 0) {
      if (byte < low_ || byte > high_) return false;
      --missing_;
      low_ = 0x80;
      high_ = 0xbf;
    } else if (byte < 0x80) {
      i = ascii_(bytes, i, text.size()) - 1;
    } else if (byte < 0xc2 || byte > 0xf4) {
      return false;
    } else {
      missing_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      low_ = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
      high_ = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    }
  }
  return true;
}

}  // namespace tri::net::websocket
