#include "jit/stencil/inlined_calls.hpp"

#include "jit/stencil/layout.hpp"
#include "ops/field_site.hpp"
#include "runtime/debug_names.hpp"
#include "runtime/metatable.hpp"

namespace tri::jit {

using namespace bytecode;

namespace {

// ---- which function is called

// Finds out what a register of a function would hold if it came to an op now. It runs nothing and changes nothing: what it cannot see is nil.
class Foresight {
 public:
  Foresight(const Layout& layout, uint32_t* search)
      : S_(layout.thread()->state), p_(layout.function()), layout_(layout), search_(search) {
    const Thread* L = layout.thread();
    const Frame* f = L->frame;
    if (f->kind == FrameKind::Lua && proto_of(f) == p_) base_ = f->base;
  }
  Value in_register(int reg, int before, int depth = 0) const;
  // The prototype of the function that the CALL calls, or null.
  Proto* called_by(uint32_t call) const;

 private:
  // As find_setter, which looks at all instructions before that one. Mostly the last ones do.
  static constexpr int kNotSought = -2;
  int setter_of(int reg, int before) const {
    if (*search_ < uint32_t(before)) return kNotSought;
    const int last = find_last_change(p_, before, reg);
    *search_ -= uint32_t(before - last - 1);
    if (last < 0) return last;
    bool is_certain = true;
    for (int at = last + 1; is_certain && at <= before; ++at)
      is_certain = !layout_.is_target(uint32_t(at));
    if (is_certain) return last;
    *search_ -= *search_ < uint32_t(before) ? *search_ : uint32_t(before);
    return find_setter(p_, before, reg);
  }
  Value field(const Value& object, const Value& key) const;
  Value constant(int n) const { return p_->constants[n]; }
  Value upvalue(int n) const {
    return base_ ? *static_cast<LuaClosure*>(base_[-1].p)->upvalues[n]->v : Value::nil();
  }
  Value by_record(const Code* pc) const;

  static constexpr int kDeepest = 4;  // steps from value to value
  State* S_;
  const Proto* p_;
  const Layout& layout_;
  uint32_t* search_;
  const Value* base_ = nullptr;  // null: the running function is another
};

Value Foresight::field(const Value& object, const Value& key) const {
  Value at = object;
  for (int steps = 0; steps <= kDeepest && at.is_table() && key.is_short_string(); ++steps) {
    const Value v = get_short(S_, at.table(), key.str());
    if (!v.is_nil()) return v;
    at = event_or_nil(S_, metatable_of(S_, at.table()), tri::Event::Index);
  }
  return Value::nil();
}

// What the site has found in a class, if it was the same function for all objects.
Value Foresight::by_record(const Code* pc) const {
  const Cache* caches = S_->engine->caches;
  const FieldCache& first = caches[pc->side].field;
  const auto in_class = [&](const FieldCache& c) {
    constexpr uint8_t kOther = cache_bits::kOwn | cache_bits::kEntry | cache_bits::kMetaInObject;
    if (c.shape == kStringReceiver || (c.bits & kOther)) return Value::nil();
    const Table* meta = S_->metatables[c.metatable];
    if (!meta || meta->shape() != c.meta_shape) return Value::nil();
    return field(event_or_nil(S_, meta, tri::Event::Index), constant(c_of(pc->instr)));
  };
  Value seen = first.shape ? in_class(first) : Value::nil();
  if (!first.more) return seen;
  const Cache* block = caches + first.more;
  for (uint32_t e = 0; e < ops::kMoreEntries; ++e) {
    if (!block->shapes.shape[e]) continue;
    const Value v = in_class(block[1 + e].field);
    if (!seen.is_nil() && !(v.tag == seen.tag && v.bits == seen.bits)) return Value::nil();
    seen = v;
  }
  return seen;
}

Value Foresight::in_register(int reg, int before, int depth) const {
  if (depth > kDeepest) return Value::nil();
  const int setter = setter_of(reg, before);
  if (setter == kNotSought) return Value::nil();
  if (setter < 0)  // a parameter, which nothing has changed
    return base_ && reg < p_->num_params ? base_[reg] : Value::nil();
  const Code* pc = p_->code + setter;
  const Instr i = pc->instr;
  const auto table = [&](int r) { return in_register(r, setter, depth + 1); };
  switch (op_of(i)) {
    case Op::Move: return in_register(b_of(i), setter, depth + 1);
    case Op::GetUpval: return upvalue(b_of(i));
    case Op::GetTabUp: return field(upvalue(b_of(i)), constant(c_of(i)));
    case Op::GetField:
    case Op::Self: {
      if (a_of(i) != reg || (op_of(i) == Op::Self && !k_of(i))) return Value::nil();
      const Value object = table(b_of(i));
      return object.is_nil() ? by_record(pc) : field(object, constant(c_of(i)));
    }
    default: return Value::nil();
  }
}

Proto* Foresight::called_by(uint32_t call) const {
  const int reg = a_of(p_->code[call].instr);
  const Value f = in_register(reg, int(call));
  if (f.tag == Tag::LuaClosure) return static_cast<LuaClosure*>(f.p)->proto;
  // A function of this function's own, in a local variable of it.
  int setter = setter_of(reg, int(call));
  if (setter >= 0 && op_of(p_->code[setter].instr) == Op::Move)
    setter = setter_of(b_of(p_->code[setter].instr), setter);
  if (setter < 0 || op_of(p_->code[setter].instr) != Op::Closure) return nullptr;
  return p_->functions[bx_of(p_->code[setter].instr)];
}

// ---- what of it is done in line

constexpr uint32_t kMostResults = 4;

bool is_return(const Code& code) {
  const Op op = op_of(code.instr);
  return op == Op::Return0 || op == Op::Return1 ||
         (op == Op::Return && !k_of(code.instr) && b_of(code.instr) &&
          uint32_t(b_of(code.instr)) - 1 <= kMostResults);
}
uint32_t results_of(const Code& code) {
  switch (op_of(code.instr)) {
    case Op::Return0: return 0;
    case Op::Return1: return 1;
    default: return uint32_t(b_of(code.instr)) - 1;
  }
}

// One call that is done in line.
class InlinedLayout {
 public:
  InlinedLayout(Layout* layout, uint32_t call, InlinedCall* inlined)
      : layout_(layout),
        inlined_(inlined),
        callee_(inlined->callee),
        call_(call),
        instr_(layout->function()->code[call].instr) {}
  bool pays();
  void add();

