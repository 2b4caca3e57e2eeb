#include "runtime/link.hpp"

#include <cstring>
#include <vector>

#include "heap/barrier.hpp"
#include "heap/cache.hpp"
#include "heap/watch.hpp"
#include "runtime/counters.hpp"
#include "runtime/error.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri {

using namespace bytecode;

namespace {

bool has_loop(const Function& f) {
  for (const Instr i : f.code)
    if (has_jump(op_of(i)) && jump_distance(i) <= 0) return true;
  return false;
}

class Linker {
 public:
  Linker(Thread* L, const bytecode::Chunk& chunk) : L_(L), strings_(chunk.texts.count()) {}

  // nullptr: raised
  Proto* link(const Function& f) {
    State* S = L_->state;
    auto* p = static_cast<Proto*>(S->heap->allocate(sizeof(Proto)));
    if (!p) return (void)raise_memory(L_), nullptr;
    memset(static_cast<void*>(p), 0, sizeof(Proto));
    p->header.tag = Tag::Proto;
    count(S, Count::FunctionsLinked);
    Root<Proto> root(L_, p);
    if (!allocate_storage(p, f)) return nullptr;
    p->num_params = f.num_params;
    p->is_vararg = f.is_vararg;
    p->max_stack = f.max_stack;
    p->frame_bytes = uint32_t((1 + f.max_stack) * sizeof(Value));
    p->line_defined = f.line_defined;
    p->last_line_defined = f.last_line_defined;
    p->entry_cost = uint32_t(f.code.size());
    p->loops_left = draw_threshold(S, S->engine->tier2_loops);
    p->counted = true;
    p->calls = has_loop(f);  // worth records at the first call already
    if (S->engine->tier_seed && S->engine->tier2_calls < INT32_MAX)
      p->calls += uint32_t(draw_threshold(S, int32_t(S->engine->tier2_calls)));
    if (f.source && !text(p, &p->source, f.source)) return nullptr;
    for (size_t i = 0; i < f.code.size(); i++) p->code[i] = {f.code[i], 0};
    for (size_t i = 0; i < f.constants.size(); i++)
      if (!constant(p, &p->constants[i], f.constants[i])) return nullptr;
    for (size_t i = 0; i < f.upvalues.size(); i++) {
      const auto& u = f.upvalues[i];
      p->upvalues[i] = {nullptr, u.in_stack, u.index, uint8_t(u.kind)};
      if (u.name && !text(p, &p->upvalues[i].name, u.name)) return nullptr;
    }
    for (size_t i = 0; i < f.line_deltas.size(); i++) p->line_deltas[i] = f.line_deltas[i];
    for (size_t i = 0; i < f.anchors.size(); i++)
      p->abs_lines[i] = {uint32_t(f.anchors[i].pc), uint32_t(f.anchors[i].line)};
    for (size_t i = 0; i < f.locals.size(); i++) {
      p->locals[i] = {nullptr, uint32_t(f.locals[i].start_pc), uint32_t(f.locals[i].end_pc)};
      if (!text(p, &p->locals[i].name, f.locals[i].name)) return nullptr;
    }
    for (size_t i = 0; i < f.functions.size(); i++) {
      Proto* child = link(*f.functions[i]);
      if (!child) return nullptr;
      p->functions[i] = child;
      barrier_object(S, &p->header, child);
    }
    p->number = S->engine->proto_count++;
    p->next = S->engine->protos;
    S->engine->protos = p;
    return p;
  }

 private:
  bool allocate_storage(Proto* p, const Function& f) {
    size_t bytes = 0;
    auto room = [&](size_t n, size_t size) {
      size_t at = (bytes + 15) & ~size_t(15);
      bytes = at + n * size;
      return at;
    };
    size_t constants = room(f.constants.size(), sizeof(Value)),
           code = room(f.code.size(), sizeof(Code)),
           functions = room(f.functions.size(), sizeof(Proto*)),
           upvalues = room(f.upvalues.size(), sizeof(tri::UpvalueDesc)),
           locals = room(f.locals.size(), sizeof(tri::LocalVar)),
           anchors = room(f.anchors.size(), sizeof(AbsLine)), lines = room(f.line_deltas.size(), 1);
    char* block = static_cast<char*>(L_->state->heap->allocate_storage(bytes ? bytes : 1));
    if (!block) return (void)raise_memory(L_), false;
    memset(block, 0, bytes);
    p->storage = block;
    p->storage_bytes = bytes ? bytes : 1;
    p->constants = reinterpret_cast<Value*>(block + constants);
    p->code = reinterpret_cast<Code*>(block + code);
    p->functions = reinterpret_cast<Proto**>(block + functions);
    p->upvalues = reinterpret_cast<tri::UpvalueDesc*>(block + upvalues);
    p->locals = reinterpret_cast<LocalVar*>(block + locals);
    p->abs_lines = reinterpret_cast<AbsLine*>(block + anchors);
    p->line_deltas = reinterpret_cast<int8_t*>(block + lines);
    p->code_count = uint32_t(f.code.size());
    p->constant_count = uint32_t(f.constants.size());
    p->function_count = uint32_t(f.functions.size());
    p->upvalue_count = uint32_t(f.upvalues.size());
    p->line_count = uint32_t(f.line_deltas.size());
    p->abs_line_count = uint32_t(f.anchors.size());
    p->local_count = uint32_t(f.locals.size());
    return true;
  }

