// Library package: require, its searchers, and C libraries.
//
// `require` asks one searcher after the other, each by a call that may yield nothing to the native stack; what it knows
// in between lies in its frame:
//
//   at[1] name   [2] package.loaded   [3] package.searchers   [4] the message so far   [5] the next searcher's number
#include <dlfcn.h>

#include <cstring>
#include <iterator>
#include <string>

#include "heap/barrier.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "lib/search_path.hpp"
#include "lib/system_result.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

constexpr const char kPreloadTable[] = "_PRELOAD";
constexpr const char kLibrariesTable[] = "_CLIBS";

Table* registry(Thread* L) { return L->state->registry.table(); }
Value text_value(Thread* L, std::string_view text, bool* ok) {
  Str* s = new_string(L, text);
  *ok = s != nullptr;
  return s ? Value::of(s) : Value::nil();
}
bool push_text(Thread* L, std::string_view text) {
  bool ok;
  const Value v = text_value(L, text, &ok);
  if (ok) *L->top++ = v;
  return ok;
}

// parent[name], made a table if it is none. nullptr: raised.
Table* subtable(Thread* L, Table* parent, const char* name) {
  const Value existing = get_text(L->state, parent, name);
  if (existing.is_table()) return existing.table();
  Root<Table> made{L, new_table(L)};
  return made.get() && set_field(L, parent, name, Value::of(made.get())) ? made.get() : nullptr;
}

// ---- C libraries

// Why a function of a C library was not found.
enum class Lookup : uint8_t { Ok, NoLibrary, NoFunction, Raised };

// Keeps a handle under its path (to find it) and in a list (to close them in reverse order).
bool remember_library(Thread* L, const char* path, void* handle) {
  Table* libraries = subtable(L, registry(L), kLibrariesTable);
  return libraries && set_field(L, libraries, path, Value::light(handle)) &&
         set_int(L, libraries, int64_t(length_of(libraries)) + 1, Value::light(handle));
}

// Pushes the function `symbol` of the C library at `path` (loaded if need be), or true when the symbol is "*": then the
// library's symbols become global. Otherwise pushes a message.
Lookup push_c_function(Thread* L, const char* path, const char* symbol) {
  const bool only_library = symbol[0] == '*';
  Table* libraries = subtable(L, registry(L), kLibrariesTable);
  if (!libraries) return Lookup::Raised;
  const Value known = get_text(L->state, libraries, path);
  void* handle = known.tag == Tag::LightUserdata ? known.p : nullptr;
  if (!handle) {
    handle = dlopen(path, RTLD_NOW | (only_library ? RTLD_GLOBAL : RTLD_LOCAL));
    if (!handle) return push_text(L, dlerror()) ? Lookup::NoLibrary : Lookup::Raised;
    if (!remember_library(L, path, handle)) return Lookup::Raised;
  }
  if (only_library) {
    *L->top++ = Value::boolean(true);
    return Lookup::Ok;
  }
  const auto function = reinterpret_cast<CFunction>(dlsym(handle, symbol));
  if (!function) return push_text(L, dlerror()) ? Lookup::NoFunction : Lookup::Raised;
  *L->top++ = Value::light_c(function);
  return Lookup::Ok;
}

// __gc of the table of libraries: closes them when the state ends.
Returned close_libraries(Thread* L, Value* at, uint32_t argc) {
  Table* libraries;
  if (!Args{L, at, argc}.table(1, &libraries)) return Returned::Raised;
  for (auto n = int64_t(length_of(libraries)); n >= 1; --n) {
    const Value handle = get_int(libraries, n);
    if (handle.tag == Tag::LightUserdata) dlclose(handle.p);
  }
  return returned(0);
}
constexpr Builtin kCloseLibraries = {.name = "__gc", .body = close_libraries};

Returned package_loadlib(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *path, *symbol;
  if (!c_text(a, 1, &path) || !c_text(a, 2, &symbol)) return Returned::Raised;
  const Lookup lookup = push_c_function(L, path, symbol);
  if (lookup == Lookup::Raised) return Returned::Raised;
  if (lookup == Lookup::Ok) return results_at_top(1);
  if (!push_text(L, lookup == Lookup::NoLibrary ? "open" : "init")) return Returned::Raised;
  const Value message = L->top[-2], where = L->top[-1];
  set_nil(at);
  copy(at + 1, &message);
  copy(at + 2, &where);
  return returned(3);
}

