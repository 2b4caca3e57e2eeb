#include "runtime/hook.hpp"

namespace tri {

void set_hook(Thread* L, HookFunction hook, uint8_t mask, int count) {
  if (!hook || mask == 0) {
    hook = nullptr;
    mask = 0;
  }
  L->hook = hook;
  L->hook_base_count = count;
  L->hook_count = count;
  L->hook_mask = mask;
  L->state->interrupt = L->state->interrupt | poll_bits::kHook;
}

}  // namespace tri
