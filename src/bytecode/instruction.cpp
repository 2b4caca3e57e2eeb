#include "bytecode/instruction.hpp"

namespace tri::bytecode {

namespace {
using enum May;  // the rows write `Raise | Call`
}  // namespace

const OpRow kOpRows[kOpCount] = {
#define TRI_OP(name, format, a, b, c, next, may, meaning) \
  {#name, meaning, Format::format, Role::a, Role::b, Role::c, Next::next, may},
#include "bytecode/ops.def"
#undef TRI_OP
};

}  // namespace tri::bytecode
