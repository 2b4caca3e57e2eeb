#include "ops/forms/trace.hpp"

#include "ops/forms/verb_rows.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::ops::forms {
namespace {

// Applies a node's verb; false when a question is answered otherwise than when it was recorded.
using Apply = bool (*)(Plain& t, Named* names, const Node& n);

template <Verb kVerb>
bool apply(Plain& t, Named* names, const Node& n) {
  using Row = VerbRow<kVerb>;
  using Result = typename Row::Result;
  if constexpr (std::is_same_v<Result, kind::Bool>)
    return Row::replay(t, names, n.args) == n.answer;
  else if constexpr (std::is_same_v<Result, kind::None>)
    Row::replay(t, names, n.args);
  else
    Result::put(names + n.result, Row::replay(t, names, n.args));
  return true;
}

struct VerbInfo {
  const char* name;
  Apply apply;
  const char* result;
  const char* args[4];
};
constexpr VerbInfo kVerbs[] = {
#define TRI_VERB0(name, verb, result) {#verb, apply<Verb::name>, #result, {}},
#define TRI_VERB1(name, verb, result, A) {#verb, apply<Verb::name>, #result, {#A}},
#define TRI_VERB2(name, verb, result, A, B) {#verb, apply<Verb::name>, #result, {#A, #B}},
#define TRI_VERB3(name, verb, result, A, B, C) {#verb, apply<Verb::name>, #result, {#A, #B, #C}},
#define TRI_VERB4(name, verb, result, A, B, C, D) \
  {#verb, apply<Verb::name>, #result, {#A, #B, #C, #D}},
#include "ops/verbs.def"
};

constexpr const char* kSlowNames[] = {
#define X(name) #name,
    TRI_SLOW(X)
#undef X
};
constexpr Routine kRoutines[] = {
#define X(name) rt_##name,
    TRI_SLOW(X)
#undef X
};

}  // namespace

Exit replay(Trace& trace, Thread* L) {
  Plain t{};
  std::vector<Named> names(trace.names);
  t.L = L;
  t.base = L->frame->base;
  t.k = L->frame->k;
  for (;;) {
    for (const Node& n : trace.nodes) {
      trace.replayed++;
      switch (n.kind) {
        case NodeKind::Apply:
          if (!kVerbs[int(n.verb)].apply(t, names.data(), n)) return {Exit::AtOp, n.pc, {}};
          break;
        case NodeKind::Enter: {
          LuaClosure* f = names[n.args[0]].closure;
          (void)t.enter(f, names[n.args[1]].slot, int(n.args[2]));
          L->frame[-1].pc = n.pc;
          if (++f->proto->calls == 2) warm_up(L, f->proto);
          if (f->proto->code != n.then || L->state->interrupt)
            return {Exit::AtOp, f->proto->code, {}};
          break;
        }
        case NodeKind::Leave:
        case NodeKind::Leave0:
          (void)(n.kind == NodeKind::Leave ? t.leave(names[n.args[0]].slot) : t.leave());
          if (L->frame->pc + 1 != n.then) return {Exit::AtOp, L->frame->pc + 1, {}};
          break;
        case NodeKind::Routine: {
          L->frame->pc = n.pc;
          Outcome o = kRoutines[int(n.slow)](L, n.pc);
          if (o != n.outcome) return {Exit::Outcome_, n.pc, o};
          if (o == Outcome::Enter && L->frame->pc != n.then) return {Exit::AtOp, L->frame->pc, {}};
          t.base = L->frame->base;
          t.k = L->frame->k;
          break;
        }
        case NodeKind::Poll:
          if (L->state->interrupt) return {Exit::AtOp, n.then, {}};
          break;
      }
    }
  }
}

const char* verb_name(Verb v) { return kVerbs[int(v)].name; }

std::string to_text(const Trace& trace) {
  std::string out;
  const Code* pc = nullptr;
  for (const Node& n : trace.nodes) {
    if (n.pc != pc) {
      pc = n.pc;
      out += bytecode::row_of(bytecode::op_of(pc->instr)).name;
      out += '\n';
    }
    out += "  ";
    switch (n.kind) {
      case NodeKind::Apply: {
        const VerbInfo& v = kVerbs[int(n.verb)];
        const std::string result = v.result;
        if (result != "Bool" && result != "None") out += "%" + std::to_string(n.result) + " = ";
        out += v.name;
        for (int i = 0; i < 4 && v.args[i]; i++)
          out += (i ? ", " : " ") + std::string(v.args[i] == std::string("Imm") ? "" : "%") +
                 std::to_string(n.args[i]);
        if (result == "Bool") out += n.answer ? " -> yes" : " -> no";
        break;
      }
      case NodeKind::Enter:
        out += "enter %" + std::to_string(n.args[0]) + ", %" + std::to_string(n.args[1]) + ", " +
               std::to_string(int(n.args[2]));
        break;
      case NodeKind::Leave: out += "leave %" + std::to_string(n.args[0]); break;
      case NodeKind::Leave0: out += "leave"; break;
      case NodeKind::Routine: {
        static constexpr const char* kOutcomes[] = {"next",   "jump",   "enter",
                                                    "raised", "switch", "exit"};
        out +=
            std::string("routine ") + kSlowNames[int(n.slow)] + " -> " + kOutcomes[int(n.outcome)];
        break;
      }
      case NodeKind::Poll: out += "poll"; break;
    }
    out += '\n';
  }
  return out;
}

}  // namespace tri::ops::forms
