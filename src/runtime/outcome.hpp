// Outcome: how a runtime routine tells the run loop where to go on.
#pragma once

#include <cstdint>

namespace tri {

enum class [[nodiscard]] Outcome : uint8_t {
  Next,    // the op is done; go on behind it
  Jump,    // the op is done; go on at its jump target
  Enter,   // go on in thread->frame (a Lua frame) at its pc
  Raised,  // an error is recorded in thread->error: unwind
  Switch,  // State::running has changed: go on there, in its frame at its pc
  Exit,    // the frame that a native caller waited for has returned: leave the run loop
};

}  // namespace tri
