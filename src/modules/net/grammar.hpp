// Grammar: parser combinators as data, for grammars that Lua programs put together at run time.
//
// The combinators of net/parse are types, composed when C++ is compiled; these are rules, which refer to each other by number
// (so they may be recursive). The meaning is the same: a parser that does not match lets the next alternative try; behind a
// cut it fails for good; limits hold everywhere; the deepest place and what was expected there make the message.
//
// A match leaves its values on the Lua stack, in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/gateway/gateway.hpp"
#include "net/parse/byte_set.hpp"
#include "net/parse/explanation.hpp"
#include "runtime/builtin.hpp"

namespace tri::modules {

enum class RuleKind : uint8_t {
  Literal,   // text; no value
  While,     // min to max members of set: the text, when keep
  Until,     // everything before text, max bytes at most: the text
  Take,      // min bytes: the text
  Integer,   // min bytes, big- or little-endian, signed or not
  Decimal,   // digits, with a sign when is_signed: an integer
  Prefixed,  // the first part gives a number, of max at most: so many bytes
  Sequence,  // all parts
  Choice,    // the first part that matches
  Optional,  // the part, or no value
  Many,  // the first part, min to max times, with the second (if any) between: a table of all values
  Record,     // all parts: a table of their values, those of parts with names under them
  Text,       // the part: the text that it matched instead of its values
  Map,        // the part: what function(values...) gives
  Verify,     // the part, when function(values...) is true
  Named,      // the part, called text in messages
  Cut,        // the sequence it stands in cannot be left for another alternative
  End,        // the end of the input
  Reference,  // another rule
};

struct Rule {
  RuleKind kind;
  bool keep = true, is_signed = false, little = false;
  uint32_t function = 0;  // of Map and Verify: its place in the table of functions
  uint64_t min = 0, max = 0;
  net::parse::ByteSet set;
  std::string text;
  std::vector<uint32_t> parts;
  std::vector<std::string> names;  // of a Record's parts; empty: none
};

struct Grammar final : net::gateway::Object {
  std::vector<Rule> rules;
};

struct Match {
  enum class Kind : uint8_t { Done, NoMatch, NeedMore, Raised } kind;
  size_t end;      // Done: behind what matched
  uint32_t count;  // Done: values on top of the stack
};

// Matches rule `start` at `begin` of the input. `functions` is the place of a table on the stack, from its bottom. With
// `partial` more input may follow. Runs in a framed builtin: functions are called on the native stack.
Match match_grammar(Thread* L, const Grammar& grammar, uint32_t start, std::string_view input,
                    size_t begin, bool partial, ptrdiff_t functions, net::parse::Explanation& why);

}  // namespace tri::modules
