#include "engine/explanation.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "bytecode/chunk_name.hpp"
#include "engine/native_listing.hpp"
#include "interp/word.hpp"
#include "ops/field_site.hpp"
#include "runtime/builtin.hpp"
#include "runtime/debug_names.hpp"
#include "runtime/link.hpp"
#include "runtime/metatable.hpp"
#include "runtime/tables.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::engine {

using namespace bytecode;

namespace {

constexpr const char* kStateNames[] = {"unseen", "mono", "poly", "mega"};

bool has_field_record(Op op) {
  return op == Op::GetTabUp || op == Op::GetField || op == Op::Self || op == Op::SetTabUp ||
         op == Op::SetField;
}

// ---- names

// Name of the local variable that begins to live in a register behind an instruction.
const char* local_that_begins(const Proto* p, uint32_t pc, int reg) {
  const char* name = local_name(p, reg + 1, int(pc) + 1);
  return name ? name : local_name(p, reg + 1, int(pc));
}

std::string text_constant(const Proto* p, int n) {
  const Value& v = p->constants[n];
  return v.is_string() ? std::string(text_of(v.str())) : std::string("?");
}

bool is_environment(const Proto* p, int upvalue) {
  const Str* name = p->upvalues[upvalue].name;
  return !name || text_of(name) == "_ENV";
}

// ---- shapes

using Names = std::unordered_map<const Proto*, std::string>;

const Table* globals_of(State* S) { return get_int(S->registry.table(), 2).table(); }

// "Account" of a table whose field `deposit` is the function Account.deposit.
std::string name_by_methods(State* S, const Table* t, const Names& names) {
  Value key, value;
  uint32_t position = kNoPosition;
  while ((position = next_after(S, t, position, &key, &value)) != kNoPosition) {
    if (!key.is_string() || !value.is_lua_closure()) continue;
    const auto at = names.find(static_cast<LuaClosure*>(value.p)->proto);
    if (at == names.end()) continue;
    const std::string suffix = "." + std::string(text_of(key.str()));
    if (at->second.ends_with(suffix) && at->second.size() > suffix.size())
      return at->second.substr(0, at->second.size() - suffix.size());
  }
  return {};
}

// A name for a metatable: its __name, the global variable that holds it, what its methods are called after; "" none.
std::string table_name(State* S, const Table* t, const Names& names) {
  const Value own = get_text(S, t, "__name");
  if (own.is_string()) return std::string(text_of(own.str()));
  Value key, value;
  uint32_t position = kNoPosition;
  while ((position = next_after(S, globals_of(S), position, &key, &value)) != kNoPosition)
    if (value.is_table() && value.table() == t && key.is_string())
      return std::string(text_of(key.str()));
  if (std::string name = name_by_methods(S, t, names); !name.empty()) return name;
  const Value index = get_text(S, t, "__index");
  return index.is_table() ? name_by_methods(S, index.table(), names) : std::string();
}

std::string metatable_text(State* S, const Shape* s, const Names& names) {
  if (s->meta_kind == MetaKind::None) return {};
  if (s->meta_kind == MetaKind::InObject) return "its own";
  const Table* t = S->metatables[s->metatable_id];
  std::string name = t ? table_name(S, t, names) : std::string();
  return name.empty() ? "metatable " + std::to_string(s->metatable_id) : name;
}

std::string way_of(State* S, const FieldCache& c, bool stores) {
  if (c.bits == cache_bits::kAbsent) return "no such field";
  if (c.bits == cache_bits::kEntry) return "entry of a dictionary";
  if (c.bits == cache_bits::kOwn) return "own slot";
  if (c.bits == (cache_bits::kOwn | cache_bits::kOverflow)) return "own slot, in overflow";
  if (stores) return c.bits & cache_bits::kOwn ? "own slot, empty or not" : "adds the field";
  if (c.bits & cache_bits::kOwn) return "own slot, else along __index";
  uint32_t steps = 1;
  const FieldCache* at = &c;
  while ((at->bits & cache_bits::kHop) && steps <= kHopsOfEntry) {
    at = &S->engine->caches[at->value].field;
    if (at->bits == cache_bits::kAbsent) return "no such field along __index";
    ++steps;
  }
  return std::to_string(steps) + (steps == 1 ? " step" : " steps") + " along __index" +
         (at->value_tag == kInEntry ? ", in a dictionary" : "");
}

EntryReport entry_report(State* S, const FieldCache& c, uint32_t shape, bool stores,
                         uint64_t answered, const Names& names) {
  if (shape == kStringReceiver)
    return {.shape = shape, .strings = true, .way = "a method of strings", .answered = answered};
  const Shape* s = S->engine->shapes->at(shape);
  EntryReport e{.shape = shape,
                .dictionary = s->kind == ShapeKind::Dictionary,
                .is_globals = globals_of(S)->shape() == shape,
                .metatable = metatable_text(S, s, names),
                .way = way_of(S, c, stores),
                .answered = answered};
  if (e.dictionary) return e;
  for (uint32_t n = 0; n < s->count; ++n) {
    const Str* key = S->engine->shapes->key_at(s, n);
    if (!key) continue;  // where the object keeps its metatable
    if (e.key_count++ < EntryReport::kMostKeys) e.keys.emplace_back(text_of(key));
  }
  return e;
}

// ---- why a site has several shapes

std::vector<const Str*> keys_of(State* S, const Shape* s) {
  std::vector<const Str*> keys;
  for (uint32_t n = 0; n < s->count; ++n)
    if (const Str* key = S->engine->shapes->key_at(s, n)) keys.push_back(key);
  return keys;
}

// In what two shapes differ.
std::string difference(State* S, const Shape* x, const Shape* y) {
  if (x->kind != y->kind) return "some objects are dictionaries";
  const std::vector<const Str*> a = keys_of(S, x), b = keys_of(S, y);
  const bool same_metatable = x->meta_kind == y->meta_kind && x->metatable_id == y->metatable_id;
  const auto& less = a.size() <= b.size() ? a : b;
  const auto& more = a.size() <= b.size() ? b : a;
  if (a == b) {
    if (x->meta_kind == MetaKind::None || y->meta_kind == MetaKind::None) {
      if (!same_metatable) return "some objects have a metatable, others not (yet)";
    } else if (x->meta_kind != y->meta_kind) {
      return "the first objects of a class carry their metatable themselves";
    } else if (!same_metatable) {
      return "objects of different classes (metatables)";
    }
    if (x->self_metatable_id != y->self_metatable_id) return "some tables are metatables (by now)";
    return "made by constructors that reserve room for different numbers of fields";
  }
  if (std::equal(less.begin(), less.end(), more.begin()) && same_metatable)
    return "some objects have the field '" + std::string(text_of(more[less.size()])) +
           "', others not (yet)";
  if (a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin()))
    return "the same fields were added in different orders";
  return same_metatable || x->meta_kind == MetaKind::None || y->meta_kind == MetaKind::None
             ? "objects with different fields"
             : "objects of different classes, with different fields";
}

