#include "modules/net/json.hpp"

#include <string>

#include "heap/barrier.hpp"
#include "modules/net/json_read.hpp"
#include "modules/net/json_write.hpp"
#include "modules/net/marks.hpp"
#include "modules/net/objects.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

using net::gateway::JsonParser;
using net::gateway::JsonTape;

constexpr ObjectType kParserType = {"trinity.json parser", {}};

// Upvalue: the parser, or nil where there is none.
Returned decode(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view text;
  if (!a.string(1, &text)) return Returned::Raised;
  auto* const parser = static_cast<JsonParser*>(object_in(L->state, upvalue(at, 0), kParserType));
  const ptrdiff_t base = at - L->stack;
  if (parser) {
    const JsonTape tape = parser->parse(text);
    if (tape.words) {
      if (!push_tape(L, tape)) return Returned::Raised;
      return results_at_top(1);
    }
  }
  std::string why;
  if (push_json(L, text, why)) return results_at_top(1);
  if (why.empty()) return Returned::Raised;
  L->top = L->stack + base + 1 + argc;
  Str* const message = new_string(L, why);
  if (!message) return Returned::Raised;
  return Args{L, L->stack + base, argc}.give(Value::nil(), Value::of(message));
}
constexpr Builtin kDecode = {.name = "decode", .body = decode};

Returned encode(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  TextBuffer out{L};
  if (const char* why = write_json(L, at[1], out))
    return *why != '\0' ? a.fail(1, why) : Returned::Raised;
  Str* const text = out.finish();
  return text ? a.give(Value::of(text)) : Returned::Raised;
}

constexpr Builtin kFunctions[] = {
    {.name = "encode", .body = encode},
    {.name = "array", .body = mark_array},
};

}  // namespace

Returned load_json(Thread* L, Value* at, uint32_t argc) {
  const Root<Table> module{L, new_table(L)};
  if (!module.get() || !register_builtins(L, module, kFunctions) ||
      !set_field(L, module, "null", null_value()))
    return Returned::Raised;
  const Root<NativeClosure> decoder{L, new_builtin_closure(L, &kDecode, 1)};
  if (!decoder.get()) return Returned::Raised;
  std::string why;  // without the shared object texts are read by our own reader, which is slower
  if (const auto* gateway = find_gateway(L->state, why)) {
    if (!define_type(L, kParserType) || !push_object(L, kParserType, gateway->make_json_parser()))
      return Returned::Raised;
    copy(&decoder->upvalues[0], --L->top);
    barrier(L->state, &decoder->header, decoder->upvalues[0]);
    wrote(decoder.get());
  }
  if (!set_field(L, module, "decode", Value::of(decoder.get()))) return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(module.get()));
}

}  // namespace tri::modules