  // One object per text, as '%p' can tell. It lives: the prototype that got it first does, through those around it.
  bool text(Proto* p, Str** to, const Text* t) {
    Str*& s = strings_[t->number];
    if (!s && !(s = new_string(L_, t->view()))) return false;
    *to = s;
    barrier_object(L_->state, &p->header, s);
    return true;
  }

  bool constant(Proto* p, Value* to, const Constant& c) {
    switch (c.kind) {
      case Constant::Kind::Nil: *to = Value::nil(); return true;
      case Constant::Kind::False: *to = Value::boolean(false); return true;
      case Constant::Kind::True: *to = Value::boolean(true); return true;
      case Constant::Kind::Integer: *to = Value::integer(c.integer); return true;
      case Constant::Kind::Float: *to = Value::number(c.number); return true;
      case Constant::Kind::String: {
        Str* s = nullptr;
        if (!text(p, &s, c.text)) return false;
        *to = Value::of(s);
        return true;
      }
    }
    TRI_UNREACHABLE();
  }

  Thread* L_;
  std::vector<Str*> strings_;  // by number of the text
};

bool has_cache(Op op) {
  switch (op) {
    case Op::GetTabUp:
    case Op::GetField:
    case Op::SetTabUp:
    case Op::SetField:
    case Op::Self:
    case Op::NewTable: return true;
    default: return false;
  }
}

}  // namespace

LuaClosure* load_chunk(Thread* L, const bytecode::Chunk& chunk) {
  State* S = L->state;
  Linker linker(L, chunk);
  Proto* p = linker.link(*chunk.main);
  if (!p) return nullptr;
  Root<Proto> root(L, p);
  uint32_t n = p->upvalue_count;
  auto* f = static_cast<LuaClosure*>(S->heap->allocate(lua_closure_bytes(n)));
  if (!f) return (void)raise_memory(L), nullptr;
  f->header = {Tag::LuaClosure, uint8_t(Heap::is_large(lua_closure_bytes(n)) ? gc_bits::kLarge : 0),
               0, 0, 0};
  f->proto = p;
  Root<LuaClosure> kept(L, f);
  tell(S, &Watch::loaded, S, p);
  for (uint32_t i = 0; i < n; i++) {
    auto* u = static_cast<UpVal*>(S->heap->allocate(sizeof(UpVal)));
    if (!u) return (void)raise_memory(L), nullptr;
    u->header = {Tag::UpVal, 0, 0, 0, 0};
    u->closed = Value::nil();
    u->v = &u->closed;
    f->upvalues[i] = u;
    f->header.aux = i + 1;
    barrier_object(S, &f->header, u);
  }
  if (n) {
    f->upvalues[0]->closed = Value::of(globals(L));
    barrier(S, &f->upvalues[0]->header, f->upvalues[0]->closed);
  }
  return f;
}

void warm_up(Thread* L, Proto* p) {
  if (p->warm) return;
  p->warm = true;
  count(L->state, Count::FunctionsWarmed);
  EngineArea* E = L->state->engine;
  uint32_t n = 0;
  for (uint32_t i = 0; i < p->code_count; i++) n += has_cache(op_of(p->code[i].instr));
  if (E->cache_count + n > E->cache_limit) return;  // stays cold: correct, only slower
  p->cache_first = E->cache_count;
  p->cache_count = n;
  E->cache_count += n;
  uint32_t next = p->cache_first;
  for (uint32_t i = 0; i < p->code_count; i++)
    if (has_cache(op_of(p->code[i].instr))) p->code[i].side = next++;
}

int line_of(const Proto* p, uint32_t pc) {
  if (!p->line_count) return -1;
  uint32_t at = 0;
  int line = p->line_defined;
  bool anchored = false;
  for (uint32_t i = p->abs_line_count; i-- > 0;)
    if (p->abs_lines[i].pc <= pc) {
      at = p->abs_lines[i].pc + 1;
      line = int(p->abs_lines[i].line);
      anchored = true;
      break;
    }
  (void)anchored;
  for (; at <= pc; at++) line += p->line_deltas[at];
  return line;
}

}  // namespace tri
