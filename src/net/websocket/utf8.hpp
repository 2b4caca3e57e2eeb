// Utf8Check: whether bytes that arrive in pieces are UTF-8 (RFC 3629), known at the first byte that cannot be.
//
// Runs of ASCII are passed over with vector code. Overlong forms, surrogates and code points above U+10FFFF show in the
// second byte of a sequence, whose range depends on the first.
#pragma once

#include <cstdint>
#include <string_view>

#include "net/parse/isa.hpp"

namespace tri::net::websocket {

class Utf8Check {
 public:
  explicit Utf8Check(parse::Isa isa = parse::best_isa());

  // False when these bytes, behind all before them, cannot be the beginning of UTF-8.
  bool feed(std::string_view bytes);
  // Whether no sequence is open.
  bool complete() const { return missing_ == 0; }
  void reset() { missing_ = 0; }

 private:
  size_t (*ascii_)(const uint8_t* bytes, size_t from, size_t size);
  uint8_t missing_ = 0;         // continuation bytes still to come
  uint8_t low_ = 0, high_ = 0;  // what the next of them may be
};

}  // namespace tri::net::websocket