// ---- searching

// A string of the library, a number made one; false when it is neither.
bool text_of_field(Thread* L, const Value& package, const char* name, std::string* out) {
  Root<Str> key{L, new_string(L, name)};
  Value v;
  if (!key.get() || !index(L, package, Value::of(key.get()), &v)) return false;
  if (v.is_number()) {
    Str* s = number_to_string(L, v);
    if (!s) return false;
    v = Value::of(s);
  }
  if (!v.is_string()) {
    const Frame* f = L->frame;
    (void)raise_lib(L, f->func, uint32_t(L->top - f->func) - 1, "'package.%s' must be a string",
                    name);
    return false;
  }
  *out = std::string(data_of(v.str()));
  return true;
}

Returned package_searchpath(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *name, *path, *separator, *replacement;
  if (!c_text(a, 1, &name) || !c_text(a, 2, &path) || !c_text_or(a, 3, ".", &separator) ||
      !c_text_or(a, 4, "/", &replacement))
    return Returned::Raised;
  const Found found = search_path(name, path, separator, replacement);
  if (found.found) return a.give_text(found.text);
  bool ok;
  const Value message = text_value(L, found.text, &ok);
  return ok ? a.give(Value::nil(), message) : Returned::Raised;
}

// Searchers are closures over the table package. Each gives a loader and a value for it, or a message, or nothing.

Returned give_load_error(const Args& a, const char* file) {
  Str* message = a.L->top[-1].is_string() ? a.L->top[-1].str() : a.L->state->empty_string;
  return raise_lib(a.L, a.at, a.count, "error loading module '%S' from file '%s':\n\t%S",
                   a[1].str(), file, message);
}

// The loader on top of the stack, and the file it came from.
Returned give_loader(const Args& a, std::string_view file) {
  const ptrdiff_t loader = a.L->top - 1 - a.L->stack;
  bool ok;
  const Value from = text_value(a.L, file, &ok);
  return ok ? a.give(a.L->stack[loader], from) : Returned::Raised;
}

// Looks for a module's file in package[field].
bool find_file(const Args& a, const char* name, const char* field, Found* out) {
  std::string path;
  if (!text_of_field(a.L, upvalue(a.L->frame->func, 0), field, &path)) return false;
  *out = search_path(name, path, ".", "/");
  return true;
}

Returned search_preload(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Str* name;
  if (!a.str(1, &name)) return Returned::Raised;
  const Value preload = get_text(L->state, registry(L), kPreloadTable);
  Value loader;
  if (!index(L, preload, Value::of(name), &loader)) return Returned::Raised;
  if (!loader.is_nil()) {
    *L->top++ = loader;
    return give_loader(a, ":preload:");
  }
  Str* message = format_text(L, "no field package.preload['%S']", name);
  return message ? a.give(Value::of(message)) : Returned::Raised;
}

Returned search_lua(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* name;
  Found found;
  if (!c_text(a, 1, &name) || !find_file(a, name, "path", &found)) return Returned::Raised;
  if (!found.found) return a.give_text(found.text);
  const Load load = push_file(L, found.text.c_str(), "bt");
  if (load == Load::Raised) return Returned::Raised;
  if (load != Load::Ok) return give_load_error(a, found.text.c_str());
  return give_loader(a, found.text);
}

// Pushes the function that opens module `name` in the library `file`: luaopen_a_b for "a.b". Of "x-y" it is what
// stands before the hyphen, or, for old libraries, behind it.
Lookup push_open_function(Thread* L, const char* file, std::string_view name) {
  std::string symbol = replace_all(name, ".", "_");
  if (const size_t hyphen = symbol.find('-'); hyphen != symbol.npos) {
    const Lookup lookup = push_c_function(L, file, ("luaopen_" + symbol.substr(0, hyphen)).c_str());
    if (lookup != Lookup::NoFunction) return lookup;
    symbol.erase(0, hyphen + 1);
  }
  return push_c_function(L, file, ("luaopen_" + symbol).c_str());
}

Returned search_c(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* name;
  Found found;
  if (!c_text(a, 1, &name) || !find_file(a, name, "cpath", &found)) return Returned::Raised;
  if (!found.found) return a.give_text(found.text);
  const Lookup lookup = push_open_function(L, found.text.c_str(), name);
  if (lookup == Lookup::Raised) return Returned::Raised;
  if (lookup != Lookup::Ok) return give_load_error(a, found.text.c_str());
  return give_loader(a, found.text);
}

