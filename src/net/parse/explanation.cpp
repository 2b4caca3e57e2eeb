#include "net/parse/explanation.hpp"

#include <algorithm>

namespace tri::net::parse {

void Explanation::expect(size_t at, std::string_view what) {
  if (fault_ != Fault::Syntax || at < at_) return;
  if (at > at_) {
    at_ = at;
    count_ = 0;
  }
  if (muted_ > 0 || count_ == kMaxExpected) return;
  if (std::find(expected_, expected_ + count_, what) == expected_ + count_)
    expected_[count_++] = what;
}

void Explanation::limit(size_t at, Fault fault, std::string_view what) {
  if (fault_ != Fault::Syntax) return;
  at_ = at;
  fault_ = fault;
  count_ = 0;
  expected_[count_++] = what;
}

std::string byte_name(uint8_t byte) {
  switch (byte) {
    case '\r': return "CR";
    case '\n': return "LF";
    case '\t': return "TAB";
    case ' ': return "space";
    default: break;
  }
  if (byte > ' ' && byte < 0x7f) return {'\'', char(byte), '\''};
  constexpr char kDigits[] = "0123456789abcdef";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

namespace {

std::string found_at(std::string_view input, size_t at) {
  return at < input.size() ? byte_name(uint8_t(input[at])) : "the end of input";
}

// A literal is shown as its bytes when it is unprintable, quoted otherwise; names stand as they are.
std::string shown(std::string_view what) {
  if (!what.starts_with('"')) return std::string(what);
  std::string text;
  const std::string_view bytes = what.substr(1, what.size() - 2);
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > ' ' && c < 0x7f; }))
    return std::string(what);
  for (const char c : bytes) {
    const bool plain = c > ' ' && c < 0x7f;
    text += (text.empty() ? "" : " ") + (plain ? std::string(1, c) : byte_name(uint8_t(c)));
  }
  return text;
}

}  // namespace

std::string Explanation::message(std::string_view input) const {
  std::string text = "byte " + std::to_string(at_) + ": ";
  if (fault_ != Fault::Syntax) return text + std::string(expected_[0]);
  text += "expected ";
  for (size_t i = 0; i < count_; ++i)
    text += (i == 0 ? "" : i + 1 == count_ ? " or " : ", ") + shown(expected_[i]);
  if (count_ == 0) text += "other bytes";
  return text + ", found " + found_at(input, at_);
}

}  // namespace tri::net::parse