std::string why_several(State* S, const std::vector<EntryReport>& entries) {
  const ShapeTable& shapes = *S->engine->shapes;
  std::vector<std::string> reasons;
  for (size_t i = 1; i < entries.size(); ++i) {
    std::string reason = entries[0].strings ? "strings and tables"
                                            : difference(S, shapes.at(entries[0].shape),
                                                         shapes.at(entries[i].shape));
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end())
      reasons.push_back(std::move(reason));
  }
  std::string all;
  for (const std::string& reason : reasons) all += (all.empty() ? "" : "; ") + reason;
  return all;
}

// Calls f(record, shape, number) for each entry of the site at `side`.
template <class F>
void each_entry(State* S, uint32_t side, F f) {
  if (!side) return;
  const Cache* caches = S->engine->caches;
  const FieldCache& first = caches[side].field;
  if (first.shape) f(first, first.shape, 0u);
  if (!first.more) return;
  const Cache* block = caches + first.more;
  for (uint32_t n = 0; n < ops::kMoreEntries; ++n)
    if (const uint32_t shape = block->shapes.shape[n]) f(block[1 + n].field, shape, n + 1);
}

CacheState state_of(State* S, uint32_t side) {
  uint32_t entries = 0;
  each_entry(S, side, [&](const FieldCache&, uint32_t, uint32_t) { ++entries; });
  if (entries <= 1) return CacheState(entries);
  const bool is_full = entries >= ops::kMoreEntries;
  return is_full && S->engine->caches[side].field.misses > entries ? CacheState::Mega
                                                                   : CacheState::Poly;
}

