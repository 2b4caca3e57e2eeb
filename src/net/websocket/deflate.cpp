#include "net/websocket/deflate.hpp"

#include <libdeflate.h>

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tri::net::websocket {
namespace {

constexpr std::string_view kTail("\x00\x00\xff\xff", 4);

}  // namespace

Compressor::Compressor(int window_bits, bool takeover, const DeflateOptions& options)
    : options_(options), window_bits_(window_bits), takeover_(takeover) {}

Compressor::~Compressor() = default;

deflate::Deflater& Compressor::awake() {
  if (!deflater_) {
    deflater_ = std::make_unique<deflate::Deflater>(window_bits_, options_.level);
    deflater_->learn(history_);
    std::string().swap(history_);
  }
  return *deflater_;
}

bool Compressor::compress(std::string_view message, std::string& out) {
  if (message.size() < options_.smallest || looks_random(message)) return false;
  deflate::Deflater& deflater = awake();
  const bool worth_it = deflater.compress(message, message.size(), out);
  if (!takeover_) deflater.forget();
  return worth_it;
}

void Compressor::remember(std::string_view text) {
  const size_t keep = std::min(options_.parked_history, size_t{1} << window_bits_);
  history_ += text.substr(text.size() > keep ? text.size() - keep : 0);
  if (history_.size() > keep) history_.erase(0, history_.size() - keep);
  history_.shrink_to_fit();
}

void Compressor::note_sent(std::string_view message) {
  if (!takeover_) return;
  // A connection that only hears what all hear needs no compressor.
  if (deflater_)
    deflater_->learn(message);
  else
    remember(message);
}

void Compressor::park() {
  if (!deflater_) return;
  if (takeover_) remember(deflater_->recent());
  deflater_.reset();
}

size_t Compressor::memory() const {
  return sizeof *this + history_.capacity() + (deflater_ ? deflater_->memory() : 0);
}

// zlib reads no raw streams with a window of 256 bytes; a larger one reads them too.
Decompressor::Decompressor(int window_bits, bool takeover)
    : window_bits_(std::clamp(window_bits, 9, 15)), takeover_(takeover) {}

Decompressor::~Decompressor() {
  if (stream_) inflateEnd(stream_.get());
}

bool Decompressor::wake() {
  if (stream_) return true;
  auto stream = std::make_unique<z_stream>();
  if (inflateInit2(stream.get(), -window_bits_) != Z_OK) return false;
  if (!history_.empty())
    inflateSetDictionary(stream.get(), reinterpret_cast<const Bytef*>(history_.data()),
                         uInt(history_.size()));
  std::string().swap(history_);
  stream_ = std::move(stream);
  return true;
}

Decompressor::Outcome Decompressor::inflate_some(std::string_view payload, size_t max_size,
                                                 std::string& out) {
  stream_->next_in = reinterpret_cast<const Bytef*>(payload.data());
  stream_->avail_in = uInt(payload.size());
  char room[16384];
  for (;;) {
    stream_->next_out = reinterpret_cast<Bytef*>(room);
    stream_->avail_out = sizeof room;
    const int result = inflate(stream_.get(), Z_SYNC_FLUSH);
    const size_t made = sizeof room - stream_->avail_out;
    if (made > max_size - out.size()) return Outcome::TooLarge;
    out.append(room, made);
    if (result == Z_STREAM_END) {
      // A final block ends a stream, not the message (RFC 7692, 7.2.3.4): what follows is another stream, with the same
      // window.
      std::array<Bytef, 1 << 15> window;
      uInt size = 0;
      inflateGetDictionary(stream_.get(), window.data(), &size);
      const Bytef* rest = stream_->next_in;
      const uInt rest_size = stream_->avail_in;
      inflateReset(stream_.get());
      inflateSetDictionary(stream_.get(), window.data(), size);
      stream_->next_in = rest;
      stream_->avail_in = rest_size;
      if (rest_size == 0) return Outcome::Done;
      continue;
    }
    if (result != Z_OK && result != Z_BUF_ERROR) return Outcome::Corrupt;
    if (stream_->avail_in == 0 && made < sizeof room) return Outcome::Done;
    if (result == Z_BUF_ERROR && made == 0) return Outcome::Done;
  }
}

Decompressor::Outcome Decompressor::decompress(std::string_view payload, bool last, size_t max_size,
                                               std::string& out) {
  if (!wake()) return Outcome::TooLarge;
  Outcome outcome = inflate_some(payload, max_size, out);
  if (outcome == Outcome::Done && last) {
    outcome = inflate_some(kTail, max_size, out);
    if (!takeover_) inflateReset(stream_.get());
  }
  return outcome;
}

void Decompressor::park() {
  if (!stream_) return;
  if (takeover_) {
    std::array<Bytef, 1 << 15> window;
    uInt size = 0;
    if (inflateGetDictionary(stream_.get(), window.data(), &size) == Z_OK)
      history_.assign(reinterpret_cast<const char*>(window.data()), size);
    history_.shrink_to_fit();
  }
  inflateEnd(stream_.get());
  stream_.reset();
}

size_t Decompressor::memory() const {
  return sizeof *this + history_.capacity() + (stream_ ? (size_t{1} << window_bits_) + 7200 : 0);
}

bool compress_alone(std::string_view message, int level, std::string& out) {
  if (looks_random(message)) return false;
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor || message.size() < 2) return false;
  const size_t start = out.size();
  out.resize(start + message.size());
  const size_t size = libdeflate_deflate_compress(compressor.get(), message.data(), message.size(),
                                                  out.data() + start, message.size() - 1);
  out.resize(start + size);
  if (size == 0) return false;
  // Its last block is final; an empty block that is not makes room for the tail that receivers append.
  out += '\0';
  return true;
}

bool looks_random(std::string_view message) {
  // 64 bytes of text have about 25 different ones, of base64 about 40; 64 random ones have 57 in the mean.
  constexpr size_t kSample = 64;
  if (message.size() < kSample) return false;
  const auto different = [&](size_t from) {
    std::array<uint64_t, 4> seen{};
    for (const char c : message.substr(from, kSample))
      seen[uint8_t(c) >> 6] |= uint64_t{1} << (c & 63);
    int count = 0;
    for (const uint64_t word : seen) count += __builtin_popcountll(word);
    return count;
  };
  return different(0) >= 50 && different((message.size() - kSample) / 2) >= 50;
}

}  // namespace tri::net::websocket
