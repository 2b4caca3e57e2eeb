#include "runtime/unlink.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "bytecode/dump.hpp"
#include "engine/engine.hpp"
#include "lib/load.hpp"
#include "syntax/compile.hpp"

using namespace tri;

namespace {

struct Destroy {
  void operator()(State* S) const { engine::destroy_state(S); }
};
using OwnedState = std::unique_ptr<State, Destroy>;

// Loads `bytes` and gives back what unlink() makes of it, dumped.
std::string through_a_state(const std::string& bytes, std::string_view name, bool strip) {
  const OwnedState S{engine::create_state({})};
  Thread* L = S->main;
  const bool loaded = lib::push_chunk(L, bytes, name, "bt") == lib::Load::Ok;
  REQUIRE_MESSAGE(loaded, text_of(L->top[-1].str()));
  const auto* f = static_cast<const LuaClosure*>(L->top[-1].p);
  return bytecode::dump(*unlink(f->proto).main, strip);
}

std::string program() {
  std::string text = R"(
    local a <const>, b <close>, long = 2^53, nil, [[)" +
                     std::string(500, 'x') + R"(]]
    local function f(x, ...) local y = x; return function() y = y + 1; return y, long end, ... end
    for i = 10, 1, -3 do goto continue; print(i) ::continue:: end
    for k, v in pairs { 1, 2.5, -0.0, nil, true, [f] = "embedded \0 zero" } do f(k, v) end)";
  for (int i = 0; i < 300; ++i) text += "\nx = 'constant" + std::to_string(i) + "'";
  return text + std::string(200, '\n') + "return a, _ENV.y";
}

}  // namespace

TEST_CASE("unlink: what was linked, byte for byte") {
  const std::string text = program();
  for (const std::string_view name : {"=name", "@file.lua", "the text of a program"}) {
    const auto chunk = syntax::compile(text, name);
    REQUIRE(chunk);
    const std::string full = bytecode::dump(*chunk->main, /*strip=*/false);
    const std::string stripped = bytecode::dump(*chunk->main, /*strip=*/true);
    CHECK(through_a_state(text, name, false) == full);
    CHECK(through_a_state(full, "=other", false) == full);
    CHECK(through_a_state(full, "=other", true) == stripped);
    CHECK(through_a_state(stripped, "=other", true) == stripped);
  }
}
