#include "net/gateway/table.hpp"

#include "net/gateway/json.hpp"
#include "net/gateway/loop.hpp"

namespace tri::net::gateway {

const Gateway& table() {
  static constexpr Gateway kTable = {
      .version = kVersion,
      .make_loop = make_loop,
      .make_json_parser = make_json_parser,
  };
  return kTable;
}

}  // namespace tri::net::gateway
