// The condition language of profiles: a total expression over named facts, parsed to postfix.
//
//   arg.items.repr == record && (arg.items.size >= 256 || !taken(vec))
//
//   condition  = conjunction { ("||" | "or") conjunction }
//   conjunction = unary { ("&&" | "and") unary }
//   unary      = { "!" | "not" } ( "(" condition ")" | "taken" "(" name ")" | comparison )
//   comparison = path [ ("==" | "!=" | "<=" | ">=" | "<" | ">") ( number | string | path ) ]
//
// There are no loops and no calls, so evaluating takes one step per operation. What a path means, and how words compare
// (`cpu.simd >= avx2`), is for whoever evaluates.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::condition {

inline constexpr size_t kMaxText = 4096, kMaxOps = 512;
inline constexpr int kMaxDepth = 64;  // of negations and parentheses, which count twice

enum class OpKind : uint8_t {
  Path,    // pushes the fact named by `text`
  Number,  // pushes what `text` says, an integer or decimal fraction
  String,  // pushes `text`, which was in quotes
  Taken,   // pushes whether the step named by `text` was taken
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Not,
  And,
  Or,
};

struct Op {
  OpKind kind;
  parse::Slice text;  // of the first four kinds
};

struct Condition {
  parse::List<Op, kMaxOps> ops;  // operands before operators; at the end one value is left
};

// Errors name the byte, what was expected there and what was found.
Result<Condition> parse_condition(std::string_view text);

}  // namespace tri::net::condition
