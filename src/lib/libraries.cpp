#include "lib/libraries.hpp"

#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

struct Library {
  const char* name;
  Table* (*open)(Thread* L);
  bool pure = false;  // reaches nothing outside the state
};

constexpr Library kLibraries[] = {
    {"_G", open_base, true},       {"package", open_package}, {"coroutine", open_coroutine, true},
    {"table", open_table, true},   {"io", open_io},           {"os", open_os},
    {"string", open_string, true}, {"math", open_math, true}, {"utf8", open_utf8, true},
    {"debug", open_debug},
};

bool open(Thread* L, const Library& library) {
  Root<Table> table{L, library.open(L)};
  return table.get() != nullptr &&
         set_field(L, loaded_table(L), library.name, Value::of(table.get())) &&
         set_field(L, globals(L), library.name, Value::of(table.get()));
}

}  // namespace

namespace {

bool open_libraries(Thread* L, bool pure_only) {
  Root<Table> loaded{L, new_table(L)};
  if (!loaded.get() ||
      !set_field(L, L->state->registry.table(), "_LOADED", Value::of(loaded.get())))
    return false;
  for (const Library& library : kLibraries)
    if ((library.pure || !pure_only) && !open(L, library)) return false;
  return true;
}

}  // namespace

bool open_all(Thread* L) { return open_libraries(L, false); }

bool open_pure(Thread* L) {
  return open_libraries(L, true) && set_field(L, globals(L), "dofile", Value::nil()) &&
         set_field(L, globals(L), "loadfile", Value::nil());
}

}  // namespace tri::lib
