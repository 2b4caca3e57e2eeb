// The verifier of room bytecode against the compiler: it accepts what the compiler makes, and mutants of that end well.
#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "bytecode/dump.hpp"
#include "bytecode/listing.hpp"
#include "bytecode/mutant.hpp"
#include "bytecode/verifier.hpp"
#include "syntax/compile.hpp"

using namespace tri;

namespace {

constexpr std::string_view kProgram = R"(
local A <const>, b <close>, a, c = 0x1p4, nil, ...
local function f(x, ...) return x, ..., select('#', ...) end
for i = 1, 10, 2 do if i > 5 then goto out elseif not a then break else a = i end ::out:: end
for k, v in pairs { 1, 2; x = 3, ["y"] = 4, f() } do t[k], t.v = v, -#k .. "s" end
while a ~= b and c or a <= b do
  repeat local z = ~a & b | c ~ a << 1 >> 2; g = function() z = z + 1 end until z // 2 % 3 ^ 4
end
function t.m:n(p) local q <close> = p; return self.q(p){ }"s":r()() end
for i = 1, 3 do local h = i; fs[i] = function() h = h + i; return f, h, b end end
if a == 1 or a == 2.5 or a == "s" or a == nil then return f(a, 7) end
return function(...) local t = { ..., a = ... }; return t, ... end
)";

std::string compiled() {
  const auto chunk = syntax::compile(kProgram, "=program");
  REQUIRE_MESSAGE(chunk, chunk.error().message);
  return bytecode::dump(*chunk->main, /*strip=*/false);
}

// Reads bytes that may be anything; what is accepted must survive being shown and dumped.
bool survives(const std::string& bytes) {
  const auto chunk = bytecode::undump(bytes, "=mutant");
  if (!chunk) {
    CHECK(chunk.error().message.starts_with("mutant: bad binary format ("));
    return false;
  }
  const std::string again = bytecode::dump(*chunk->main, /*strip=*/false);
  const auto second = bytecode::undump(again, "=mutant");
  REQUIRE_MESSAGE(second, second.error().message);
  CHECK(bytecode::dump(*second->main, /*strip=*/false) == again);
  CHECK(bytecode::list(*chunk->main, /*full=*/true).starts_with("\n"));
  return true;
}

}  // namespace

TEST_CASE("verify: the compiler's code passes") {
  const auto chunk = syntax::compile(kProgram, "=program");
  REQUIRE_MESSAGE(chunk, chunk.error().message);
  const auto verified = bytecode::verify(*chunk->main);
  CHECK_MESSAGE(verified, verified.error().message);
  CHECK(survives(compiled()));
}

TEST_CASE("verify: deep loops and many captured variables pass") {
  std::string text = "local f\n";
  for (int i = 0; i < 38; ++i) {
    const std::string n = std::to_string(i);
    text += "for i" + n + " = 1, 2 do local x" + n + " = i" + n + "\n";
    if (i % 3 == 0) text += "f = function() x" + n + " = x" + n + " + 1 end\n";
    if (i % 7 == 0) text += "if x" + n + " then break end\n";
    if (i % 5 == 0) text += "if f() then goto continue" + n + " end\n";
  }
  for (int i = 37; i >= 0; --i) {
    if (i % 5 == 0) text += "::continue" + std::to_string(i) + "::";
    text += " end\n";
  }
  const auto chunk = syntax::compile(text, "=deep");
  REQUIRE_MESSAGE(chunk, chunk.error().message);
  const auto verified = bytecode::verify(*chunk->main);
  CHECK_MESSAGE(verified, verified.error().message);
}

TEST_CASE("verify: no byte of a chunk is trusted") {
  const std::string bytes = compiled();
  std::mt19937 random(5400);
  int accepted = 0;
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int round = 0; round < 4; ++round) {
      std::string mutant = bytes;
      mutant[at] = char(round == 0 ? mutant[at] ^ 1 : round == 1 ? mutant[at] ^ 0x80 : random());
      accepted += survives(mutant);
    }
  }
  CHECK(accepted > 0);
  CHECK(accepted < int(bytes.size()) * 4);
}

TEST_CASE("verify: mutants are refused, or sound enough to be handled") {
  std::mt19937 random(548);
  int accepted = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto chunk = syntax::compile(kProgram, "=program");
    std::vector<uint8_t> choices(4 + random() % 12);
    for (uint8_t& choice : choices) choice = uint8_t(random());
    bytecode::Mutator(choices).run(chunk->main.get());
    accepted += survives(bytecode::dump(*chunk->main, round % 2 == 0));
  }
  CHECK(accepted > 100);
  CHECK(accepted < 2000);
}
