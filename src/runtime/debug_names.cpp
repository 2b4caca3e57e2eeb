#include "runtime/debug_names.hpp"

#include <cstring>

#include "runtime/error.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"
#include "runtime/metatable.hpp"

namespace tri {

using namespace bytecode;

const Proto* proto_of(const Frame* f) {
  return f->kind == FrameKind::Lua ? static_cast<LuaClosure*>(f->base[-1].p)->proto : nullptr;
}
int current_pc(const Frame* f) { return int(f->pc - proto_of(f)->code); }
int current_line(const Frame* f) { return line_of(proto_of(f), uint32_t(current_pc(f))); }

const char* local_name(const Proto* p, int n, int pc) {
  for (uint32_t i = 0; i < p->local_count && int(p->locals[i].start_pc) <= pc; i++) {
    if (pc < int(p->locals[i].end_pc) && --n == 0) return data_of(p->locals[i].name);
  }
  return nullptr;
}

const char* local_name_of(Thread* L, const Value* slot) {
  const Frame* f = L->frame;
  if (f->kind != FrameKind::Lua) return nullptr;
  return local_name(proto_of(f), int(slot - f->base) + 1, current_pc(f));
}

namespace {

bool changes(Instr i, int reg) {
  const int a = a_of(i);
  switch (op_of(i)) {
    case Op::LoadNil: return a <= reg && reg <= a + b_of(i);
    case Op::TForCall: return reg >= a + 2;
    case Op::Call:
    case Op::TailCall: return reg >= a;
    case Op::ForLoop:
    case Op::ForPrep:
    case Op::VarArg:
    case Op::TForLoop:
    case Op::TForPrep: return reg == a;
    default: {
      const Role r = row_of(op_of(i)).a;
      return reg == a && (r == Role::Out || r == Role::InOut || r == Role::Out2);
    }
  }
}

}  // namespace

int find_last_change(const Proto* p, int last, int reg) {
  int pc = last - 1;
  while (pc >= 0 && !changes(p->code[pc].instr, reg)) --pc;
  return pc;
}

int find_setter(const Proto* p, int last, int reg) {
  int setter = -1, target = 0;
  if (kOpNext[int(op_of(p->code[last].instr))] == Next::Any &&
      (op_of(p->code[last].instr) == Op::MmBin || op_of(p->code[last].instr) == Op::MmBinI ||
       op_of(p->code[last].instr) == Op::MmBinK))
    last--;
  for (int pc = 0; pc < last; pc++) {
    const Instr i = p->code[pc].instr;
    if (op_of(i) == Op::Jmp) {
      const int to = pc + 1 + sj_of(i);
      if (to <= last && to > target) target = to;
    } else if (changes(i, reg)) {
      setter = pc < target ? -1 : pc;
    }
  }
  return setter;
}

namespace {

const char* upvalue_name(const Proto* p, int n) {
  Str* s = p->upvalues[n].name;
  return s ? data_of(s) : "?";
}

const char* constant_name(const Proto* p, int n) {
  const Value& v = p->constants[n];
  return v.is_string() ? data_of(v.str()) : "?";
}

const char* global_or_field(const char* table_name) {
  return table_name && strcmp(table_name, "_ENV") == 0 ? "global" : "field";
}

Name basic_name(const Proto* p, int* pc, int reg) {
  if (const char* local = local_name(p, reg + 1, *pc)) return {"local", local};
  *pc = find_setter(p, *pc, reg);
  if (*pc < 0) return {nullptr, nullptr};
  Instr i = p->code[*pc].instr;
  switch (op_of(i)) {
    case Op::Move:
      if (b_of(i) < a_of(i)) return basic_name(p, pc, b_of(i));
      break;
    case Op::GetUpval: return {"upvalue", upvalue_name(p, b_of(i))};
    case Op::LoadK:
    case Op::LoadKX: {
      int n = op_of(i) == Op::LoadK ? bx_of(i) : ax_of(p->code[*pc + 1].instr);
      if (p->constants[n].is_string()) return {"constant", data_of(p->constants[n].str())};
      break;
    }
    default: break;
  }
  return {nullptr, nullptr};
}

const char* register_key(const Proto* p, int pc, int reg) {
  Name n = basic_name(p, &pc, reg);
  return n.kind && n.kind[0] == 'c' ? n.text : "?";
}

// Division by zero is an error of the op itself: what it calls is the message handler, no metamethod.
bool divides_integers(const Frame* f, const Proto* p, Instr i) {
  const Value* divisor;
  switch (op_of(i)) {
    case Op::Mod:
    case Op::IDiv: divisor = f->base + c_of(i); break;
    case Op::ModK:
    case Op::IDivK: divisor = p->constants + c_of(i); break;
    default: return false;
  }
  return f->base[b_of(i)].is_int() && divisor->is_int();
}

}  // namespace

Name register_name(const Proto* p, int pc, int reg) {
  Name n = basic_name(p, &pc, reg);
  if (n.kind) return n;
  if (pc < 0) return {nullptr, nullptr};
  Instr i = p->code[pc].instr;
  switch (op_of(i)) {
    case Op::GetTabUp:
      return {global_or_field(upvalue_name(p, b_of(i))), constant_name(p, c_of(i))};
    case Op::GetTable:
    case Op::GetField: {
      int table_pc = pc;
      Name table = basic_name(p, &table_pc, b_of(i));
      bool named = table.kind && (table.kind[0] == 'l' || table.kind[0] == 'u');
      const char* kind = global_or_field(named ? table.text : nullptr);
      if (op_of(i) == Op::GetTable) return {kind, register_key(p, pc, c_of(i))};
      return {kind, constant_name(p, c_of(i))};
    }
    case Op::GetI: return {"field", "integer index"};
    case Op::Self:
      return {"method", k_of(i) ? constant_name(p, c_of(i)) : register_key(p, pc, c_of(i))};
    default: return {nullptr, nullptr};
  }
}

Name callee_name(const Frame* caller) {
  while (caller->kind == FrameKind::Base && (caller->flags & frame_bits::kProtected)) --caller;
  if (caller->flags & frame_bits::kHook) return {"hook", "?"};
  if (caller->flags & frame_bits::kFinalizer) return {"metamethod", "__gc"};
  if (caller->kind != FrameKind::Lua) return {nullptr, nullptr};
  const Proto* p = proto_of(caller);
  int pc = current_pc(caller);
  Instr i = p->code[pc].instr;
  tri::Event e;
  switch (op_of(i)) {
    case Op::Call:
    case Op::TailCall: return register_name(p, pc, a_of(i));
    case Op::TForCall: return {"for iterator", "for iterator"};
    case Op::Self:
    case Op::GetTabUp:
    case Op::GetTable:
    case Op::GetI:
    case Op::GetField: e = tri::Event::Index; break;
    case Op::SetTabUp:
    case Op::SetTable:
    case Op::SetI:
    case Op::SetField: e = tri::Event::NewIndex; break;
    case Op::Unm: e = tri::Event::Unm; break;
    case Op::BNot: e = tri::Event::BNot; break;
    case Op::Len: e = tri::Event::Len; break;
    case Op::Concat: e = tri::Event::Concat; break;
    case Op::Eq: e = tri::Event::Eq; break;
    case Op::Lt:
    case Op::LtI:
    case Op::GtI: e = tri::Event::Lt; break;
    case Op::Le:
    case Op::LeI:
    case Op::GeI: e = tri::Event::Le; break;
    case Op::Close:
    case Op::Return: e = tri::Event::Close; break;
    default:
      if (kOpNext[int(op_of(i))] == Next::Mm && !divides_integers(caller, p, i)) {
        e = tri::Event(c_of(p->code[pc + 1].instr));
        break;
      }
      return {nullptr, nullptr};
  }
  return {"metamethod", event_name(e) + 2};
}

Name called_name(const Thread* L, const Frame* f) {
  if (f <= L->frames || (f->flags & frame_bits::kTail)) return {nullptr, nullptr};
  const Frame* caller = f - 1;
  while (caller > L->frames && caller->kind == FrameKind::Base)
    caller--;  // marks of protected calls
  return callee_name(caller);
}

Str* variable_info(Thread* L, const Value* v) {
  const Frame* f = L->frame;
  Name n{nullptr, nullptr};
  if (f->kind == FrameKind::Lua) {
    const Proto* p = proto_of(f);
    auto* fn = static_cast<LuaClosure*>(f->base[-1].p);
    for (uint32_t i = 0; i < fn->header.aux; i++)
      if (fn->upvalues[i]->v == v) n = {"upvalue", upvalue_name(p, int(i))};
    if (!n.kind && v >= f->base && v < f->base + p->max_stack)
      n = register_name(p, current_pc(f), int(v - f->base));
    if (!n.kind && v >= p->constants && v < p->constants + p->constant_count && v->is_string())
      n = {"constant", data_of(v->str())};
  }
  if (!n.kind) return L->state->empty_string;
  return format_text(L, " (%s '%s')", n.kind, n.text);
}

}  // namespace tri
