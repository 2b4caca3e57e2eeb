#include "bytecode/dump.hpp"
#include "lib/fast_args.hpp"
#include "lib/string.hpp"
#include "runtime/strings.hpp"
#include "runtime/unlink.hpp"

namespace tri::lib {

Returned string_dump(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  if (!a.function(1)) return Returned::Raised;
  if (at[1].tag != Tag::LuaClosure) return raise_lib(L, at, argc, "unable to dump given function");
  const auto* f = static_cast<const LuaClosure*>(at[1].p);
  const std::string bytes = bytecode::dump(*unlink(f->proto).main, /*strip=*/truth_at(a, 2));
  return give_string(a, new_string(L, bytes));
}

}  // namespace tri::lib
