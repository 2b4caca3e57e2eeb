#include "net/resp/value.hpp"

#include <vector>

#include "net/resp/elements.hpp"
#include "net/resp/value_kernel.hpp"

namespace tri::net::resp {

parse::MessageEntry<Node> Format::entry(parse::Isa isa) {
  return TRI_KERNEL_FOR(value_kernel, isa);
}

void Format::explain(std::string_view input, size_t nodes, parse::Explanation& why) {
  parse::Cursor<true> in(input, 0, /*final=*/false, &why);
  parse::Nesting open;
  std::vector<Node> room(nodes);
  size_t count = 0;
  (void)parse_elements(in, open, room, count);
}

}  // namespace tri::net::resp
