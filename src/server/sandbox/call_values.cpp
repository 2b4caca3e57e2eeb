#include "server/sandbox/call_values.hpp"

#include "modules/net/msgpack.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"
#include "runtime/text_buffer.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

bool refuse_value(Thread* L, const char* what, const char* why) {
  Str* const message = format_text(L, "%s: %s", what, why);
  if (message) (void)raise(L, Value::of(message));
  return false;
}

}  // namespace

bool push_call_arguments(Thread* L) {
  const std::string_view bytes = Sandbox::of(L->state).incoming().body;
  std::string why;
  if (!charge_bytes(L, bytes.size())) return false;
  if (modules::push_msgpack(L, bytes, why)) return true;
  return !why.empty() && refuse_value(L, "the call's arguments are no MessagePack", why.c_str());
}

bool write_value(Thread* L, const Value& v, const char* what, int64_t max_bytes, std::string* out) {
  TextBuffer bytes{L};
  if (const char* why = modules::write_msgpack(L, v, bytes))
    return *why != '\0' && refuse_value(L, what, why);
  if (int64_t(bytes.size()) > max_bytes) return (void)raise_stop(L, Stop::Output), false;
  if (!charge_bytes(L, bytes.size())) return false;
  *out = bytes.text();
  return true;
}

bool read_call_result(Thread* L, int64_t max_bytes, Outgoing* out) {
  return write_value(L, L->top[-1], "the call's result", max_bytes, &out->body);
}

}  // namespace tri::server