 private:
  bool has_pieces(uint32_t i) const;
  template <class F>
  void each_reached(F f);
  Piece& add_part(InlinedPart part, bool end = false, bool metered = false) {
    Piece& piece = layout_->add(call_, stencil_of(part, end, metered));
    piece.inlined = inlined_;
    piece.function = nullptr;
    return piece;
  }
  void add_op(uint32_t i, bool is_last);
  void add_end(uint32_t i, bool is_last);

  Layout* layout_;
  InlinedCall* inlined_;
  const Proto* callee_;
  uint32_t call_;
  Instr instr_;
  bool reached_[kLongestInlined + 2] = {};
};

// Whether the op can be done without a frame.
bool InlinedLayout::has_pieces(uint32_t i) const {
  const Code* pc = callee_->code + i;
  const Op op = op_of(pc->instr);
  if (layout_->has_jump(i) && jumps_backward(pc)) return false;  // such a jump polls
  if (is_field_op(op)) return op != Op::Self || k_of(pc->instr);
  return is_return(*pc) || layout_->stencil_for(i, true);
}

// Calls f(i) for ops that control comes to, up to those that leave.
template <class F>
void InlinedLayout::each_reached(F f) {
  reached_[0] = true;
  for (uint32_t i = 0; i < callee_->code_count;) {
    const Code* pc = callee_->code + i;
    const Op op = op_of(pc->instr);
    const uint32_t next = i + uint32_t(width_of(op, pc->instr));
    if (reached_[i]) {
      f(i);
      if (!is_return(*pc) && has_pieces(i)) {
        if (layout_->has_jump(i)) {
          const auto target = size_t(jump_of(const_cast<Code*>(pc)) - callee_->code);
          if (target < callee_->code_count) reached_[target] = true;
        }
        if (op != Op::Jmp && op != Op::LFalseSkip && next < callee_->code_count)
          reached_[next] = true;
      }
    }
    i = next;
  }
}

bool has_learnt(const State* S, const Code& code) {
  const FieldCache& c = S->engine->caches[code.side].field;
  return c.shape || c.more;
}

// Whether the callee goes all its way in line, so far as is known: ops that need a frame are where control has not come to yet, because
// a site before them has learnt nothing.
bool InlinedLayout::pays() {
  const State* S = layout_->thread()->state;
  layout_->begin_inlined(inlined_);
  bool pays = true, is_new = false, begins[kLongestInlined + 2] = {};
  each_reached([&](uint32_t i) {
    const Code& code = callee_->code[i];
    if (begins[i]) is_new = false;
    is_new |= is_field_op(op_of(code.instr)) && !has_learnt(S, code);
    pays &= has_pieces(i) || is_new;
    if (!layout_->has_jump(i)) return;
    const auto target = size_t(jump_of(const_cast<Code*>(&code)) - callee_->code);
    if (target < callee_->code_count) begins[target] = true;
    begins[i + uint32_t(width_of(op_of(code.instr), code.instr))] = true;
  });
  layout_->begin_inlined(nullptr);
  return pays;
}

void InlinedLayout::add() {
  const bool metered = layout_->thread()->state->metered;
  add_part(InlinedPart::InlinedCall, false, metered);
  for (uint32_t n = uint32_t(b_of(instr_)) - 1; n < callee_->num_params; ++n)
    add_part(InlinedPart::InlinedNil).slot = int32_t(n);
  layout_->begin_inlined(inlined_);
  uint32_t last = 0, at[kLongestInlined + 2];
  each_reached([&](uint32_t i) { last = i; });
  const uint32_t from = layout_->count();
  each_reached([&](uint32_t i) {
    at[i] = layout_->count();
    add_op(i, i == last);
  });
  for (uint32_t n = from; n < layout_->count(); ++n) {
    Piece& piece = (*layout_)[n];
    if (!piece.function || !layout_->has_jump(piece.op)) continue;
    const auto target = size_t(jump_of(callee_->code + piece.op) - callee_->code);
    if (target < callee_->code_count && reached_[target]) piece.jump = at[target];
  }
  layout_->begin_inlined(nullptr);
}

void InlinedLayout::add_op(uint32_t i, bool is_last) {
  if (is_return(callee_->code[i])) return add_end(i, is_last);
  if (has_pieces(i)) {
    if (is_field_op(op_of(callee_->code[i].instr))) {
      if (layout_->add_field(i, true)) return;
    } else {
      layout_->add(i, layout_->stencil_for(i, true));
      return;
    }
  }
  layout_->add(i, stencil_of(InlinedPart::InlinedLeave));
}

void InlinedLayout::add_end(uint32_t i, bool is_last) {
  const uint32_t have = results_of(callee_->code[i]);
  const uint32_t wanted = c_of(instr_) ? uint32_t(c_of(instr_)) - 1 : have;
  for (uint32_t n = 0; n < wanted && n < have; ++n) {
    Piece& piece = add_part(InlinedPart::InlinedMove);
    piece.slot = int32_t(n) - 1;
    piece.number = int32_t((uint32_t(a_of(callee_->code[i].instr)) + n) * sizeof(Value));
  }
  for (uint32_t n = have; n < wanted; ++n) add_part(InlinedPart::InlinedNil).slot = int32_t(n) - 1;
  if (!c_of(instr_)) add_part(InlinedPart::InlinedTop).slot = int32_t(have) - 1;
  add_part(InlinedPart::InlinedEnd, !is_last).slot = -(a_of(instr_) + 1);
}

}  // namespace

bool add_inlined(Layout* layout, uint32_t call, uint32_t* search, InlinedCall* inlined) {
  const Proto* p = layout->function();
  const Instr i = p->code[call].instr;
  if (!b_of(i) || uint32_t(c_of(i)) > kMostResults + 1 || layout->thread()->state->move_stack)
    return false;
  Proto* callee = Foresight(*layout, search).called_by(call);
  if (!callee || callee == p || callee->is_vararg || !callee->words ||
      callee->code_count > kLongestInlined)
    return false;
  *inlined = {callee, call, kNoPiece, kNoPiece};
  InlinedLayout in_line(layout, call, inlined);
  if (!in_line.pays()) return false;
  in_line.add();
  return true;
}

void add_apart(Layout* layout, InlinedCall* inlined) {
  inlined->normal = layout->count();
  layout->add(inlined->call, layout->stencil_for(inlined->call, false));
  inlined->failure = layout->count();
  layout->add(inlined->call, stencil_of(InlinedPart::InlinedFailure)).inlined = inlined;
}

}  // namespace tri::jit