FieldReport field_report(State* S, uint32_t side, bool stores, const interp::FieldAnswers* answers,
                         const Names& names) {
  FieldReport r;
  if (answers) r.answers = *answers;
  each_entry(S, side, [&](const FieldCache& c, uint32_t shape, uint32_t n) {
    r.entries.push_back(entry_report(S, c, shape, stores, answers ? answers->entry[n] : 0, names));
  });
  r.state = state_of(S, side);
  if (r.entries.size() > 1) r.why = why_several(S, r.entries);
  return r;
}

// ---- sites

const char* operator_of(Op op) {
  switch (op) {
    case Op::Add:
    case Op::AddI:
    case Op::AddK: return "+";
    case Op::Sub:
    case Op::SubK: return "-";
    case Op::Mul:
    case Op::MulK: return "*";
    case Op::Mod:
    case Op::ModK: return "%";
    case Op::Pow:
    case Op::PowK: return "^";
    case Op::Div:
    case Op::DivK: return "/";
    case Op::IDiv:
    case Op::IDivK: return "//";
    case Op::BAnd:
    case Op::BAndK: return "&";
    case Op::BOr:
    case Op::BOrK: return "|";
    case Op::BXor:
    case Op::BXorK: return "~";
    case Op::Shl:
    case Op::ShlI: return "<<";
    case Op::Shr:
    case Op::ShrI: return ">>";
    case Op::Unm: return "-x";
    case Op::BNot: return "~x";
    case Op::Len: return "#";
    case Op::Concat: return "..";
    case Op::Eq:
    case Op::EqK:
    case Op::EqI: return "==";
    case Op::Lt:
    case Op::LtI: return "<";
    case Op::Le:
    case Op::LeI: return "<=";
    case Op::GtI: return ">";
    case Op::GeI: return ">=";
    default: return nullptr;
  }
}

// How the source spells what the instruction does; "" when it is no site.
std::string what_of(const Proto* p, uint32_t pc) {
  const Instr i = p->code[pc].instr;
  const Op op = op_of(i);
  if (const char* sign = operator_of(op)) return sign;
  switch (op) {
    case Op::GetTabUp:
      return (is_environment(p, b_of(i)) ? "global " : ".") + text_constant(p, c_of(i));
    case Op::SetTabUp:
      return (is_environment(p, a_of(i)) ? "global " : ".") + text_constant(p, b_of(i)) + " =";
    case Op::GetField: return "." + text_constant(p, c_of(i));
    case Op::SetField: return "." + text_constant(p, b_of(i)) + " =";
    case Op::Self: return ":" + (k_of(i) ? text_constant(p, c_of(i)) : "?");
    case Op::GetTable: return "[k]";
    case Op::GetI: return "[" + std::to_string(c_of(i)) + "]";
    case Op::SetTable: return "[k] =";
    case Op::SetI: return "[" + std::to_string(b_of(i)) + "] =";
    case Op::Call:
    case Op::TailCall: {
      const Name name = register_name(p, int(pc), a_of(i));
      return name.kind && name.text ? "call " + std::string(name.text) : "call";
    }
    case Op::TForCall: return "for in";
    case Op::ForPrep: return "for";
    default: return {};
  }
}

