// Deflater: compresses one message after another into DEFLATE (RFC 1951), each referring to the text of those before it.
//
// Made for short messages of many connections: what it holds is the window and two tables of 16-bit positions (20 KiB for a
// window of 4 KiB, 40 KiB for one of 8 KiB), and a message costs nothing beyond its own bytes. zlib takes twice the time for the same size
// (docs/design/net.md).
//
//   text_   │ old text, still referred to │ message │ free │      two windows long; slides by one window when full
//   heads_  hash of four bytes ──▶ the last position where they stood
//   links_  position ──▶ the one before it with the same hash
//
// Invariant: every match is verified against text_, so a stale position in the tables costs time and never correctness.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tri::net::deflate {

class Block;

class Deflater {
 public:
  // window_bits 9 to 15: how far back the peer can look. level 1 (fast) to 9 (small).
  Deflater(int window_bits, int level);
  ~Deflater();

  // Appends `text` compressed, ended on a byte by an empty stored block of which the last four bytes (00 00 ff ff) are
  // left out, as messages of RFC 7692 are. False when that were `limit` bytes or more: then `out` is as before, and the
  // window as if there had been no such text, or empty.
  bool compress(std::string_view text, size_t limit, std::string& out);
  // Text that the peer was sent otherwise; later messages may refer to it.
  void learn(std::string_view text);
  void forget();
  // The end of the text that the peer has seen, as far back as it can look.
  std::string_view recent() const;
  size_t memory() const;

 private:
  struct Effort;
  struct Match {
    uint32_t length = 0, distance = 0;
  };

  size_t append(std::string_view text);
  void slide();
  void insert_until(size_t at);
  Match longest_match(size_t at, uint32_t longer_than);
  void tokenise(size_t begin, size_t end, Block& block, std::string& out);

  static const Effort& effort_of(int level);

  struct Unmap {
    size_t size;
    void operator()(uint8_t* pages) const;
  };

  const Effort& effort_;
  uint32_t reach_;                   // of the peer's window
  uint32_t half_;                    // of text_
  uint32_t end_ = 1, inserted_ = 1;  // position 0 stands for none
  bool slid_ = false;                // since the message began
  // Pages of its own: when a connection is parked they go back to the system, whatever lies beside them.
  std::unique_ptr<uint8_t[], Unmap> pages_;
  uint16_t *heads_, *links_;
  uint8_t* text_;
};

}  // namespace tri::net::deflate
