#include "modules/net/parse.hpp"

#include <memory>

#include "modules/net/build.hpp"
#include "modules/net/grammar.hpp"
#include "modules/net/objects.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"

namespace tri::modules {

namespace {

const ObjectType kGrammarType = {"trinity.grammar", {}};

struct KindName {
  std::string_view name;
  RuleKind kind;
};
constexpr KindName kKinds[] = {
    {"literal", RuleKind::Literal},
    {"while", RuleKind::While},
    {"until", RuleKind::Until},
    {"take", RuleKind::Take},
    {"integer", RuleKind::Integer},
    {"decimal", RuleKind::Decimal},
    {"prefixed", RuleKind::Prefixed},
    {"sequence", RuleKind::Sequence},
    {"choice", RuleKind::Choice},
    {"optional", RuleKind::Optional},
    {"many", RuleKind::Many},
    {"record", RuleKind::Record},
    {"text", RuleKind::Text},
    {"map", RuleKind::Map},
    {"verify", RuleKind::Verify},
    {"named", RuleKind::Named},
    {"cut", RuleKind::Cut},
    {"end", RuleKind::End},
    {"reference", RuleKind::Reference},
};

// Reads one row, which parse.lua has made; still, nothing in it is trusted.
class RowReader {
 public:
  RowReader(State* S, const Table* row, size_t rules) : state_(S), row_(row), rules_(rules) {}

  bool read(Rule& rule) {
    const std::string_view kind = text("kind");
    bool known = false;
    for (const KindName& one : kKinds)
      if (one.name == kind) {
        rule.kind = one.kind;
        known = true;
      }
    if (!known) return false;
    rule.text = text("text");
    rule.keep = get_text(state_, row_, "skip").is_falsy();
    rule.is_signed = get_text(state_, row_, "signed").is_truthy();
    rule.little = get_text(state_, row_, "little").is_truthy();
    rule.min = number("min", 0);
    rule.max = number("max", kUnlimited);
    rule.function = uint32_t(number("func", 0));
    rule.set = net::parse::bytes_of(text("set"));
    if (rule.kind == RuleKind::Literal || rule.kind == RuleKind::Until) {
      if (rule.text.empty()) return false;
      rule.names = {'"' + rule.text + '"'};
    }
    if (rule.kind == RuleKind::While && rule.text.empty()) rule.text = "another byte";
    if (rule.kind == RuleKind::Integer && (rule.min < 1 || rule.min > 8)) return false;
    return read_parts(rule) && rule.parts.size() >= least_parts(rule.kind);
  }

 private:
  static constexpr uint64_t kUnlimited = 1u << 30;

  static size_t least_parts(RuleKind kind) {
    switch (kind) {
      case RuleKind::Prefixed:
      case RuleKind::Optional:
      case RuleKind::Many:
      case RuleKind::Text:
      case RuleKind::Map:
      case RuleKind::Verify:
      case RuleKind::Named:
      case RuleKind::Reference: return 1;
      default: return 0;
    }
  }
  std::string_view text(std::string_view name) const {
    const Value v = get_text(state_, row_, name);
    return v.is_string() ? text_of(v.str()) : std::string_view();
  }
  uint64_t number(std::string_view name, uint64_t otherwise) const {
    const Value v = get_text(state_, row_, name);
    return v.is_int() && v.i >= 0 ? uint64_t(v.i) : otherwise;
  }
  bool read_parts(Rule& rule) {
    const Value parts = get_text(state_, row_, "parts"), names = get_text(state_, row_, "names");
    if (!parts.is_table()) return true;
    for (int64_t i = 1; i <= int64_t(length_of(parts.table())); ++i) {
      const Value part = get_int(parts.table(), i);
      if (!part.is_int() || part.i < 1 || uint64_t(part.i) > rules_) return false;
      rule.parts.push_back(uint32_t(part.i - 1));
      if (rule.kind != RuleKind::Record) continue;
      const Value name = names.is_table() ? get_int(names.table(), i) : Value::nil();
      rule.names.emplace_back(name.is_string() ? text_of(name.str()) : std::string_view());
    }
    return true;
  }

  State* state_;
  const Table* row_;
  size_t rules_;
};

// compile_grammar(rows): the grammar, whose first rule is where it begins
Returned compile(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* rows;
  if (!a.table(1, &rows)) return Returned::Raised;
  auto grammar = std::make_unique<Grammar>();
  const auto count = size_t(length_of(rows));
  if (count == 0) return a.fail(1, "a grammar without rules");
  grammar->rules.resize(count);
  for (size_t i = 0; i < count; ++i) {
    const Value row = get_int(rows, int64_t(i + 1));
    if (!row.is_table() || !RowReader(L->state, row.table(), count).read(grammar->rules[i]))
      return a.fail(1, "a rule is malformed");
  }
  return push_object(L, kGrammarType, grammar.release()) ? results_at_top(1) : Returned::Raised;
}

// match_grammar(grammar, text, at, partial, whole, functions): the next position and the values; or nil, why; or nil,
// "more" where more text may make it a match
Returned match(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Grammar* grammar;
  Str* text;
  int64_t begin;
  Table* functions;
  if (!check_object(a, 1, kGrammarType, &grammar) || !a.str(2, &text) || !a.integer(3, &begin) ||
      !a.table(6, &functions))
    return Returned::Raised;
  const std::string_view input = text_of(text);
  if (begin < 1 || uint64_t(begin) > input.size() + 1) return a.fail(3, "out of range");
  const bool partial = a[4].is_truthy(), whole = a[5].is_truthy();
  const ptrdiff_t base = at - L->stack;
  push(L, Value::nil());  // the next position, in front of the values
  net::parse::Explanation why;
  const Match found =
      match_grammar(L, *grammar, 0, input, size_t(begin - 1), partial, base + 6, why);
  if (found.kind == Match::Kind::Raised) return Returned::Raised;
  if (found.kind == Match::Kind::Done && (!whole || found.end == input.size())) {
    set_int(L->top - found.count - 1, int64_t(found.end) + 1);
    return results_at_top(found.count + 1);
  }
  if (found.kind == Match::Kind::Done) why.expect(found.end, "the end");
  L->top = L->stack + base + 7;
  push(L, Value::nil());
  const bool more = found.kind == Match::Kind::NeedMore;
  return push_text(L, more ? "more" : why.message(input)) ? results_at_top(2) : Returned::Raised;
}

constexpr Builtin kNatives[] = {
    {.name = "compile_grammar", .body = compile},
    {.name = "match_grammar", .body = match, .kind = BuiltinKind::Framed},
};

}  // namespace

bool add_parse_natives(Thread* L, Table* into) {
  return define_type(L, kGrammarType) && register_builtins(L, into, kNatives);
}

}  // namespace tri::modules
