#include "lib/result_list.hpp"

#include "runtime/call.hpp"
#include "runtime/error.hpp"

namespace tri::lib {

bool ResultList::reserve(size_t n) {
  if (n <= room_) return true;
  Thread* L = args_.L;
  const size_t used = size_t(L->top - L->stack);
  if (n > kMaxStack || used > kMaxStack - n) {
    (void)raise_lib(L, args_.at, args_.count, "stack overflow (%s)", too_many_);
    return false;
  }
  const ptrdiff_t func = args_.at - L->stack;
  if (!ensure_stack(L, uint32_t(n))) return false;
  args_.at = L->stack + func;
  room_ = n;
  return true;
}

}  // namespace tri::lib