// What tier 1 noted in the instruction's side word.
std::string feedback_of(const Code& c) {
  const Op op = op_of(c.instr);
  if (!operator_of(op) && op != Op::ForLoop) return {};
  std::string text;
  auto add = [&](ops::Seen what, const char* name) {
    if (c.side & uint32_t(what)) text += (text.empty() ? "" : "|") + std::string(name);
  };
  add(ops::Seen::Int, "integer");
  add(ops::Seen::Float, "float");
  add(ops::Seen::Mixed, "integer with float");
  return text;
}

std::string types_text(uint16_t bits) {
  std::string text;
  for (int n = 0; n < interp::kSeenKinds; ++n)
    if (bits >> n & 1) text += (text.empty() ? "" : "|") + std::string(interp::seen_name(n));
  return text;
}

TargetReport target_report(const interp::CallTargets::Target& t, const Explanation& all) {
  TargetReport r{.calls = t.calls};
  if (t.function) {
    r.line = t.function->line_defined;
    for (const FunctionReport& f : all.functions)
      if (f.proto == t.function) r.name = f.name;
    if (r.name.empty())
      r.name = "function at " +
               (t.function->source ? shown_name(text_of(t.function->source)) : std::string("?")) +
               ":" + std::to_string(r.line);
  } else if (t.builtin) {
    r.name = t.builtin->name;
  } else {
    r.name = type_of(t.tag) == Type::Function
                 ? std::string("a C function")
                 : std::string("a ") + type_name(type_of(t.tag)) + " value";
  }
  return r;
}

class Explainer {
 public:
  Explainer(State* S, Explanation* to) : S_(S), to_(to), counts_(S->engine->counts) {}

  void add_function(const Proto* p, std::string name, int depth) {
    FunctionReport f{.proto = p,
                     .name = std::move(name),
                     .line = p->line_defined,
                     .last_line = p->last_line_defined,
                     .depth = depth};
    const interp::FunctionCounts* counts = counts_ ? counts_->find(p) : nullptr;
    if (counts_) f.calls = counts ? counts->calls : 0;
    set_tier(p, counts, &f);
    names_[p] = f.name;
    to_->functions.push_back(std::move(f));
    for (uint32_t n = 0; n < p->function_count; ++n)
      add_function(p->functions[n], function_name(p, n), depth + 1);
  }

  void add_sites() {
    for (FunctionReport& f : to_->functions) add_sites_of(&f);
  }

  void add_native(const GuardFailures& failures) {
    for (FunctionReport& f : to_->functions) add_native_of(&f, failures);
  }

 private:
  void set_tier(const Proto* p, const interp::FunctionCounts* counts, FunctionReport* f) const {
    const EngineArea* E = S_->engine;
    const bool ran =
        counts ? counts->calls != 0 : p->calls > uint32_t(p->entry_cost < p->code_count);
    if (p->words) {
      f->tier = p->native ? 3 : 2;
    } else if (ran) {
      f->tier = 1;
      f->why_tier = E->tier2_calls == UINT32_MAX
                        ? "tier 2 is off"
                        : "tier 2 begins at call " + std::to_string(E->tier2_calls) + " or after " +
                              std::to_string(E->tier2_loops) + " jumps backward";
    }
  }

