#include "net/websocket/protocol.hpp"

#include <sys/random.h>

#include <iterator>

#include "base/assert.hpp"

namespace tri::net::websocket {
namespace {

constexpr uint8_t kFin = 0x80, kRsv1 = 0x40;

void append_frame(std::string& out, uint8_t first, std::string_view data, const MaskingKey* key) {
  char header[kMaxFrameHeader];
  const size_t size = write_frame_header(header, first, data.size(), key);
  out.append(header, size);
  out += data;
}

}  // namespace

bool is_sendable(uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

Protocol::Protocol(Role role, const DeflateTerms& terms, const ProtocolOptions& options,
                   Listener& listener)
    : role_(role), terms_(terms), options_(options), listener_(listener) {
  if (role == Role::Client) keys_ = std::make_unique<Keys>();
  if (!terms.agreed) return;
  const bool server = role == Role::Server;
  compressor_.emplace(server ? terms.server_window_bits : terms.client_window_bits,
                      server ? terms.server_takeover : terms.client_takeover, options.deflate);
  decompressor_.emplace(server ? terms.client_window_bits : terms.server_window_bits,
                        server ? terms.client_takeover : terms.server_takeover);
}

// ── Input ──

size_t Protocol::consume(std::span<char> input) {
  size_t used = 0;
  while (!closed_) {
    if (!in_frame_) {
      const std::string_view rest(input.data() + used, input.size() - used);
      FrameHeader header;
      const FrameStart start = parse_frame(rest, header);
      if (start.result == ParseResult::NeedMore) {
        // A server needs not wait for the key to see that there is none.
        if (rest.size() >= 2 && bool(rest[1] & 0x80) != (role_ == Role::Server))
          violation(close_code::kProtocolError, "frames of a client, and no others, are masked");
        return used;
      }
      if (start.result == ParseResult::Malformed) {
        violation(close_code::kProtocolError, explain_frame(rest));
        break;
      }
      used += start.size;
      if (!begin_frame(header)) break;
    }
    const uint64_t wanted = frame_.length - frame_done_;
    const size_t size = size_t(std::min<uint64_t>(wanted, input.size() - used));
    const bool ends = size == wanted;
    if (size == 0 && !ends) return used;
    const std::span<char> bytes = input.subspan(used, size);
    if (frame_.masked()) masker_.apply(bytes, frame_.key, frame_done_);
    frame_done_ += size;
    used += size;
    if (ends) in_frame_ = false;
    if (!payload(bytes, ends)) break;
  }
  return input.size();
}

bool Protocol::begin_frame(const FrameHeader& header) {
  const auto bad = [&](std::string_view why) { return violation(close_code::kProtocolError, why); };
  if (header.masked() != (role_ == Role::Server))
    return bad("frames of a client, and no others, are masked");
  const bool control = is_control(header.opcode());
  const bool continues = header.opcode() == Opcode::Continuation;
  // RSV1 marks the first frame of a compressed message.
  const bool rsv1_fine = terms_.agreed && !control && !continues;
  if ((header.first & 0x30) != 0 || (header.rsv1() && !rsv1_fine))
    return bad("a reserved bit is set");
  if (!control) {
    if (continues && !in_message_) return bad("a continuation without a beginning");
    if (!continues && in_message_) return bad("a message begins inside another");
    const size_t so_far = continues ? (compressed_ ? wire_size_ : message_.size()) : 0;
    if (header.length > options_.max_message - so_far)
      return violation(close_code::kTooLarge, "the message is larger than allowed");
    if (!continues) {
      in_message_ = true;
      opcode_ = header.opcode();
      compressed_ = header.rsv1();
      message_.clear();
      wire_size_ = 0;
      utf8_.reset();
    }
  } else {
    control_.clear();
  }
  frame_ = header;
  frame_done_ = 0;
  in_frame_ = true;
  return true;
}

bool Protocol::payload(std::span<char> bytes, bool frame_ends) {
  const std::string_view text(bytes.data(), bytes.size());
  if (is_control(frame_.opcode())) {
    control_ += text;
    return !frame_ends || control_frame();
  }
  const bool message_ends = frame_ends && frame_.fin();
  // The whole of an uncompressed message is at hand: it needs no copy.
  if (message_ends && !compressed_ && message_.empty() && text.size() == frame_.length) {
    if (opcode_ == Opcode::Text && (!utf8_.feed(text) || !utf8_.complete()))
      return violation(close_code::kInvalidData, "the text is not UTF-8");
    in_message_ = false;
    if (!close_sent_) listener_.message(opcode_, text);
    return !closed_;
  }
  return data_payload(text, message_ends);
}

bool Protocol::data_payload(std::string_view bytes, bool message_ends) {
  const size_t before = message_.size();
  if (compressed_) {
    wire_size_ += bytes.size();
    // The cap on growth makes a bomb as expensive for its sender as for us.
    const size_t by_ratio =
        std::max(Decompressor::kFreeOutput, wire_size_ * Decompressor::kMaxRatio);
    const size_t limit = std::min(options_.max_message, by_ratio);
    switch (decompressor_->decompress(bytes, message_ends, limit, message_)) {
      case Decompressor::Outcome::Done: break;
      case Decompressor::Outcome::Corrupt:
        return violation(close_code::kInvalidData, "the payload is no deflate stream");
      case Decompressor::Outcome::TooLarge:
        return violation(close_code::kTooLarge, "the message is larger than allowed");
    }
  } else {
    message_ += bytes;
  }
  if (opcode_ == Opcode::Text && !utf8_.feed(std::string_view(message_).substr(before)))
    return violation(close_code::kInvalidData, "the text is not UTF-8");
  return !message_ends || finish_message();
}

bool Protocol::finish_message() {
  if (opcode_ == Opcode::Text && !utf8_.complete())
    return violation(close_code::kInvalidData, "the text is not UTF-8");
  in_message_ = false;
  if (!close_sent_) listener_.message(opcode_, message_);
  // One large message should not hold its memory for the life of the connection.
  if (message_.capacity() > (64 << 10)) std::string().swap(message_);
  return !closed_;
}

bool Protocol::control_frame() {
  switch (frame_.opcode()) {
    case Opcode::Ping:
      if (close_sent_) return true;
      if (out_.size() > options_.max_out)
        return violation(close_code::kPolicy, "pings without reading the answers");
      write_frame(kFin | uint8_t(Opcode::Pong), control_);
      return true;
    case Opcode::Pong: listener_.pong(control_); return !closed_;
    default: return close_frame();
  }
}

bool Protocol::close_frame() {
  uint16_t code = close_code::kNoStatus;
  std::string_view reason;
  if (control_.size() == 1) return violation(close_code::kProtocolError, "half a close code");
  if (control_.size() >= 2) {
    code = uint16_t(uint8_t(control_[0]) << 8 | uint8_t(control_[1]));
    reason = std::string_view(control_).substr(2);
    if (!is_sendable(code))
      return violation(close_code::kProtocolError, "a close code that is never sent");
    Utf8Check check;
    if (!check.feed(reason) || !check.complete())
      return violation(close_code::kInvalidData, "the reason is not UTF-8");
  }
  if (!close_sent_) {
    write_frame(kFin | uint8_t(Opcode::Close), std::string_view(control_).substr(0, 2));
    close_sent_ = true;
  }
  close_received_ = true;
  finish(code, reason);
  return false;
}

bool Protocol::violation(uint16_t code, std::string_view why) {
  if (closed_) return false;
  close(code, why);
  finish(code, why);
  return false;
}

void Protocol::finish(uint16_t code, std::string_view reason) {
  closed_ = true;
  const std::string kept(reason);
  listener_.closed(code, kept);
}

// ── Output ──

MaskingKey Protocol::next_key() {
  // Whoever makes the text of messages must not be able to tell what goes over the wire (RFC 6455, 10.3).
  if (keys_->used == std::size(keys_->keys)) {
    // At most 256 bytes are never given in part; without random numbers nothing may be sent.
    TRI_CHECK(::getrandom(keys_->keys, sizeof keys_->keys, 0) == ssize_t(sizeof keys_->keys));
    keys_->used = 0;
  }
  return keys_->keys[keys_->used++];
}

void Protocol::write_frame(uint8_t first, std::string_view data) {
  if (role_ == Role::Server) return append_frame(out_, first, data, nullptr);
  const MaskingKey key = next_key();
  append_frame(out_, first, data, &key);
  masker_.apply({out_.data() + out_.size() - data.size(), data.size()}, key);
}

void Protocol::send(Opcode opcode, std::string_view data) {
  TRI_ASSERT(!is_control(opcode) && opcode != Opcode::Continuation);
  if (close_sent_) return;
  scratch_.clear();
  if (compressor_ && compressor_->compress(data, scratch_))
    write_frame(kFin | kRsv1 | uint8_t(opcode), scratch_);
  else
    write_frame(kFin | uint8_t(opcode), data);
}

void Protocol::send_shared(const Broadcast& broadcast) {
  TRI_ASSERT(role_ == Role::Server);
  if (close_sent_) return;
  if (compressor_ && !broadcast.deflated_frame_.empty()) {
    // The shared form refers as far back as it likes.
    if (broadcast.text_.size() > compressor_->window())
      return send(broadcast.opcode_, broadcast.text_);
    out_ += broadcast.deflated_frame_;
    compressor_->note_sent(broadcast.text_);
  } else {
    out_ += broadcast.plain_frame_;
  }
}

void Protocol::ping(std::string_view data) {
  if (!close_sent_) write_frame(kFin | uint8_t(Opcode::Ping), data.substr(0, kMaxControlPayload));
}

void Protocol::close(uint16_t code, std::string_view reason) {
  if (close_sent_) return;
  std::string payload;
  if (is_sendable(code)) {
    payload = {char(code >> 8), char(code)};
    // Cut before a byte that begins a character, so that the reason stays UTF-8.
    size_t size = std::min(reason.size(), kMaxControlPayload - 2);
    while (size > 0 && size < reason.size() && (uint8_t(reason[size]) & 0xc0) == 0x80) --size;
    payload += reason.substr(0, size);
  }
  write_frame(kFin | uint8_t(Opcode::Close), payload);
  close_sent_ = true;
}

void Protocol::park() {
  if (compressor_) compressor_->park();
  if (decompressor_ && !in_message_) decompressor_->park();
  if (!in_message_) std::string().swap(message_);
  std::string().swap(scratch_);
  if (out_.empty()) std::string().swap(out_);
}

size_t Protocol::memory() const {
  size_t total = sizeof *this + message_.capacity() + control_.capacity() + out_.capacity() +
                 scratch_.capacity();
  if (compressor_) total += compressor_->memory();
  if (decompressor_) total += decompressor_->memory();
  if (keys_) total += sizeof *keys_;
  return total;
}

Broadcast::Broadcast(Opcode opcode, std::string_view data, int level)
    : opcode_(opcode), text_(data) {
  append_frame(plain_frame_, uint8_t(kFin | uint8_t(opcode)), data, nullptr);
  std::string payload;
  if (compress_alone(data, level, payload) && payload.size() < data.size())
    append_frame(deflated_frame_, uint8_t(kFin | kRsv1 | uint8_t(opcode)), payload, nullptr);
}

}  // namespace tri::net::websocket
