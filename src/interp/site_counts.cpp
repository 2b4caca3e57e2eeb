#include "interp/site_counts.hpp"

#include <algorithm>
#include <functional>

#include "ops/field_site.hpp"
#include "runtime/builtin.hpp"
#include "runtime/flow.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::interp {

using namespace bytecode;

namespace {

constexpr const char* kSeenNames[kSeenKinds] = {"nil",   "boolean",  "integer",  "float", "string",
                                                "table", "function", "userdata", "thread"};

uint16_t seen_of(const Value& v) {
  if (v.tag == Tag::Int) return seen_bits::kInt;
  if (v.tag == Tag::Float) return seen_bits::kFloat;
  switch (v.type()) {
    case Type::Nil: return seen_bits::kNil;
    case Type::Boolean: return seen_bits::kBoolean;
    case Type::String: return seen_bits::kString;
    case Type::Table: return seen_bits::kTable;
    case Type::Function: return seen_bits::kFunction;
    case Type::Thread: return seen_bits::kThread;
    default: return seen_bits::kUserdata;
  }
}

// Operands that are values: what seen_of is asked about.
bool is_value(Role r) { return r == Role::In || r == Role::InOut; }
bool is_value_or_constant(Role r) { return r == Role::RK || r == Role::RKStr; }

bool is_get(Op op) { return op == Op::GetTabUp || op == Op::GetField || op == Op::Self; }
bool is_set(Op op) { return op == Op::SetTabUp || op == Op::SetField; }

// Whether the record's answer is the one: what the op itself, or its routine, goes by.
bool knows_get(Thread* L, const FieldCache* c, Table* t, const Str* key) {
  const ops::Place p = ops::reach(L, c, t, key);
  return p.payload && (*p.tag != Tag::Nil || p.payload == &ops::kNoField.bits);
}
bool knows_set(Thread* L, const FieldCache* c, Table* t, const Str* key) {
  if (c->bits & cache_bits::kAdd) return true;
  if (c->bits == cache_bits::kAbsent) return false;
  if (!(c->bits & (cache_bits::kOwn | cache_bits::kEntry))) return false;
  const ops::Place p = ops::reach(L, c, t, key);
  return p.payload && *p.tag != Tag::Nil;
}

}  // namespace

const char* seen_name(int bit) { return kSeenNames[bit]; }

uint64_t FieldAnswers::total() const {
  return answered(kEntries) + shared + missed + cold + no_table;
}
uint64_t FieldAnswers::answered(uint32_t entries) const {
  uint64_t n = 0;
  for (uint32_t i = 0; i < entries; ++i) n += entry[i];
  return n;
}

void SiteCounts::begin(State* S) {
  kept_.begin(S);
  pairs_.resize(size_t(kOpCount) * kOpCount);
}

std::vector<OpPair> SiteCounts::pairs() const {
  std::vector<OpPair> all;
  for (size_t n = 0; n < pairs_.size(); ++n)
    if (pairs_[n]) all.push_back({Op(n / kOpCount), Op(n % kOpCount), pairs_[n]});
  std::ranges::sort(all, std::greater{}, &OpPair::runs);
  return all;
}

const FunctionCounts* SiteCounts::find(const Proto* p) const {
  const auto at = by_proto_.find(p);
  return at == by_proto_.end() ? nullptr : at->second;
}

FunctionCounts* SiteCounts::of(Proto* p) {
  Recent& recent = recent_[(uintptr_t(p) >> 4) % kRecent];
  if (recent.proto == p) return recent.counts;
  const auto at = by_proto_.find(p);
  FunctionCounts* const found = at != by_proto_.end() ? at->second : add(p);
  if (found) recent = {p, found};
  return found;
}

FunctionCounts* SiteCounts::add(Proto* p) {
  if (functions_.size() >= kMostFunctions) return nullptr;
  kept_.keep(&p->header);
  functions_.push_back({.function = p,
                        .sites = std::vector<SiteCount>(p->code_count),
                        .handlers = std::vector<int32_t>(p->code_count)});
  return by_proto_[p] = &functions_.back();
}

void SiteCounts::count(Thread* L, Value* base, const Code* pc, uint32_t tier) {
  Proto* p = static_cast<LuaClosure*>(base[-1].p)->proto;
  FunctionCounts* f = of(p);
  if (!f) return;
  const auto index = uint32_t(pc - p->code);
  if (index == 0) count_entry(L, f, index);
  count_pair(L, f, index);
  last_frame_ = L->frame;
  last_function_ = f;
  last_index_ = index;
  SiteCount& s = f->sites[index];
  ++s.runs[tier - 1];
  const Instr i = pc->instr;
  const Op op = op_of(i);
  const OpRow& row = row_of(op);
  if (row.format == Format::ABC) {
    const Value* constants = p->constants;
    if (is_value(row.a)) s.types[0] |= seen_of(base[a_of(i)]);
    if (is_value(row.b)) s.types[1] |= seen_of(base[b_of(i)]);
    if (is_value(row.c)) s.types[2] |= seen_of(base[c_of(i)]);
    if (is_value_or_constant(row.c))
      s.types[2] |= seen_of(k_of(i) ? constants[c_of(i)] : base[c_of(i)]);
  }
  switch (op) {
    case Op::GetTabUp:
    case Op::SetTabUp:
    case Op::GetField:
    case Op::SetField:
    case Op::Self: return count_field(L, base, pc, &s);
    case Op::Call:
    case Op::TailCall:
    case Op::TForCall: return count_call(base[a_of(i)], &s);
    case Op::GetTable: return count_element(base[b_of(i)], base[c_of(i)], &s);
    case Op::GetI: return count_element(base[b_of(i)], Value::integer(c_of(i)), &s);
    case Op::SetTable: return count_element(base[a_of(i)], base[b_of(i)], &s);
    case Op::SetI: return count_element(base[a_of(i)], Value::integer(b_of(i)), &s);
    case Op::Concat:
      for (int n = 0; n < b_of(i); ++n) s.types[0] |= seen_of(base[a_of(i) + n]);
      return;
    case Op::ForPrep:
      for (int n = 0; n < 3; ++n) s.types[0] |= seen_of(base[a_of(i) + n]);
      return;
    default: return;
  }
}

