#include "lib/libraries.hpp"

#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

struct Library {
  const char* name;
  Table* (*open)(Thread* L);
};

constexpr Library kLibraries[] = {
    {"_G", open_base},       {"package", open_package}, {"coroutine", open_coroutine},
    {"table", open_table},   {"io", open_io},           {"os", open_os},
    {"string", open_string}, {"math", open_math},       {"utf8", open_utf8},
    {"debug", open_debug},
};

bool open(Thread* L, const Library& library) {
  Root<Table> table{L, library.open(L)};
  return table.get() != nullptr &&
         set_field(L, loaded_table(L), library.name, Value::of(table.get())) &&
         set_field(L, globals(L), library.name, Value::of(table.get()));
}

}  // namespace

bool open_all(Thread* L) {
  Root<Table> loaded{L, new_table(L)};
  if (!loaded.get() ||
      !set_field(L, L->state->registry.table(), "_LOADED", Value::of(loaded.get())))
    return false;
  for (const Library& library : kLibraries)
    if (!open(L, library)) return false;
  return true;
}

}  // namespace tri::lib
