// The recorder's vocabulary: each verb is executed and written down.
//
// A value is its C++ value and its name in the trace. The types offer no operators, so a body that computes beside the
// vocabulary does not compile here.
#pragma once

#include <type_traits>

#include "ops/bodies.hpp"
#include "ops/forms/verb_rows.hpp"

namespace tri::ops::forms {

class Recorder {
 public:
  template <class K>
  struct Of {
    typename K::Type v;
    uint32_t name;
  };
  using Slot = Of<kind::Slot>;

 private:
  static uint32_t name_of(Imm x) { return x.v; }
  template <class K>
  static uint32_t name_of(const Of<K>& x) {
    return x.name;
  }
  static Imm value_of(Imm x) { return x; }
  template <class K>
  static typename K::Type value_of(const Of<K>& x) {
    return x.v;
  }

  template <Verb kVerb, class... Args>
  auto apply(Args... args) {
    using Row = VerbRow<kVerb>;
    using Result = typename Row::Result;
    Node n{.kind = NodeKind::Apply, .verb = kVerb, .args = {name_of(args)...}};
    if constexpr (std::is_same_v<Result, kind::Bool>) {
      TRI_CHECK(!had_effect_);
      n.answer = Row::apply(now_, value_of(args)...);
      write(n);
      return n.answer;
    } else if constexpr (std::is_same_v<Result, kind::None>) {
      had_effect_ = true;
      Row::apply(now_, value_of(args)...);
      write(n);
    } else {
      n.result = next_name_++;
      if (out_->names < next_name_) out_->names = next_name_;
      Of<Result> out{Row::apply(now_, value_of(args)...), n.result};
      write(n);
      return out;
    }
  }

  Plain now_{};
  Trace* out_ = nullptr;
  uint32_t next_name_ = 0;
  bool had_effect_ = false;

 public:
  Thread* L() const { return now_.L; }
  Value* base() const { return now_.base; }
  Code* pc = nullptr;

  // Goes on in the running frame of a thread, at its pc.
  void load(Thread* L) {
    now_.L = L;
    now_.base = L->frame->base;
    now_.k = L->frame->k;
    pc = L->frame->pc;
  }
  void reload_base() { now_.base = now_.L->frame->base; }
  // Before each op: where its verbs are written.
  void begin(Trace* out) {
    out_ = out;
    next_name_ = 0;
    had_effect_ = false;
  }
  void write(Node n) {
    n.pc = pc;
    out_->nodes.push_back(n);
  }

  // ---- what bodies see

#define TRI_IN(kind_name) Operand<kind::kind_name>
#define TRI_VERB0(name, verb, result) \
  auto verb() { return apply<Verb::name>(); }
#define TRI_VERB1(name, verb, result, A) \
  auto verb(TRI_IN(A) a) { return apply<Verb::name>(a); }
#define TRI_VERB2(name, verb, result, A, B) \
  auto verb(TRI_IN(A) a, TRI_IN(B) b) { return apply<Verb::name>(a, b); }
#define TRI_VERB3(name, verb, result, A, B, C) \
  auto verb(TRI_IN(A) a, TRI_IN(B) b, TRI_IN(C) c) { return apply<Verb::name>(a, b, c); }
#define TRI_VERB4(name, verb, result, A, B, C, D)                 \
  auto verb(TRI_IN(A) a, TRI_IN(B) b, TRI_IN(C) c, TRI_IN(D) d) { \
    return apply<Verb::name>(a, b, c, d);                         \
  }
  template <class K>
  using Operand = std::conditional_t<std::is_same_v<K, kind::Imm>, Imm, Of<K>>;
#include "ops/verbs.def"
#undef TRI_IN
  Slot reg(uint32_t r) { return reg(r, 0); }

  uint32_t a() { return uint32_t(bytecode::a_of(pc->instr)); }
  uint32_t b() { return uint32_t(bytecode::b_of(pc->instr)); }
  uint32_t c() { return uint32_t(bytecode::c_of(pc->instr)); }
  uint32_t bx() { return uint32_t(bytecode::bx_of(pc->instr)); }
  uint32_t extra() { return uint32_t(bytecode::ax_of(pc[1].instr)); }
  int32_t sbx() { return bytecode::sbx_of(pc->instr); }
  int32_t ub() { return bytecode::b_of(pc->instr); }
  int32_t uc() { return bytecode::c_of(pc->instr); }
  int32_t sb() { return bytecode::sb_of(pc->instr); }
  int32_t sc() { return bytecode::sc_of(pc->instr); }
  static constexpr bool kAllCalls = false;
  static constexpr bool kLooksInDictionaries = false;
  static constexpr bool kTellsNumbersApart = true;
  bool has_open_list() { return b() == 0; }
  uint32_t list_length(Slot) { return b() - 1; }
  int wanted() { return int(c()) - 1; }
  bool key_is_constant() { return bytecode::k_of(pc->instr); }
  bool taken(bool cond) { return cond == bytecode::k_of(pc->instr); }
  Slot reg_or_constant(uint32_t n) { return bytecode::k_of(pc->instr) ? constant(n) : reg(n); }
  FieldInMemory field_cache() {
    return {&now_.L->caches[pc->side].field};
  }  // its contents become constants
  void note(Seen) {}
  void note_loop(Seen) {}

  template <class V>
  Ending put(Slot to, V v) {
    set(to, v);
    return next();
  }
  Ending enter(Of<kind::Fn> f, Slot at, int wanted) {
    write({.kind = NodeKind::Enter,
           .args = {f.name, at.name, uint32_t(wanted)},
           .then = f.v->proto->code});
    return now_.enter(f.v, at.v, wanted);
  }
  Ending leave(Slot result) {
    write({.kind = NodeKind::Leave, .args = {result.name}, .then = now_.L->frame[-1].pc + 1});
    return now_.leave(result.v);
  }
  Ending leave() {
    write({.kind = NodeKind::Leave0, .then = now_.L->frame[-1].pc + 1});
    return now_.leave();
  }
  Ending next() { return {End::Next, {}}; }
  Ending jump() { return {End::Jump, {}}; }
  Ending back() { return {End::Back, {}}; }
  Ending slow(Slow what) { return {End::Slow, what}; }
  Ending branch(bool cond) { return {taken(cond) ? End::Jump : End::Next, {}}; }
};

}  // namespace tri::ops::forms
