#include "jit/stencil/layout.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <new>

#include "base/assert.hpp"
#include "jit/stencil/inlined_calls.hpp"
#include "jit/stencil/loop_registers.hpp"
#include "jit/stencil/table.hpp"
#include "ops/field_site.hpp"

namespace tri::jit {

using namespace bytecode;
using ops::Seen;

namespace {

// Records whose places the stencils of one piece have no holes for.
constexpr uint8_t kNotInHoles = cache_bits::kIndexOverflow | cache_bits::kMetaInObject |
                                cache_bits::kMetaOverflow | cache_bits::kHop;

// The variant for a record that has learnt something. false: tier 2's handler does it.
bool field_variant(const FieldCache& c, bool stores, Variant* v) {
  *v = Variant::Plain;
  if (stores && (c.bits & cache_bits::kOwnOrFill) == cache_bits::kOwnOrFill) {
    *v = c.bits & cache_bits::kMetaInObject ? Variant::FillCarried : Variant::FillById;
    return !(c.bits & (cache_bits::kOverflow | cache_bits::kMetaOverflow));
  }
  if (c.bits & kNotInHoles) return false;
  if (c.shape == kStringReceiver) {
    *v = c.bits & cache_bits::kOverflow ? Variant::StringsOverflow : Variant::Strings;
    return true;
  }
  switch (c.bits) {
    case cache_bits::kOwn: return true;
    case cache_bits::kOwn | cache_bits::kOverflow: *v = Variant::Overflow; return true;
    case cache_bits::kEntry: *v = Variant::Entry; return true;
    case cache_bits::kAbsent: *v = Variant::Absent; return !stores;
    case cache_bits::kAdd: *v = c.meta_shape ? Variant::AddMeta : Variant::Add; return stores;
    case 0: *v = Variant::Chain; break;
    case cache_bits::kOverflow: *v = Variant::ChainOverflow; break;
    default: return false;
  }
  return !stores && c.value_tag != kInEntry;
}

Variant typed(const Code* pc) {
  if (pc->side == uint32_t(Seen::Int)) return Variant::Int;
  if (pc->side == uint32_t(Seen::Float)) return Variant::Float;
  return Variant::Plain;
}

}  // namespace

Piece& Layout::add(uint32_t i, const Stencil* stencil) {
  if (count_ == room_.piece_capacity && !room_.add_pieces()) {
    failed_ = true;
    return lost_;
  }
  stencil = at_level(stencil, cpu_level_);
  hot_bytes_ += stencil->hot.bytes;
  cold_bytes_ += stencil->cold.bytes;
  Piece& piece = *new (room_.pieces + count_++) Piece;
  piece.op = i;
  piece.stencil = stencil;
  piece.inlined = inlining_;
  piece.function = inlining_ ? source_ : nullptr;
  return piece;
}

void Layout::begin_inlined(const InlinedCall* call) {
  inlining_ = call;
  source_ = call ? call->callee : p_;
}

const Stencil* Layout::stencil_for(uint32_t i, bool carries, bool inverted) const {
  const State* S = L_->state;
  const Code* pc = source_->code + i;
  const Instr in = pc->instr;
  const Op op = op_of(in);
  Variant v = Variant::Plain;
  switch (op) {
    case Op::Call:
      if (!b_of(in)) {
        v = Variant::Open;
      } else if (pc->side == ops::kSeenLeaf && c_of(in) && !S->move_stack) {
        return carries ? nullptr : stencil_of(op, variant_number(Variant::Leaf, c_of(in) == 1));
      }
      break;
    case Op::TailCall:
    case Op::Return:
      if (!b_of(in)) v = Variant::Open;
      break;
    case Op::VarArg:
      if (!c_of(in)) v = Variant::Open;
      break;
    case Op::Jmp:
    case Op::TForLoop:
      if (jumps_backward(pc)) v = Variant::Back;
      break;
    case Op::TForCall:
      if (pc->side == ops::kSeenIteratorInLua) v = Variant::Enter;
      break;
    case Op::ForLoop:
      v = typed(pc) == Variant::Int     ? Variant::IntBack
          : typed(pc) == Variant::Float ? Variant::FloatBack
                                        : Variant::Back;
      if (carries) v = Variant::Back;
      break;
    default:
      if (kOpNext[int(op)] == Next::Branch && jumps_backward(pc) && !carries)
        v = Variant::Back;
      else if (typed(pc) != Variant::Plain &&
               stencil_of(op, variant_number(typed(pc), false, false, false, carries)))
        v = typed(pc);
  }
  const uint32_t plan = carries ? plan_count_ : plan_of(i);
  if (plan < plan_count_ && room_.plans[plan].notes) {
    const bool is_number = ops::notes_numbers(op) || ops::notes_integers(op);
    if (v == Variant::Back && op != Op::TForLoop)
      v = Variant::Warm;
    else if (is_number && !pc->side && op != Op::ForLoop)
      v = Variant::Note;
  }
  if (op == Op::ForPrep && !jump_of(const_cast<Code*>(pc))[-1].side) v = Variant::Note;
  const auto variant = [&](bool k, bool metered) {
    return stencil_of(op, variant_number(v, k, false, metered, carries));
  };
  const bool k_matters =
      stencil_of(op, variant_number(Variant::Plain, true, false, false, carries));
  const bool own_k = op == Op::TForCall ? c_of(in) > 2 : k_of(in);
  const bool k = k_matters && own_k != inverted;
  if (S->metered)  // ops that code is charged for
    if (const Stencil* s = variant(k, true)) return s;
  const Stencil* s = variant(k, false);
  return s || carries ? s : handler_stencil();
}

// ---- fields

bool is_field_op(Op op) {
  return op == Op::GetTabUp || op == Op::GetField || op == Op::Self || op == Op::SetTabUp ||
         op == Op::SetField;
}

// The stencils of several pieces for a record that leads along __index. false, and nothing was added: there are none.
bool Layout::add_walk(uint32_t i, const FieldCache& entry, bool is_step, bool carries) {
  const Instr in = source_->code[i].instr;
  const bool k = op_of(in) == Op::Self;
  const auto piece = [&](Variant v, bool step = false) {
    return stencil_of(op_of(in), variant_number(v, k, step, false, carries));
  };
  // 0 by id, 1 carried, 2 carried in the overflow block
  const auto way_to_metatable = [](const FieldCache& c) {
    return !(c.bits & cache_bits::kMetaInObject) ? 0u
           : c.bits & cache_bits::kMetaOverflow  ? 2u
                                                 : 1u;
  };
  struct {
    const Stencil* stencil;
    const FieldCache* record;
  } walk[2 * (1 + kHopsOfEntry) + 1];
  uint32_t n = 0;
  const FieldCache* c = &entry;
  if ((c->bits & cache_bits::kOwnFirst) == cache_bits::kOwnFirst) {
    const Variant own = c->bits & cache_bits::kOverflow ? Variant::BehindOverflow : Variant::Behind;
    walk[n++] = {piece(own, is_step), c};
    c = &L_->state->engine->caches[c->holder_shape].field;
    if (c->shape != entry.shape) return false;  // it is another site's now
  }
  const FieldCache* const first = c;
  for (Variant to_metatable = Variant::BeginById;; to_metatable = Variant::MetaById) {
    constexpr uint8_t kUnderstood = cache_bits::kOverflow | cache_bits::kIndexOverflow |
                                    cache_bits::kMetaInObject | cache_bits::kMetaOverflow |
                                    cache_bits::kHop;
    const bool by_lack = c == first && (c->bits & cache_bits::kProbe);
    if ((c->bits & ~(kUnderstood | (by_lack ? cache_bits::kProbe : 0))) || n + 2 >= std::size(walk))
      return false;
    const uint32_t way = way_to_metatable(*c);
    if (by_lack && way) return false;
    const Variant first = by_lack ? Variant::BeginByLack : Variant(uint32_t(to_metatable) + way);
    walk[n++] = {piece(first, is_step && !n), c};
    walk[n++] = {
        piece(c->bits & cache_bits::kIndexOverflow ? Variant::IndexOverflow : Variant::Index), c};
    if (!(c->bits & cache_bits::kHop)) {
      walk[n++] = {piece(c->value_tag == kInEntry          ? Variant::EndEntry
                         : c->bits & cache_bits::kOverflow ? Variant::EndOverflow
                                                           : Variant::End),
                   c};
      break;
    }
    const FieldCache* hop = &L_->state->engine->caches[c->value].field;
    if (hop->shape != c->holder_shape) return false;  // it was taught anew for another class
    c = hop;
    if (c->bits == cache_bits::kAbsent) {
      walk[n++] = {piece(Variant::EndAbsent), c};
      break;
    }
  }
  for (uint32_t m = 0; m < n; ++m)
    if (!walk[m].stencil) return false;
  for (uint32_t m = 0; m < n; ++m) add(i, walk[m].stencil).record = walk[m].record;
  return true;
}

// false, and nothing was added: tier 2's handler has to do it.
bool Layout::add_record(uint32_t i, const FieldCache& record, bool is_step, bool carries) {
  const Instr in = source_->code[i].instr;
  const Op op = op_of(in);
  const bool stores = op == Op::SetTabUp || op == Op::SetField;
  const bool k = op != Op::GetTabUp && op != Op::GetField && k_of(in);
  Variant v;
  if (field_variant(record, stores, &v)) {
    const Stencil* s = stencil_of(op, variant_number(v, k, is_step, false, carries));
    if (s) add(i, s).record = &record;
    return s;
  }
  return !stores && add_walk(i, record, is_step, carries);
}

// One or several stencils per record, all but the last a step to the next; tier 2's handler comes last where not all records
// have some.
bool Layout::add_field(uint32_t i, bool carries) {
  const Instr in = source_->code[i].instr;
  const Op op = op_of(in);
  const Cache* caches = L_->state->engine->caches;
  const FieldCache& first = caches[source_->code[i].side].field;
  if (op == Op::Self && !k_of(in)) {
    if (!carries) add(i, handler_stencil());
    return !carries;
  }
  const FieldCache* records[1 + ops::kMoreEntries];
  uint32_t n = 0;
  if (first.shape) records[n++] = &first;
  if (first.more) {
    const Cache* block = caches + first.more;
    for (uint32_t e = 0; e < ops::kMoreEntries; ++e)
      if (block->shapes.shape[e]) records[n++] = &block[1 + e].field;
  }
  if (!n) {  // it has learnt nothing: its guard always fails
    const bool k = op != Op::GetTabUp && op != Op::GetField && k_of(in);
    const Stencil* s = stencil_of(op, variant_number(Variant::Plain, k, false, false, carries));
    if (s) add(i, s).record = &first;
    return s;
  }
  // Those that the handler has to find go last.
  const uint32_t begin = count_;
  uint32_t done = 0;
  for (uint32_t e = 0; e < n; ++e) {
    const uint32_t from = count_;
    const bool is_last = e + 1 == n && done == e;
    if (!add_record(i, *records[e], !is_last, carries)) continue;
    ++done;
    for (uint32_t m = from; m < count_; ++m) room_.pieces[m].other = count_;
  }
  if (done < n) add(i, inlining_ ? stencil_of(InlinedPart::InlinedLeave) : handler_stencil());
  if (carries)
    for (uint32_t m = begin; m < count_; ++m) {
      room_.pieces[m].carries = true;
      room_.pieces[m].done = count_;
    }
  return true;
}

// ---- all ops

uint32_t Layout::jump(const Piece& piece) const {
  if (piece.jump != kNoPiece) return piece.jump;
  const auto target = size_t(jump_of(p_->code + piece.op) - p_->code);
  if (piece.carries && target < p_->code_count && room_.registers[target] != kNoPiece &&
      room_.plans[plan_of(piece.op)].contains(target))
    return room_.registers[target];
  return way_in(target);
}

uint32_t Layout::other(const Piece& piece) const {
  if (piece.other != kNoPiece) return piece.other;
  return piece.inlined && !piece.function ? piece.inlined->normal : room_.registers[piece.op];
}

bool Layout::has_jump(uint32_t i) const {
  const Op op = op_of(source_->code[i].instr);
  return kOpNext[int(op)] == Next::Branch || op == Op::LFalseSkip || bytecode::has_jump(op);
}

uint32_t Layout::plan_of(uint32_t i) const {
  uint32_t n = 0;
  while (n < plan_count_ && !room_.plans[n].contains(i)) ++n;
  return n;
}

bool Layout::choose() {
  const uint32_t n = p_->code_count;
  if (!room_.make_for(n)) return false;
  for (uint32_t* places : {room_.first, room_.memory, room_.registers})
    std::fill_n(places, n, kNoPiece);
  std::fill_n(room_.targets, n, false);
  uint32_t loops = 0;
  each_op([&](uint32_t i) {
    ++op_count_;
    if (!has_jump(i)) return;
    const auto target = size_t(jump_of(p_->code + i) - p_->code);
    if (target < n) room_.targets[target] = true;
    if (target <= i) loops = note_loop(room_.plans, loops, uint32_t(target), i);
  });
  if (loops) plan_count_ = plan_loops(*this, room_.plans, loops);
  uint32_t search = kLongestSearch;
  each_op([&](uint32_t i) {
    room_.first[i] = count_;
    const uint32_t plan = plan_of(i);
    if (plan < plan_count_ && room_.plans[plan].head == i && !room_.plans[plan].notes)
      add_loads(this, room_.plans[plan]);
    room_.memory[i] = count_;
    const Op op = op_of(p_->code[i].instr);
    if (op == Op::Call && inlined_count_ < kMostInlined &&
        add_inlined(this, i, &search, room_.inlined + inlined_count_))
      ++inlined_count_;
    else if (!is_field_op(op))
      add(i, stencil_for(i, false));
    else if (!add_field(i))
      add(i, handler_stencil());
  });
  for (uint32_t n = 0; n < inlined_count_; ++n) add_apart(this, room_.inlined + n);
  first_of_loops_ = count_;
  for (uint32_t plan = 0; plan < plan_count_; ++plan)
    if (!room_.plans[plan].notes) add_loop(this, room_.plans[plan]);
  return !failed_;
}

}  // namespace tri::jit