  void add_sites_of(FunctionReport* f) {
    const Proto* p = f->proto;
    const interp::FunctionCounts* counts = counts_ ? counts_->find(p) : nullptr;
    int line = -1;
    for (uint32_t pc = 0; pc < p->code_count; ++pc) {
      line = next_line(p, pc, line);
      const Code& code = p->code[pc];
      const Op op = op_of(code.instr);
      const interp::SiteCount* count = counts ? &counts->sites[pc] : nullptr;
      note_line(*f, op, line, count);
      SiteReport s{.pc = pc, .line = line, .op = row_of(op).name, .what = what_of(p, pc)};
      if (s.what.empty()) continue;
      if (count) {
        s.runs[0] = count->runs[0];
        s.runs[1] = count->runs[1];
        for (const uint16_t bits : count->types)
          if (bits) s.types.push_back(types_text(bits));
      }
      if (p->words) s.handler = interp::handler_name(S_, p, pc);
      if (const char* fused = interp::fused_with(S_, p, pc)) s.fused = fused;
      s.feedback = feedback_of(code);
      if (has_field_record(op))
        s.field = field_report(S_, code.side, op == Op::SetField || op == Op::SetTabUp,
                               count ? counts_->field_answers(*count) : nullptr, names_);
      if (count) add_counted(op, *count, &s);
      f->sites.push_back(std::move(s));
    }
  }

  void add_native_of(FunctionReport* f, const GuardFailures& failures) {
    const Proto* p = f->proto;
    const auto name = [](void* self, const Proto* q) -> const std::string& {
      auto& names = static_cast<Explainer*>(self)->names_;
      const auto [at, is_new] = names.try_emplace(q);
      if (is_new) at->second = "function at line " + std::to_string(q->line_defined);
      return at->second;
    };
    const NativeListing code = native_listing(S_, p, name, this);
    if (!code.at) return;
    NativeReport& r = f->native.emplace();
    r.hot_bytes = code.hot_bytes;
    r.cold_bytes = code.bytes - code.hot_bytes;
    r.versions = code.versions;
    std::vector<uint32_t> at(p->code_count, UINT32_MAX);  // in r.ops, by instruction
    for (const NativePieceListing& piece : code.pieces) {
      if (at[piece.pc] == UINT32_MAX) {
        at[piece.pc] = uint32_t(r.ops.size());
        r.ops.push_back({.pc = piece.pc,
                         .line = line_of(p, piece.pc),
                         .op = row_of(op_of(p->code[piece.pc].instr)).name});
      }
      add_piece(piece, &r.ops[at[piece.pc]]);
    }
    std::sort(r.ops.begin(), r.ops.end(),
              [](const NativeOpReport& a, const NativeOpReport& b) { return a.pc < b.pc; });
    for (NativeOpReport& op : r.ops) {
      const auto failed = failures.find(p->code + op.pc);
      if (failed != failures.end()) op.failures = failed->second;
      if (op.line < 1 || size_t(op.line) >= to_->lines.size()) continue;
      LineReport& l = to_->lines[size_t(op.line)];
      l.native_bytes += op.hot_bytes + op.cold_bytes;
      l.guards += op.guards.size();
      l.guard_failures += op.failures;
    }
  }
  static void add_piece(const NativePieceListing& piece, NativeOpReport* op) {
    op->hot_bytes += piece.hot_bytes;
    op->cold_bytes += piece.cold_bytes;
    op->in_registers |= piece.in_registers;
    if (!piece.in_line.empty()) op->in_line = piece.in_line;
    const auto& known = op->guards;
    if (!piece.guard.empty() && std::find(known.begin(), known.end(), piece.guard) == known.end())
      op->guards.push_back(piece.guard);
  }

  static int next_line(const Proto* p, uint32_t pc, int before) {
    if (!p->line_count) return -1;
    const int8_t delta = p->line_deltas[pc];
    if (pc == 0 || delta == INT8_MIN) return line_of(p, pc);
    return before + delta;
  }

