// Explanation: where a parse failed at its deepest, and what was expected there.
//
// Parsers run without gathering any of this. When one fails, the same grammar runs once more over the same input with a
// cursor that records; so a good message costs nothing until there is something to say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tri::net::parse {

enum class Status : uint8_t {
  Done,
  NoMatch,   // does not begin here; another branch may try
  Failed,    // committed and then wrong: no other branch may try
  NeedMore,  // right so far, and the input ends
};

enum class Fault : uint8_t { Syntax, TooLong, TooMany, TooDeep };

class Explanation {
 public:
  static constexpr size_t kMaxExpected = 8;

  // Something called `what` was expected at `at`. Only the deepest place is kept.
  void expect(size_t at, std::string_view what);
  // As expect, with a limit that was passed rather than bytes that did not match.
  void limit(size_t at, Fault fault, std::string_view what);

  bool spoke() const { return count_ > 0; }
  size_t at() const { return at_; }
  Fault fault() const { return fault_; }
  // `byte 17: expected ':' or token, found ' '`
  std::string message(std::string_view input) const;

  // While muted, only places are noted: what is expected has a name that the caller will give.
  void mute() { ++muted_; }
  void unmute() { --muted_; }

 private:
  size_t at_ = 0;
  Fault fault_ = Fault::Syntax;
  int muted_ = 0;
  size_t count_ = 0;
  std::string_view expected_[kMaxExpected];
};

// A byte as people read it: 'a', CR, LF, 0x7f.
std::string byte_name(uint8_t byte);

}  // namespace tri::net::parse
