#include "modules/net/answers.hpp"

#include <string>

#include "modules/net/build.hpp"
#include "modules/net/marks.hpp"
#include "modules/net/msgpack.hpp"
#include "modules/net/objects.hpp"

namespace tri::modules {

namespace {

using net::gateway::Answer;

bool push_failure(Thread* L, const Answer& answer, bool with_number, uint32_t& count) {
  push(L, Value::nil());
  if (!push_text(L, answer.error)) return false;
  count = 2;
  if (with_number) {
    push(L, Value::integer(answer.number));
    count = 3;
  } else if (!answer.code.empty()) {
    if (!push_text(L, answer.code)) return false;
    count = 3;
  }
  return true;
}

// The value of a MessagePack text; what is not one is a failed answer. nil for null.
bool push_decoded(Thread* L, std::string_view text, uint32_t& count) {
  const ptrdiff_t base = L->top - L->stack;
  std::string why;
  if (push_msgpack(L, text, why)) {
    if (is_null(L->top[-1])) set_nil(L->top - 1);
    return true;
  }
  if (why.empty()) return false;
  L->top = L->stack + base;
  count = 3;
  push(L, Value::nil());
  return push_text(L, why) && push_text(L, "call.result");
}

bool push_wanted(Thread* L, Want want, const Answer& answer,
                 std::unique_ptr<net::gateway::Object>& owned, uint32_t& count) {
  count = 1;
  if (!answer.ok) return push_failure(L, answer, want == Want::Message, count);
  switch (want) {
    case Want::True: push(L, Value::boolean(true)); return true;
    case Want::Text: return push_text(L, answer.text);
    case Want::Response:
      count = 3;
      push(L, Value::integer(answer.number));
      return push_text(L, answer.text) && push_fields(L, answer.fields);
    case Want::Message:
      count = 2;
      if (!push_text(L, answer.text)) return false;
      push(L, Value::boolean(answer.number == 2));
      return true;
    case Want::WebSocket: return push_object(L, kWebSocketType, owned.release());
    case Want::Stream: return push_object(L, kItemStreamType, owned.release());
    case Want::Result: return push_decoded(L, answer.text, count);
    case Want::Item:  // whether there is one, and it; or nil and why not
      push(L, Value::boolean(answer.number == 1));
      if (answer.number != 1) return true;
      if (!push_decoded(L, answer.text, count)) return false;
      if (count == 1) count = 2;  // else the three of a failure, on top of what does not count
      return true;
  }
  TRI_UNREACHABLE();
}

}  // namespace

bool push_fields(Thread* L, std::span<const net::gateway::Field> fields) {
  if (!push_table(L, 0, uint32_t(fields.size()))) return false;
  std::string name, joined;
  for (const net::gateway::Field& field : fields) {
    name.assign(field.name);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c |= 0x20;
    const Value before = get_text(L->state, L->top[-1].table(), name);
    if (!push_text(L, name)) return false;
    if (before.is_string()) {
      joined.assign(text_of(before.str()));
      (joined += ", ") += field.value;
      if (!push_text(L, joined)) return false;
    } else if (!push_text(L, field.value)) {
      return false;
    }
    if (!set_pushed_field(L)) return false;
  }
  return true;
}

uint32_t push_answer(Thread* L, Want want, const net::gateway::Answer& answer,
                     std::unique_ptr<net::gateway::Object>& owned) {
  const ptrdiff_t base = L->top - L->stack;
  uint32_t count = 0;
  if (ensure_stack(L, 12) && push_wanted(L, want, answer, owned, count)) return count;
  forget_error(L);
  L->top = L->stack + base;
  push(L, Value::nil());
  push(L, Value::of(L->state->memory_message));
  return 2;
}

}  // namespace tri::modules
