#include "server/sandbox/json_module.hpp"

#include <memory>

#include "modules/net/json_read.hpp"
#include "modules/net/json_write.hpp"
#include "modules/net/marks.hpp"
#include "net/gateway/json.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::server {

namespace {

Returned decode(Thread* L, Value* at, uint32_t argc) {
  return modules::decode_json(L, at, argc, &parser_of_thread());
}

constexpr Builtin kFunctions[] = {
    {.name = "decode", .body = decode},
    {.name = "encode", .body = modules::encode_json},
    {.name = "array", .body = modules::mark_array},
};

}  // namespace

net::gateway::JsonParser& parser_of_thread() {
  static thread_local std::unique_ptr<net::gateway::JsonParser> parser{
      net::gateway::make_json_parser()};
  return *parser;
}

Returned load_sandbox_json(Thread* L, Value* at, uint32_t argc) {
  const Root<Table> module{L, new_table(L)};
  if (!module.get() || !register_builtins(L, module, kFunctions) ||
      !set_field(L, module, "null", modules::null_value()))
    return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(module.get()));
}

}  // namespace tri::server
