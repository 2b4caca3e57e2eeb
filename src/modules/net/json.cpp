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

constexpr ObjectType kParserType = {"trinity.json parser", {}};

// Upvalue: the parser, or nil where there is none.
Returned decode(Thread* L, Value* at, uint32_t argc) {
  auto* const parser = object_in(L->state, upvalue(at, 0), kParserType);
  return decode_json(L, at, argc, static_cast<JsonParser*>(parser));
}
constexpr Builtin kDecode = {.name = "decode", .body = decode};

constexpr Builtin kFunctions[] = {
    {.name = "encode", .body = encode_json},
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
