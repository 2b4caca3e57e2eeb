#include "runtime/limits.hpp"

#include <string>

#include "runtime/debug_info.hpp"
#include "runtime/error.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri {

namespace {

// Where the innermost Lua function of L is: "file:line: ", or nothing.
std::string position_of(const Thread* L) {
  const Frame* f = L->frame;
  while (f > L->frames && f->kind != FrameKind::Lua) --f;
  if (f == L->frames) return {};
  const Proto* p = proto_of(f);
  if (!p->source) return "?: ";
  return std::string(short_source(text_of(p->source)).text) + ":" +
         std::to_string(current_line(f)) + ": ";
}

// nullptr: no memory
Str* message_of(Thread* L, Stop why) {
  const std::string text = position_of(L) + std::string(reason_of(why));
  if (!L->state->stop_tracebacks) return new_string(L, text);
  const std::string_view view = text;
  return traceback(L, L, &view, 0);
}

// Metered states: the next slice of what is left. False: nothing is.
bool refuel(State* S) {
  const int64_t left = S->fuel + S->slice;
  if (left < 0) {
    S->fuel = S->slice = 0;
    return false;
  }
  S->slice = left < kFuelSlice ? left : kFuelSlice;
  S->fuel = left - S->slice;
  return true;
}

}  // namespace

std::string_view reason_of(Stop why) {
  switch (why) {
    case Stop::None: return "";
    case Stop::Fuel: return "out of fuel";
    case Stop::Deadline: return "deadline exceeded";
    case Stop::Interrupt: return "stopped by the host";
    case Stop::Output: return "too much output";
  }
  TRI_UNREACHABLE();
}

Outcome raise_stop(Thread* L, Stop why) {
  State* S = L->state;
  if (S->stop == Stop::None) S->stop = why;
  S->interrupt.set(poll_bits::kStop);
  const int64_t slice = S->slice;
  S->slice = kFuelSlice * 1000;  // the message is no work of the program
  Str* message = message_of(L, S->stop);
  S->slice = slice;
  // Without memory for it the host still has State::stop.
  return raise(L, Value::of(message ? message : S->memory_message), ErrorStatus::Stopped);
}

bool look_at_limits(Thread* L) {
  State* S = L->state;
  if (S->running->frame == S->running->frames && S->running == S->main) {
    // The host, between two programs.
    if (!S->metered) S->slice = kFuelSlice;
    return true;
  }
  if (S->stop != Stop::None) return (void)raise_stop(L, S->stop), false;
  if (S->slice < 0) {
    if (!S->metered)
      S->slice = kFuelSlice;
    else if (!refuel(S))
      return (void)raise_stop(L, Stop::Fuel), false;
  }
  if (const Stop asked = asked_stop(S); asked != Stop::None)
    return (void)raise_stop(L, asked), false;
  if (S->interrupt & poll_bits::kInterrupt) {
    S->interrupt.clear(poll_bits::kInterrupt);
    // As from a hook of the reference, which runs on no level of its own.
    Str* position = where(L, 1);
    Str* message = position ? format_text(L, "%Sinterrupted!", position) : nullptr;
    if (message) (void)raise(L, Value::of(message));
    return false;
  }
  return true;
}

bool write_output(Thread* L, FILE* file, std::string_view text, bool* ok) {
  State* S = L->state;
  const bool counts = file == stdout || file == stderr;
  if (counts ? !charge_output(L, text.size()) : !charge_bytes(L, text.size())) return false;
  if (file == stdout && S->write) {
    S->write(S->write_data, text.data(), text.size());
    *ok = true;
  } else {
    *ok = fwrite(text.data(), 1, text.size(), file) == text.size();
  }
  return true;
}

void set_fuel(State* S, int64_t units) {
  S->slice = 0;
  S->fuel = units;
}

void clear_stop(State* S) {
  S->stop = Stop::None;
  S->interrupt.clear(poll_bits::kStop | poll_bits::kDeadline);
}

}  // namespace tri