void SiteCounts::count_pair(const Thread* L, const FunctionCounts* f, uint32_t index) {
  ++executed_;
  if (last_frame_ != L->frame || last_function_ != f) return;
  const Instr last = f->function->code[last_index_].instr;
  if (index == last_index_ + width_of(op_of(last), last))
    ++pairs_[size_t(op_of(last)) * kOpCount + size_t(op_of(f->function->code[index].instr))];
}

// The first instruction runs at a call, or when a loop begins there.
void SiteCounts::count_entry(const Thread* L, FunctionCounts* f, uint32_t index) {
  if (last_frame_ == L->frame && last_function_ == f) {
    Code* last = f->function->code + last_index_;
    const Op op = op_of(last->instr);
    const bool jumps = has_jump(op) || kOpNext[int(op)] == Next::Branch;
    if (jumps && jump_of(last) == f->function->code + index) return;
  }
  ++f->calls;
}

void SiteCounts::count_field(Thread* L, const Value* base, const Code* pc, SiteCount* s) {
  if (!s->detail) {
    field_.emplace_back();
    s->detail = uint32_t(field_.size());
  }
  FieldAnswers& answers = field_[s->detail - 1];
  const Instr i = pc->instr;
  const Op op = op_of(i);
  auto* closure = static_cast<LuaClosure*>(base[-1].p);
  const Value* receiver = op == Op::GetTabUp   ? closure->upvalues[b_of(i)]->v
                          : op == Op::SetTabUp ? closure->upvalues[a_of(i)]->v
                          : op == Op::SetField ? base + a_of(i)
                                               : base + b_of(i);
  if (op == Op::Self && !k_of(i)) return void(++answers.missed);
  const Str* key = closure->proto->constants[is_set(op) ? b_of(i) : c_of(i)].str();
  if (op == Op::Self && receiver->is_string() && L->caches[pc->side].field.shape == kStringReceiver)
    return void(++answers.entry[0]);
  if (!receiver->is_table()) return void(++answers.no_table);
  if (!pc->side) return void(++answers.cold);
  Table* t = receiver->table();
  const FieldCache* first = &L->caches[pc->side].field;
  const FieldCache* c = ops::entry_for(L, first, t->shape());
  const auto knows = [&](const FieldCache* known) {
    return known && (is_get(op) ? knows_get(L, known, t, key) : knows_set(L, known, t, key));
  };
  if (!knows(c)) {
    const auto site = is_get(op) ? ops::Site::Read : ops::Site::Store;
    ++(knows(ops::shared_entry(L->state, t->shape(), key, site)) ? answers.shared : answers.missed);
    return;
  }
  const uint32_t entry =
      c == first ? 0 : uint32_t(reinterpret_cast<const Cache*>(c) - (L->caches + first->more));
  ++answers.entry[entry < FieldAnswers::kEntries ? entry : FieldAnswers::kEntries - 1];
}

void SiteCounts::count_call(const Value& callee, SiteCount* s) {
  if (!s->detail) {
    calls_.emplace_back();
    s->detail = uint32_t(calls_.size());
  }
  CallTargets& targets = calls_[s->detail - 1];
  CallTargets::Target callee_as_target{.tag = callee.tag};
  if (callee.is_lua_closure()) {
    Proto* p = static_cast<LuaClosure*>(callee.p)->proto;
    if (of(p)) callee_as_target.function = p;
    callee_as_target.key = p;
  } else if (callee.tag == Tag::Builtin) {
    callee_as_target.key = callee_as_target.builtin = callee.builtin();
  } else if (callee.tag == Tag::NativeClosure && callee.native()->is_builtin()) {
    callee_as_target.key = callee_as_target.builtin = callee.native()->builtin;
  } else {  // C functions, and what is called through __call: by type
    callee_as_target.key = type_name(callee.type());
  }
  for (CallTargets::Target& t : targets.target) {
    if (!t.calls) t = callee_as_target;
    if (t.key == callee_as_target.key) return void(++t.calls);
  }
  ++targets.others;
}

void SiteCounts::count_element(const Value& receiver, const Value& key, SiteCount* s) {
  if (!receiver.is_table()) return;
  if (!s->detail) {
    elements_.emplace_back();
    s->detail = uint32_t(elements_.size());
  }
  ElementKinds& kinds = elements_[s->detail - 1];
  if (!key.is_int()) return void(++kinds.other_key);
  const Table* t = receiver.table();
  if (uint64_t(key.i) - 1 < t->length)
    ++kinds.kind[int(t->array_kind())];
  else
    ++kinds.outside;
}

}  // namespace tri::interp
