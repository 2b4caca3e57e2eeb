#include "lib/stream.hpp"

#include <cerrno>
#include <iterator>

#include "lib/system_result.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

// Each gives its results at a.at[0]..
Returned give_closed_file(const Args& a, Stream* s) {
  errno = 0;
  return give_file_result(a, std::fclose(s->file) == 0, nullptr);
}
Returned give_closed_process(const Args& a, Stream* s) {
  errno = 0;
  return give_process_result(a, pclose(s->file));
}
Returned give_still_open(const Args& a, Stream* s) {
  s->close = close_standard;
  Str* message = new_string(a.L, "cannot close standard file");
  return message ? a.give(Value::nil(), Value::of(message)) : Returned::Raised;
}

// The body of a close function called as a C function: the stream is its argument, results go on top.
// Raised can only mean that there is no memory for a message: then there are no results.
int as_c_function(Thread* L, Returned (*give)(const Args&, Stream*)) {
  Stream* s = stream_in(L->state, L->frame->func[1]);
  if (!s) return 0;
  const Returned results = give({L, L->top, 0}, s);
  if (results == Returned::Raised) return 0;
  L->top += int(results);
  return int(results);
}

Returned stream_gc(Thread* L, Value* at, uint32_t argc) {
  Stream* s;
  if (!check_stream({L, at, argc}, 1, &s)) return Returned::Raised;
  if (s->close && s->file && close_stream(L, at, argc) == Returned::Raised) return Returned::Raised;
  return returned(0);
}

Returned stream_tostring(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Stream* s;
  if (!check_stream(a, 1, &s)) return Returned::Raised;
  if (!s->close) return a.give_text("file (closed)");
  Str* text = format_text(L, "file (%p)", static_cast<void*>(s->file));
  return text ? a.give(Value::of(text)) : Returned::Raised;
}

constexpr Builtin kMetamethods[] = {
    {.name = "__gc", .body = stream_gc},
    {.name = "__close", .body = stream_gc},
    {.name = "__tostring", .body = stream_tostring},
};

}  // namespace

int close_regular(Thread* L) { return as_c_function(L, give_closed_file); }
int close_process(Thread* L) { return as_c_function(L, give_closed_process); }
int close_standard(Thread* L) { return as_c_function(L, give_still_open); }

Stream* stream_in(State* S, const Value& v) {
  if (!v.is_userdata()) return nullptr;
  const Table* metatable = v.userdata()->metatable;
  const Value expected = get_text(S, S->registry.table(), kStreamType);
  if (!metatable || !expected.is_table() || expected.table() != metatable) return nullptr;
  return static_cast<Stream*>(v.userdata()->block());
}

bool check_stream(const Args& a, uint32_t n, Stream** out) {
  *out = n <= a.count ? stream_in(a.L->state, a[n]) : nullptr;
  return *out || raise_arg_type(a.L, a.at, a.count, n, kStreamType) != Returned::Raised;
}

bool check_file(const Args& a, uint32_t n, FILE** out) {
  Stream* s;
  if (!check_stream(a, n, &s)) return false;
  *out = s->file;
  return s->close ||
         raise_lib(a.L, a.at, a.count, "attempt to use a closed file") != Returned::Raised;
}

Stream* push_stream(Thread* L) {
  Userdata* u = new_userdata(L, sizeof(Stream), 0);
  if (!u) return nullptr;
  const auto s = static_cast<Stream*>(u->block());
  *s = {nullptr, nullptr};
  *L->top++ = Value::of(u);
  const Value metatable = get_text(L->state, L->state->registry.table(), kStreamType);
  if (metatable.is_table() && !set_metatable(L, u, metatable.table())) return nullptr;
  return s;
}

Returned close_stream(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Stream* s = stream_in(L->state, at[1]);
  TRI_ASSERT(s && s->close);
  const CFunction close = s->close;
  s->close = nullptr;
  if (close == close_regular) return give_closed_file(a, s);
  if (close == close_process) return give_closed_process(a, s);
  if (close == close_standard) return give_still_open(a, s);
  // A C module's own.
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  Value* call = L->top;
  *call = Value::light_c(close);
  copy(call + 1, frame.at() + 1);
  L->top = call + 2;
  const ptrdiff_t place = call - L->stack;
  if (!call_nested(L, call, 1, -1)) return Returned::Raised;
  return results_at_top(uint32_t(L->top - (L->stack + place)));
}

bool make_stream_metatable(Thread* L, std::span<const Builtin> methods) {
  Root<Table> metatable{L, new_table_sized(L, 0, std::size(kMetamethods) + 2)};
  if (!metatable.get() ||
      !set_field(L, L->state->registry.table(), kStreamType, Value::of(metatable.get())))
    return false;
  Root<Str> name{L, new_string(L, kStreamType)};
  if (!name.get() || !set_field(L, metatable, "__name", Value::of(name.get()))) return false;
  Root<Table> index{L, new_table_sized(L, 0, uint32_t(methods.size()))};
  return index.get() && register_builtins(L, index, methods) &&
         set_field(L, metatable, "__index", Value::of(index.get())) &&
         register_builtins(L, metatable, kMetamethods);
}

}  // namespace tri::lib
