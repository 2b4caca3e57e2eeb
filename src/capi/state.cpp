// States: made and closed, memory, collection, warnings.
#include <cstdarg>
#include <cstdlib>

#include "capi/stack.hpp"
#include "engine/engine.hpp"
#include "heap/collector.hpp"
#include "lib/libraries.hpp"
#include "runtime/call.hpp"

// What the file is, for those who look into binaries.
const char lua_ident[] =
    "$TrinityVersion: 0.1.0, a Lua 5.4 engine with the C interface of Lua 5.4.8 $"
    "$TrinityInterface: LUA_5.4, LUA_COMPAT_5_3 $   ";

using namespace tri;
using namespace tri::capi;

namespace tri::capi {

namespace {

// The panic function of luaL_newstate: the message goes to standard error; returning ends the program.
int report_panic(lua_State* L) {
  const char* message = lua_tostring(L, -1);
  if (!message) message = "error object is not a string";
  lua_writestringerror("PANIC: unprotected error in call to Lua API (%s)\n", message);
  return 0;
}

void* system_allocator(void*, void* block, size_t, size_t new_size) {
  if (new_size != 0) return realloc(block, new_size);
  free(block);
  return nullptr;
}

int mode_number(GcMode mode) { return mode == GcMode::Generational ? LUA_GCGEN : LUA_GCINC; }

}  // namespace

}  // namespace tri::capi

LUA_API lua_State* lua_newstate(lua_Alloc allocator, void* data) {
  State* S = engine::create_state({.alloc = allocator, .alloc_ud = data});
  return S ? public_state(S->main) : nullptr;
}

LUALIB_API lua_State* luaL_newstate(void) {
  lua_State* L = lua_newstate(system_allocator, nullptr);
  if (!L) return nullptr;
  lua_atpanic(L, report_panic);
  lib::install_warnings(thread(L)->state);
  return L;
}

LUA_API void lua_close(lua_State* l) { engine::destroy_state(thread(l)->state); }

LUA_API lua_Number lua_version(lua_State*) { return LUA_VERSION_NUM; }

// ---- memory

LUA_API lua_Alloc lua_getallocf(lua_State* l, void** data) {
  const State* S = thread(l)->state;
  if (data) *data = S->alloc_ud;
  return S->alloc;
}

LUA_API void lua_setallocf(lua_State* l, lua_Alloc allocator, void* data) {
  State* S = thread(l)->state;
  S->alloc = allocator;
  S->alloc_ud = data;
}

LUA_API int lua_gc(lua_State* l, int what, ...) {
  Thread* L = thread(l);
  Collector& collector = *L->state->collector;
  if (collector.is_collecting() || L->state->closing || collector.is_finalizing()) return -1;
  va_list arguments;
  va_start(arguments, what);
  const auto next = [&arguments] { return va_arg(arguments, int); };
  const size_t bytes = L->state->heap->bytes_in_use();
  int result = 0;
  switch (what) {
    case LUA_GCSTOP: collector.stop(); break;
    case LUA_GCRESTART: collector.restart(); break;
    case LUA_GCCOLLECT:
      collector.collect_full(false);
      collect_now(L);
      break;
    case LUA_GCCOUNT: result = int(bytes >> 10); break;
    case LUA_GCCOUNTB: result = int(bytes & 0x3FF); break;
    case LUA_GCSTEP: {
      result = collector.step_explicit(next());
      collect_now(L);
      break;
    }
    case LUA_GCSETPAUSE: result = collector.set_pause(next()); break;
    case LUA_GCSETSTEPMUL: result = collector.set_step_multiplier(next()); break;
    case LUA_GCISRUNNING: result = collector.is_running(); break;
    case LUA_GCGEN: {
      const int minor = next(), major = next();
      result = mode_number(collector.set_generational(minor, major));
      break;
    }
    case LUA_GCINC: {
      const int pause = next(), multiplier = next(), size = next();
      result = mode_number(collector.set_incremental(pause, multiplier, size));
      break;
    }
    default: result = -1;
  }
  va_end(arguments);
  return result;
}

// ---- warnings

LUA_API void lua_setwarnf(lua_State* l, lua_WarnFunction function, void* data) {
  State* S = thread(l)->state;
  S->warn = function;
  S->warn_ud = data;
}

LUA_API void lua_warning(lua_State* l, const char* piece, int to_be_continued) {
  warn(thread(l)->state, piece, to_be_continued != 0);
}

LUA_API int lua_setcstacklimit(lua_State*, unsigned int) { return int(kMaxNativeDepth); }
