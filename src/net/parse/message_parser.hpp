// MessageParser: parses messages that are flat runs of nodes (RESP, MessagePack) from input that arrives in pieces.
//
// A Format says what a node is and where its grammar was compiled:
//
//   using Node
//   static MessageEntry<Node> entry(Isa)
//   static void explain(std::string_view input, size_t nodes, Explanation&)   the same grammar, recording
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "net/parse/explanation.hpp"
#include "net/parse/isa.hpp"
#include "net/parse/nesting.hpp"

namespace tri::net::parse {

enum class ParseResult : uint8_t {
  Done,
  NeedMore,
  Malformed,
  Full,  // more nodes than the caller has room for
};

// How far a message got.
struct MessageProgress {
  size_t pos = 0, count = 0, needed = 0;
  Nesting open;
};

template <class Node>
using MessageEntry = Status (*)(std::string_view, std::span<Node>, MessageProgress&);

inline constexpr size_t kMaxMessage = 1u << 30;

template <class Format>
class MessageParser {
 public:
  using Node = typename Format::Node;

  explicit MessageParser(Isa isa = best_isa(), size_t max_message = kMaxMessage)
      : entry_(Format::entry(isa)), max_message_(std::min(max_message, kMaxMessage)) {
    TRI_CHECK(has_isa(isa));
  }

  // Parses one message. `input` begins where the message begins, in every call for it, and only grows; the same holds
  // for `nodes`, which are filled from their beginning. After Done, size() bytes and count() nodes make up the message,
  // and the next call begins another. Cost: linear in the input, however it is cut; no allocation.
  ParseResult parse(std::string_view input, std::span<Node> nodes) {
    if (done_) reset();
    const Status status = entry_(input.substr(0, max_message_), nodes, progress_);
    if (status == Status::Done) [[likely]] {
      done_ = true;
      return ParseResult::Done;
    }
    if (status == Status::NeedMore)
      return input.size() < max_message_ ? ParseResult::NeedMore : ParseResult::Malformed;
    return progress_.count == nodes.size() ? ParseResult::Full : ParseResult::Malformed;
  }

  size_t size() const { return progress_.pos; }
  size_t count() const { return progress_.count; }
  // After NeedMore: at least so many bytes are missing.
  size_t needed() const { return std::max(progress_.needed, size_t(progress_.open.outstanding())); }

  // What is wrong with an input that was Malformed, and where.
  std::string explain(std::string_view input) const {
    Explanation why;
    Format::explain(input.substr(0, max_message_), progress_.count + 2, why);
    if (!why.spoke()) return "longer than " + std::to_string(max_message_) + " bytes";
    return why.message(input);
  }

  void reset() {
    progress_.pos = progress_.count = progress_.needed = 0;
    progress_.open.reset();
    done_ = false;
  }

 private:
  MessageEntry<Node> entry_;
  size_t max_message_;
  bool done_ = false;
  MessageProgress progress_;
};

}  // namespace tri::net::parse