// Submodule "a.b" inside the library of "a".
Returned search_c_root(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* name;
  Found found;
  if (!c_text(a, 1, &name)) return Returned::Raised;
  const char* dot = std::strchr(name, '.');
  if (!dot) return returned(0);
  if (!find_file(a, std::string(name, dot).c_str(), "cpath", &found)) return Returned::Raised;
  if (!found.found) return a.give_text(found.text);
  switch (push_open_function(L, found.text.c_str(), name)) {
    case Lookup::Ok: return give_loader(a, found.text);
    case Lookup::NoLibrary: return give_load_error(a, found.text.c_str());
    case Lookup::NoFunction: {
      Str* message = format_text(L, "no module '%s' in file '%s'", name, found.text.c_str());
      return message ? a.give(Value::of(message)) : Returned::Raised;
    }
    case Lookup::Raised: return Returned::Raised;
  }
  TRI_UNREACHABLE();
}

// Framed, so that errors in them are theirs.
constexpr Builtin kSearchers[] = {
    {.name = "preload", .body = search_preload, .kind = BuiltinKind::Framed},
    {.name = "lua", .body = search_lua, .kind = BuiltinKind::Framed},
    {.name = "c", .body = search_c, .kind = BuiltinKind::Framed},
    {.name = "c_root", .body = search_c_root, .kind = BuiltinKind::Framed},
};

// ---- require

enum RequireSlot : uint32_t { kName = 1, kLoaded, kSearcherList, kMessage, kNumber, kCall };
enum RequireStep : uint32_t { kStart, kSearched, kLoadedModule };

Returned ask_searcher(Thread* L, Value* at) {
  L->top = at + kCall;
  const int64_t number = at[kNumber].i;
  const Value searcher = get_int(at[kSearcherList].table(), number);
  if (searcher.is_nil())
    return raise_lib(L, at, kNumber, "module '%S' not found:%S", at[kName].str(),
                     at[kMessage].str());
  set_int(at + kNumber, number + 1);
  copy(at + kCall, &searcher);
  copy(at + kCall + 1, at + kName);
  L->top = at + kCall + 2;
  return call_then(L, kSearched, at + kCall, 1, 2);
}

Returned start_require(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Str* name;
  if (!a.str(1, &name)) return Returned::Raised;
  // Names end at a zero byte.
  if (const size_t length = std::strlen(data_of(name)); length != length_of(name)) {
    Str* cut = new_string(L, {data_of(name), length});
    if (!cut) return Returned::Raised;
    at[kName] = Value::of(cut);
  }
  for (uint32_t s = kLoaded; s < kCall; ++s) set_nil(at + s);
  L->top = at + kCall;
  at[kLoaded] = Value::of(loaded_table(L));
  Value module;
  if (!index(L, at[kLoaded], at[kName], &module)) return Returned::Raised;
  at = L->frame->func;
  if (module.is_truthy()) return Args{L, at, argc}.give(module);

  Root<Str> key{L, new_string(L, "searchers")};
  Value searchers;
  if (!key.get() || !index(L, upvalue(at, 0), Value::of(key.get()), &searchers))
    return Returned::Raised;
  at = L->frame->func;
  if (!searchers.is_table()) return raise_lib(L, at, argc, "'package.searchers' must be a table");
  copy(at + kSearcherList, &searchers);
  at[kMessage] = Value::of(L->state->empty_string);
  set_int(at + kNumber, 1);
  return ask_searcher(L, at);
}

// A searcher has returned two values: calls the loader among them, or goes on.
Returned take_searched(Thread* L, Value* at) {
  Value &loader = at[kCall], &extra = at[kCall + 1];
  if (loader.is_function()) {
    const Value function = loader;
    copy(at + kMessage, &extra);  // the message is not needed any more
    copy(at + kCall, &function);
    copy(at + kCall + 1, at + kName);
    copy(at + kCall + 2, at + kMessage);
    L->top = at + kCall + 3;
    return call_then(L, kLoadedModule, at + kCall, 2, 1);
  }
  if (loader.is_string() || loader.is_number()) {
    Str* piece;
    if (!Args{L, at, kCall}.str(kCall, &piece)) return Returned::Raised;
    Str* message = format_text(L, "%S\n\t%S", at[kMessage].str(), piece);
    if (!message) return Returned::Raised;
    at[kMessage] = Value::of(message);
  }
  return ask_searcher(L, at);
}