  void note_line(const FunctionReport& f, Op op, int line, const interp::SiteCount* count) {
    if (line < 1) return;
    if (size_t(line) >= to_->lines.size()) to_->lines.resize(size_t(line) + 1);
    LineReport& l = to_->lines[size_t(line)];
    // These run as part of the instruction before them, or do nothing.
    if (op == Op::VarArgPrep || op == Op::MmBin || op == Op::MmBinI || op == Op::MmBinK ||
        op == Op::ExtraArg)
      return;
    l.active = true;
    if (count) {
      l.runs = std::max(l.runs, count->total());
      if (count->runs[0]) l.tier = std::max(l.tier, 1u);
      if (count->runs[1]) l.tier = std::max(l.tier, 2u);
    } else {
      l.tier = std::max(l.tier, f.tier);
    }
  }

  void add_counted(Op op, const interp::SiteCount& count, SiteReport* s) const {
    if (op == Op::Call || op == Op::TailCall || op == Op::TForCall) {
      const interp::CallTargets* targets = counts_->call_targets(count);
      if (!targets) return;
      for (const auto& t : targets->target)
        if (t.calls) s->targets.push_back(target_report(t, *to_));
      s->further_targets = targets->others;
    } else if (op == Op::GetTable || op == Op::GetI || op == Op::SetTable || op == Op::SetI) {
      if (const interp::ElementKinds* kinds = counts_->element_kinds(count)) s->elements = *kinds;
    }
  }

  State* S_;
  Explanation* to_;
  const interp::SiteCounts* counts_;
  Names names_;
};

}  // namespace

const char* cache_state_name(CacheState s) { return kStateNames[int(s)]; }

std::string function_name(const Proto* parent, uint32_t child) {
  const Proto* p = parent;
  for (uint32_t pc = 0; pc + 1 < p->code_count; ++pc) {
    const Instr i = p->code[pc].instr;
    if (op_of(i) != Op::Closure || uint32_t(bx_of(i)) != child) continue;
    const int reg = a_of(i);
    const Instr next = p->code[pc + 1].instr;
    if (op_of(next) == Op::SetTabUp && !k_of(next) && c_of(next) == reg)
      return text_constant(p, b_of(next));
    if (op_of(next) == Op::SetField && !k_of(next) && c_of(next) == reg) {
      const Name owner = register_name(p, int(pc), a_of(next));
      const std::string key = text_constant(p, b_of(next));
      return owner.kind && owner.text ? owner.text + ("." + key) : key;
    }
    if (const char* local = local_that_begins(p, pc, reg))
      if (local[0] != '(') return local;
    break;
  }
  return "function at line " + std::to_string(p->functions[child]->line_defined);
}

Explanation explain(State* S, const Proto* main, const GuardFailures* failures) {
  Explanation all;
  all.source = main->source ? shown_name(text_of(main->source)) : std::string("?");
  all.counted = S->engine->counts != nullptr;
  Explainer explainer(S, &all);
  explainer.add_function(main, "main chunk", 0);
  explainer.add_sites();
  if (failures) explainer.add_native(*failures);
  return all;
}

FieldTotals field_totals(const interp::SiteCounts& counts) {
  FieldTotals n;
  for (const interp::FunctionCounts& f : counts.functions()) {
    for (uint32_t pc = 0; pc < f.sites.size(); ++pc) {
      if (!has_field_record(op_of(f.function->code[pc].instr))) continue;
      const interp::FieldAnswers* a = counts.field_answers(f.sites[pc]);
      if (!a) continue;
      n.accesses += a->total();
      n.first += a->answered(1);
      n.four += a->answered(4);
      n.all += a->answered(interp::FieldAnswers::kEntries);
      n.shared += a->shared;
      n.missed += a->missed;
      n.cold += a->cold;
      n.no_table += a->no_table;
    }
  }
  return n;
}

void add_site_states(State* S, const Proto* main, SiteStates* to) {
  for (uint32_t pc = 0; pc < main->code_count; ++pc)
    if (has_field_record(op_of(main->code[pc].instr)))
      ++to->sites[int(state_of(S, main->code[pc].side))];
  for (uint32_t n = 0; n < main->function_count; ++n) add_site_states(S, main->functions[n], to);
}

}  // namespace tri::engine
