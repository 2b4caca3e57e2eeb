#include "net/gateway/table.hpp"

#include "net/gateway/json.hpp"

namespace tri::net::gateway {

const Gateway& table() {
  static constexpr Gateway kTable = {
      .version = kVersion,
      .make_loop = nullptr,
      .make_json_parser = make_json_parser,
  };
  return kTable;
}

}  // namespace tri::net::gateway
