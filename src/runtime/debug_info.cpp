#include "runtime/debug_info.hpp"

#include <cstring>
#include <string>

#include "heap/barrier.hpp"
#include "runtime/link.hpp"
#include "runtime/strings.hpp"

namespace tri {

namespace {

// Marks of call_protected and the thread's own base frame are no functions.
bool is_level(const Thread* L, const Frame* f) {
  return f > L->frames && f->kind != FrameKind::Base;
}

// First slot behind those of a frame.
// One past the last slot of a frame: where the function that it called lies, above the extra arguments of a vararg one.
const Value* end_of_frame(const Thread* L, const Frame* f) {
  if (f == L->frame) return L->top;
  return f[1].kind == FrameKind::Lua ? f[1].base - 1 : f[1].func;
}

}  // namespace

const Value& function_of(const Frame* f) {
  return f->kind == FrameKind::Lua ? f->base[-1] : *f->func;
}

Frame* frame_at_level(Thread* L, int level) {
  if (level < 0) return nullptr;
  for (Frame* f = L->frame; f > L->frames; --f)
    if (is_level(L, f) && level-- == 0) return f;
  return nullptr;
}

int level_count(const Thread* L) {
  int count = 0;
  for (const Frame* f = L->frame; f > L->frames; --f) count += is_level(L, f);
  return count;
}

SourceInfo source_info(const Value& function) {
  if (!function.is_lua_closure()) return {nullptr, "=[C]", short_source("=[C]"), "C", -1, -1};
  const Proto* p = function.closure()->proto;
  SourceInfo info;
  info.source = p->source;
  info.source_text = "=?";
  info.short_source = short_source(p->source ? text_of(p->source) : "=?");
  info.line_defined = p->line_defined;
  info.last_line_defined = p->last_line_defined;
  info.what = p->line_defined == 0 ? "main" : "Lua";
  return info;
}

ParameterInfo parameter_info(const Value& function) {
  if (function.is_lua_closure()) {
    const Proto* p = function.closure()->proto;
    return {int(function.closure()->header.aux), p->num_params, p->is_vararg};
  }
  const bool closure = function.tag == Tag::NativeClosure;
  return {closure ? int(function.native()->header.aux) : 0, 0, true};
}

int line_of_frame(const Frame* f) { return f->kind == FrameKind::Lua ? current_line(f) : -1; }

bool each_active_line(const Proto* p, bool (*each)(void* context, int line), void* context) {
  // The VARARGPREP of a vararg function is no line of its own.
  for (uint32_t pc = p->is_vararg ? 1 : 0; pc < p->line_count; ++pc)
    if (!each(context, line_of(p, pc))) return false;
  return true;
}

Local local_of_frame(Thread* L, const Frame* f, int n) {
  const bool lua = f->kind == FrameKind::Lua;
  if (lua && n < 0) {
    const Proto* p = proto_of(f);
    if (!p->is_vararg || uint32_t(-n) > f->extra_args) return {nullptr, nullptr};
    return {"(vararg)", f->func + p->num_params - n};
  }
  const char* name = lua ? local_name(proto_of(f), n, current_pc(f)) : nullptr;
  if (!name) {
    if (n <= 0 || end_of_frame(L, f) - f->base < n) return {nullptr, nullptr};
    name = lua ? "(temporary)" : "(C temporary)";
  }
  return {name, f->base + n - 1};
}

const char* set_local_of_frame(Thread* L, const Frame* f, int n, const Value& v) {
  if (f->kind == FrameKind::Builtin) return nullptr;
  const Local local = local_of_frame(L, f, n);
  if (!local.name) return nullptr;
  const bool counts = std::strcmp(local.name, "(for state)") == 0 && local.slot->is_number();
  if (counts && v.tag != local.slot->tag) return nullptr;
  copy(local.slot, &v);
  barrier(L->state, &L->header, v);
  return local.name;
}

const char* parameter_name(const Value& function, int n) {
  return function.is_lua_closure() ? local_name(function.closure()->proto, n, 0) : nullptr;
}

UpvalueRef upvalue_of(const Value& function, int n) {
  constexpr UpvalueRef kNone{nullptr, nullptr, nullptr, nullptr};
  if (n < 1) return kNone;
  const auto i = uint32_t(n - 1);
  if (function.is_lua_closure()) {
    LuaClosure* f = function.closure();
    if (i >= f->header.aux) return kNone;
    const Str* name = i < f->proto->upvalue_count ? f->proto->upvalues[i].name : nullptr;
    UpVal* u = f->upvalues[i];
    return {name ? data_of(name) : "(no name)", u->v, &u->header, u};
  }
  if (function.tag == Tag::NativeClosure) {
    NativeClosure* f = function.native();
    if (i >= f->header.aux) return kNone;
    return {"", &f->upvalues[i], &f->header, &f->upvalues[i]};
  }
  return kNone;
}

// ---- tracebacks

namespace {

constexpr int kFirstLevels = 10, kLastLevels = 11;

std::string described(Thread* L, Thread* of, const Frame* f, const SourceInfo& source) {
  const std::string known = loaded_name(L, function_of(f));
  if (!known.empty()) return "function '" + known + "'";
  const Name name = called_name(of, f);
  if (name.kind && *name.kind) return std::string(name.kind) + " '" + name.text + "'";
  if (source.what[0] == 'm') return "main chunk";
  if (source.what[0] != 'C')
    return std::string("function <") + source.short_source.text + ":" +
           std::to_string(source.line_defined) + ">";
  return "?";
}

std::string level_text(Thread* L, Thread* of, const Frame* f) {
  const SourceInfo source = source_info(function_of(f));
  const int line = line_of_frame(f);
  std::string text = std::string("\n\t") + source.short_source.text + ": in ";
  if (line > 0) text.insert(text.size() - 4, std::to_string(line) + ":");
  text += described(L, of, f, source);
  if (f->flags & frame_bits::kTail) text += "\n\t(...tail calls...)";
  return text;
}

}  // namespace

Str* traceback(Thread* L, Thread* of, const std::string_view* message, int level) {
  std::string text;
  // As C shows a string: up to its first zero.
  if (message) text.append(message->substr(0, message->find('\0'))).append("\n");
  text += "stack traceback:";
  const int last = level_count(of) - 1;
  int left = last - level > kFirstLevels + kLastLevels ? kFirstLevels : -1;
  for (; const Frame* f = frame_at_level(of, level); ++level) {
    if (left-- == 0) {
      const int skipped = last - level - kLastLevels;
      text += "\n\t...\t(skipping " + std::to_string(skipped) + " levels)";
      level += skipped;
    } else {
      text += level_text(L, of, f);
    }
  }
  return new_string(L, text);
}

}  // namespace tri