// The loader has returned: its value, what it left in package.loaded, or true is the module.
Returned finish_require(Thread* L, Value* at) {
  Value module = at[kCall];
  const auto loaded = [L] { return L->frame->func[kLoaded]; };
  const auto name = [L] { return L->frame->func[kName]; };
  if (!module.is_nil() && !set_index(L, loaded(), name(), module)) return Returned::Raised;
  if (!index(L, loaded(), name(), &module)) return Returned::Raised;
  if (module.is_nil()) {
    module = Value::boolean(true);
    if (!set_index(L, loaded(), name(), module)) return Returned::Raised;
  }
  at = L->frame->func;
  return Args{L, at, kNumber}.give(module, at[kMessage]);
}

Returned package_require(Thread* L, Value* at, uint32_t argc) {
  switch (L->frame->step) {
    case kStart: return start_require(L, at, argc);
    case kSearched: return take_searched(L, at);
    default: return finish_require(L, at);
  }
}
constexpr Builtin kRequire = {
    .name = "require", .body = package_require, .kind = BuiltinKind::Blocking};

// ---- opening

constexpr Builtin kRows[] = {
    {.name = "loadlib", .body = package_loadlib},
    {.name = "searchpath", .body = package_searchpath},
};

// A closure of a builtin over the table package. nullptr: raised.
NativeClosure* over_package(Thread* L, const Builtin& row, Table* package) {
  NativeClosure* closure = new_builtin_closure(L, &row, 1);
  if (!closure) return nullptr;
  closure->upvalues[0] = Value::of(package);
  barrier(L->state, &closure->header, closure->upvalues[0]);
  wrote(closure);
  return closure;
}

bool add_searchers(Thread* L, Table* package) {
  Root<Table> searchers{L, new_table_sized(L, std::size(kSearchers), 0)};
  if (!searchers.get()) return false;
  int64_t n = 0;
  for (const Builtin& row : kSearchers) {
    Root<NativeClosure> searcher{L, over_package(L, row, package)};
    if (!searcher.get() || !set_int(L, searchers, ++n, Value::of(searcher.get()))) return false;
  }
  return set_field(L, package, "searchers", Value::of(searchers.get()));
}

bool add_text(Thread* L, Table* package, const char* name, std::string_view text) {
  Root<Str> s{L, new_string(L, text)};
  return s.get() && set_field(L, package, name, Value::of(s.get()));
}

bool add_paths(Thread* L, Table* package) {
  const bool ignore = get_text(L->state, registry(L), "LUA_NOENV").is_truthy();
  return add_text(L, package, "path", path_from_environment("LUA_PATH", kDefaultPath, ignore)) &&
         add_text(L, package, "cpath", path_from_environment("LUA_CPATH", kDefaultCPath, ignore)) &&
         // directory separator, template separator, mark in templates, and two that only Windows and C names use
         add_text(L, package, "config", "/\n;\n?\n!\n-\n");
}

bool watch_libraries(Thread* L) {
  Table* libraries = subtable(L, registry(L), kLibrariesTable);
  if (!libraries) return false;
  Root<Table> metatable{L, new_table_sized(L, 0, 1)};
  return metatable.get() && register_builtins(L, metatable, {&kCloseLibraries, 1}) &&
         set_metatable(L, libraries, metatable.get());
}

bool add_require(Thread* L, Table* package) {
  Root<NativeClosure> require{L, over_package(L, kRequire, package)};
  return require.get() && set_field(L, globals(L), kRequire.name, Value::of(require.get()));
}

}  // namespace

Table* open_package(Thread* L) {
  Root<Table> package{L, new_table_sized(L, 0, std::size(kRows) + 6)};
  if (!package.get() || !watch_libraries(L) || !register_builtins(L, package, kRows) ||
      !add_searchers(L, package) || !add_paths(L, package) ||
      !set_field(L, package, "loaded", Value::of(loaded_table(L))))
    return nullptr;
  Table* preload = subtable(L, registry(L), kPreloadTable);
  if (!preload || !set_field(L, package, "preload", Value::of(preload)) || !add_require(L, package))
    return nullptr;
  return package;
}

}  // namespace tri::lib
