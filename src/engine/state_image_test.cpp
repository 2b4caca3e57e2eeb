// A state that is put back is, byte for byte, what it was; and runs as it did.
#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/state_image.hpp"
#include "engine/watchdog.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/counters.hpp"
#include "runtime/error.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/shapes.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri {
namespace {

constexpr size_t kRoom = 256 << 20, kCode = 256 << 10;
constexpr size_t kHeapLimit = 8 << 20;
constexpr int64_t kFuel = 2'000'000;

struct Kind {
  uint32_t tier = 3;
  bool metered = false;
  GcStress stress = GcStress::None;
};

class Slot {
 public:
  explicit Slot(Kind kind) : arena(engine::StateArena::create(kRoom)) {
    REQUIRE(arena);
    S = engine::create_state({.alloc = engine::StateArena::allocate,
                              .alloc_ud = arena.get(),
                              .seed = 7,
                              .gc_stress = kind.stress,
                              .max_tier = kind.tier,
                              .code_bytes = kCode,
                              .metered = kind.metered});
    REQUIRE(S);
    if (kind.tier >= 2) {
      // As soon as may be.
      S->engine->tier2_calls = S->engine->tier2_loops = 2;
      if (S->engine->tier3_heat >= 0) S->engine->tier3_heat = 10;
    }
    REQUIRE(lib::open_pure(S->main));
    S->heap->set_limit(kHeapLimit);
  }
  ~Slot() { engine::destroy_state(S); }

  // The first result as text, or the message.
  std::string run(const char* script) {
    Thread* L = S->main;
    if (S->metered) set_fuel(S, kFuel);
    std::string text;
    if (lib::push_chunk(L, script, "=script", "t") == lib::Load::Ok) {
      Value* const f = L->top - 1;
      const ptrdiff_t place = f - L->stack;
      if (call_protected(L, f, 0, 1)) {
        const Value v = L->stack[place];
        text = v.is_string() ? std::string(text_of(v.str())) : type_name(v.type());
      } else {
        text = L->error.is_string() ? std::string(text_of(L->error.str())) : "error";
        forget_error(L);
      }
    }
    L->top = L->stack + 1;
    return text;
  }

  std::unique_ptr<engine::StateArena> arena;
  State* S;
};

// A slot, and the image of what some scripts left in it.
struct Imaged : Slot {
  Imaged(Kind kind, std::initializer_list<const char*> scripts) : Slot(kind) {
    for (const char* script : scripts) REQUIRE(run(script) == "nil");
    image = engine::StateImage::take(S, *arena);
    REQUIRE(image);
  }

  std::unique_ptr<engine::StateImage> image;
};

constexpr const char* kInit =
    "counter, list = 0, {} local up = 0\n"
    "point = setmetatable({}, {__index = function(t, k) return k .. '!' end})\n"
    "function step(n) up = up + n counter = counter + 1 list[#list + 1] = {n = n, s = 'k' .. n}\n"
    "  return up .. ':' .. counter .. ':' .. #list .. ':' .. (leaked or 'none') .. point.x end\n"
    "for i = 1, 100 do local t = {i} t.name = i end";

// Each changes what it can reach.
constexpr const char* kChanges[] = {
    "leaked = 'yes' string.rep = nil getmetatable('').__index = {} return 'done'",
    "for i = 1, 200 do step(i) end return 'done'",
    "for i = 1, 500 do local t = {} t['f' .. i] = i t.a = 1 t['g' .. i] = 2 end return 'done'",
    "point = nil list = nil collectgarbage() collectgarbage('generational') return 'done'",
    "local t = {} for i = 1, 20000 do t[i] = ('x'):rep(i % 100) .. i end return 'done'",
    "kept = coroutine.wrap(function() while true do coroutine.yield(1) end end) kept() return "
    "'done'",
    "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
    "local function f() return 1 + f() end return f()",
    "setmetatable({}, {__gc = function() leaked = 1 end}) collectgarbage('stop') return 'done'",
    "error(setmetatable({}, {__tostring = function() error 'x' end}))",
    "local f = load('return ' .. ('1 + '):rep(1000) .. '1') return tostring(f())",
    "collectgarbage('incremental') for i = 1, 50 do setmetatable({}, {__index = point})[i] = i end "
    "return 'done'",
    // Few strings, and more than are remembered; with a table of strings that grows.
    "local s = 'some text' return s .. ' and more of it'",
    "for i = 1, 40 do local s = 'text ' .. i end return 'done'",
    "for i = 1, 70 do local s = 'text ' .. i end return 'done'",
    "local t = {} for i = 1, 400 do t[i] = 'text ' .. i end return 'done'",
    "local s = ('x'):find('[a-y]') setmetatable({}, {__len = print}) return 'done'",
};

}  // namespace

TEST_CASE("a state that is put back is as it was, whatever ran in it") {
  for (const Kind kind : {Kind{.tier = 1}, Kind{.tier = 2}, Kind{.tier = 3}, Kind{.metered = true},
                          Kind{.tier = 1, .metered = true}, Kind{.stress = GcStress::Polls},
                          Kind{.stress = GcStress::Slices}}) {
    CAPTURE(kind.tier);
    CAPTURE(kind.metered);
    Imaged slot(kind, {kInit});
    const uint64_t seed = slot.S->random_seed;
    const size_t size = slot.arena->used();
    const std::string first = slot.run("return step(5)");
    CHECK(first == "5:1:1:nonex!");
    slot.image->restore(seed);
    for (const char* change : kChanges) {
      slot.run(change);
      slot.image->restore(seed);
      CHECK_MESSAGE(slot.image->is_put_back(), change);
      CHECK(slot.arena->used() == size);
      // The same program does the same, with tables of the same shapes and caches that know nothing else.
      CHECK_MESSAGE(slot.run("return step(5)") == first, change);
      slot.image->restore(seed);
    }
  }
}

// What programs can reach of what init left, and what tells whether it is as it was.
constexpr const char* kWorld = R"(
  local counter, log = 0, {}
  module = {n = 0, list = {1, 2, 3}, names = {}, big = {}}
  for i = 1, 3000 do module.big[i] = i end
  for i = 1, 40 do module.names['name' .. i] = i end
  point = setmetatable({x = 1}, {__index = {y = 2}, __add = function(a, b) return a.x + b end})
  weak = setmetatable({}, {__mode = 'k'})
  kept = {} weak[kept] = 'kept'
  generator = coroutine.wrap(function() local i = 0 while true do i = i + 1 coroutine.yield(i) end end)
  generator()
  half = coroutine.create(function(...)
    local x <close> = setmetatable({}, {__close = function() counter = counter + 100 end})
    coroutine.yield(...)
  end)
  coroutine.resume(half, 1)
  guarded = setmetatable({}, {__gc = function() counter = counter + 1000 end})
  function bump(n) counter = counter + n log[#log + 1] = n return counter end
  class = {} class.__index = class
  function class.new(v) return setmetatable({v = v, w = v}, class) end
  function class:sum(t) local s = self.v for i = 1, #t do s = s + t[i] end return s end
  for i = 1, 3 do class.new(i):sum(module.list) end
  function look()
    local parts = {}
    local function add(...) for i = 1, select('#', ...) do parts[#parts + 1] = tostring((select(i, ...))) end end
    add(counter, #log, module.n, #module.list, module.list[2], #module.big, module.big[1500], module.names.name7)
    local n = 0 for k, v in pairs(module.names) do n = n + v end add(n, next(module.extra or {}))
    add(point.x, point.y, point + 1, rawget(point, 'y'), getmetatable(point).__index.y, weak[kept])
    add(generator(), coroutine.status(half), class.new(5):sum({1, 2}), rawget(class, 'extra'))
    add(rawget(_G, 'leaked'), getmetatable(_G) == nil, type(print), ('x'):rep(2), string.evil, math.pi > 3)
    add(getmetatable('').__index == string, rawget(getmetatable(''), '__add'), select(2, pcall(function() return ('x').evil end)))
    local names = {} for k in pairs(_G) do names[#names + 1] = k end table.sort(names) add(table.concat(names, ' '))
    local t = {} t.fresh1, t.fresh2 = 1, 2 for k, v in pairs(t) do add(k, v) end
    return table.concat(parts, ',')
  end
)";

// Programs that change it. N stands for a number that differs each time.
constexpr const char* kVandals[] = {
    "leaked = N print, tostring = nil, nil math.pi = 3 string.evil = 1 for k in pairs(_G) do _G[k] "
    "= nil end",
    "getmetatable('').__index = function() return 1 end getmetatable('').__add = function() return "
    "2 end "
    "return ('a') + 1",
    "for i = 1, 30 do bump(i) end module.n = N module.list[#module.list + 1] = N module.list[2] = "
    "'x'",
    "module.names = nil module.big = {N} collectgarbage() local t = {} for i = 1, 200 do t[i] = {} "
    "end",
    "for i = 1, 3000 do module.big[i] = {i} end collectgarbage('step') module.big[N] = {}",
    "setmetatable(point, {__index = function() return N end}) point.z = 1 class.sum = nil "
    "class.extra = 1",
    "getmetatable(point).__index = nil getmetatable(point).__add = nil setmetatable(_G, {__index = "
    "point})",
    "for i = 1, 50 do generator() end coroutine.resume(half) coroutine.close(half) half = nil "
    "collectgarbage()",
    "kept = nil collectgarbage() collectgarbage() guarded = nil collectgarbage()",
    "for i = 1, 300 do local t = {} t['key' .. i .. N] = i t.common = i t['k' .. N] = i end",
    "for i = 1, 2000 do local s = 'text' .. i .. N end collectgarbage('generational') "
    "collectgarbage()",
    "collectgarbage('generational') for i = 1, 500 do module.list[i] = {i} end "
    "collectgarbage('step') "
    "module.names.fresh = {} collectgarbage('step')",
    "collectgarbage('incremental') collectgarbage('setpause', 50) for i = 1, 300 do local t = {i, "
    "{}} end "
    "collectgarbage('stop')",
    "local o = {} for i = 1, 60 do o[i] = class.new(i + 0.5) o[i]['f' .. i % 7] = N end return "
    "o[5]:sum({1.5})",
    "local co = {} for i = 1, 20 do co[i] = coroutine.wrap(function() local x <close> = "
    "setmetatable({}, "
    "{__close = bump}) coroutine.yield() end) co[i]() end everything = co",
    "for i = 1, 40 do setmetatable({}, {__gc = function() bump(i) end}) end collectgarbage() "
    "error('N')",
    "local function f(n) if n > 0 then return f(n - 1) + 1 end return N end return f(150) + f(10)",
    "string.rep = function() return 'evil' end table.concat = nil table.sort = nil look = nil bump "
    "= nil",
    "local f = load('local t = ... for i = 1, 100 do t.x = (t.x or 0) + i end return t.x') return "
    "f({}) + f(point)",
    "local t = {} while true do t[#t + 1] = ('x'):rep(10000) .. #t end",
    "local f = function() return 1 + f() end local function g() return 1 + g() end return g()",
    "debug.setmetatable(1, {__index = {double = function(n) return 2 * n end}}) return "
    "(5):double()",
    "debug.setupvalue(bump, 1, 99) debug.sethook(function() end, 'c') bump(1)",
    "return coroutine.wrap(function() return pcall(function() coroutine.yield(1) end) end)()",
};
constexpr int kPrograms = 1000;

std::string with_number(const char* program, int n) {
  std::string text = program;
  for (size_t at; (at = text.find('N')) != text.npos;) text.replace(at, 1, std::to_string(n));
  return text;
}

// Calls round(slot, i) that often in a slot of each kind with either kind of collector, whose world is `ready` for it; each time
// the world has to be as it was. Afterwards `after` is called.
template <class Round, class After>
void in_each_world(std::initializer_list<Kind> kinds, const char* ready, int rounds, Round round,
                   After after) {
  for (const char* collector : {"incremental", "generational"}) {
    for (const Kind kind : kinds) {
      CAPTURE(kind.tier);
      CAPTURE(collector);
      const std::string choose = std::string("collectgarbage('") + collector + "')";
      Imaged slot(kind, {choose.c_str(), kWorld, ready});
      const std::string pristine = slot.run("return look()");
      REQUIRE(pristine.size() > 100);
      slot.image->restore(1);
      for (int i = 0; i < rounds; ++i) {
        const std::string program = round(slot, i);
        REQUIRE_MESSAGE(slot.run("return look()") == pristine, program);
        slot.image->restore(1);
      }
      after(*slot.image);
    }
  }
}

TEST_CASE("a thousand programs that change all they reach find what init left") {
  in_each_world(
      {Kind{.tier = 1}, Kind{.tier = 2}, Kind{.tier = 3}, Kind{.tier = 2, .metered = true}},
      "for i = 1, 5 do look() end generator = coroutine.wrap(function() coroutine.yield(1) end) "
      "collectgarbage()",
      kPrograms,
      [](Imaged& slot, int i) {
        // One vandal after another, of two kinds in one program.
        const std::string program = with_number(kVandals[i % std::size(kVandals)], i);
        slot.run(program.c_str());
        if (i % 3 == 0) slot.run(with_number(kVandals[i * 7 % std::size(kVandals)], i).c_str());
        slot.image->restore(1);
        return program;
      },
      [](const engine::StateImage& image) { CHECK(image.is_put_back()); });
}

// Learns from what programs did, then again and again.
TEST_CASE("what is learnt changes nothing but how fast it goes") {
  in_each_world(
      {Kind{.tier = 1}, Kind{.tier = 2}, Kind{.tier = 3}, Kind{.tier = 2, .metered = true},
       Kind{.stress = GcStress::Polls}},
      "", kPrograms / 4,
      [](Imaged& slot, int i) {
        const std::string program = with_number(kVandals[i * 5 % std::size(kVandals)], i);
        if (i % 2) slot.run("look()");
        slot.run(program.c_str());
        // Also from programs that erred, as long as no limit ended them.
        if (i % 10 == 7 && !is_stopped(slot.S))
          slot.image->learn(1, 1 + uint32_t(i) % 50);
        else
          slot.image->restore(1);
        REQUIRE(slot.image->is_put_back());
        return program;
      },
      [](const engine::StateImage& image) { CHECK(image.bytes() < (4 << 20)); });
}

TEST_CASE("functions get hotter from lesson to lesson") {
  Imaged slot(
      {.tier = 3},
      {"function handle(r) local t = 0 for _, i in ipairs(r.items) do if i.on then t = t + i.price "
       "* i.n "
       "end end return {sum = t, id = r.id} end"});
  const char* request =
      "local r = {id = 7, items = {}} for i = 1, 4 do r.items[i] = {on = i % 2 == 0, price = i + "
      "0.5, n = 2} "
      "end local a = handle(r) return a.id .. ' ' .. a.sum";
  for (int i = 0; i < 8; ++i) {
    CHECK(slot.run(request) == "7 14.0");
    slot.image->learn(1, 4);
  }
  const size_t shapes = slot.S->engine->shapes->count();
  const uint64_t words = counted(slot.S, Count::FunctionsTranslated);
  CHECK(words > 0);
  CHECK(slot.run(request) == "7 14.0");
  // No shape is new to it, and nothing is left to translate but the program itself.
  CHECK(slot.S->engine->shapes->count() == shapes);
  CHECK(counted(slot.S, Count::FunctionsTranslated) - words <= 1);
#if TRINITY_NATIVE
  CHECK(counted(slot.S, Count::FunctionsCompiled) > 0);
#endif
}

TEST_CASE("too much is not learnt") {
  Imaged slot({.tier = 2}, {kInit});
  const size_t bytes = slot.image->bytes();
  for (int i = 0; i < 5; ++i) {
    slot.run(
        "for i = 1, 3000 do local t = {} t['a' .. i % 50] = 1 t['b' .. i] = 1 end return 'done'");
    slot.image->learn(1, 2);
    CHECK(slot.image->is_put_back());
    CHECK(slot.run("return step(5)") == "5:1:1:nonex!");
    slot.image->restore(1);
  }
  CHECK(slot.image->bytes() < bytes + (300 << 10));
}

TEST_CASE("a state that a limit ended is put back too") {
  Imaged slot({.metered = true}, {kInit});
  for (const char* script :
       {"while true do end", "while true do pcall(function() while true do end end) end",
        "return ('a'):rep(40):match(('a*'):rep(40) .. 'b')"}) {
    CHECK(slot.run(script).find("out of fuel") != std::string::npos);
    CHECK(is_stopped(slot.S));
    slot.image->restore(1);
    CHECK(!is_stopped(slot.S));
    CHECK(slot.run("return step(1)") == "1:1:1:nonex!");
    slot.image->restore(2);
  }
}

TEST_CASE("functions that became hot in one run are cold in the next, and right in both") {
  for (const uint32_t tier : {2, 3}) {
    Imaged slot(
        {.tier = tier},
        {"function hot(t) local s = 0 for i = 1, 1000 do s = s + t.x + (t[i] or 0) end return s "
         "end"});
    for (int i = 0; i < 20; ++i) {
      CHECK(slot.run("local n = 0 for i = 1, 20 do n = n + hot {x = 1} end return tostring(n)") ==
            "20000");
      CHECK(slot.run(
                "return tostring(hot(setmetatable({7}, {__index = function() return 2 end})))") ==
            "4005");
      slot.image->restore(uint64_t(i));
    }
  }
}

#if TRINITY_NATIVE
size_t compiled(const Slot& slot) { return counted(slot.S, Count::FunctionsCompiled); }

TEST_CASE("native code there was stays, whatever becomes of its function; what came later goes") {
  Imaged slot({.tier = 3},
              {"function hot(a, b) local s = a for i = 1, 100 do s = s + b end return s end "
               "for i = 1, 20 do hot(i, 1) end"});
  REQUIRE(compiled(slot) > 0);
  for (int i = 0; i < 300; ++i) {
    CHECK(slot.run("return tostring(hot(1, 2))") == "201");
    // Other types, again and again, so that it is compiled anew; and functions of the program's own.
    CHECK(slot.run("local r for i = 1, 2000 do r = hot(i % 2 == 0 and 1 or 1.5, 2.5) end return "
                   "tostring(r)") == "251.0");
    slot.run("local f = load('local n = 0 for i = 1, 1000 do n = n + i end return n') f() f()");
    slot.run("hot = nil collectgarbage() collectgarbage()");
    slot.image->restore(1);
  }
  CHECK(slot.run("return tostring(hot(1, 2))") == "201");
}
#endif

TEST_CASE("a deadline does not outlast the program") {
  Imaged slot({.tier = 3}, {kInit});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(engine::set_deadline(slot.S, 3'000'000));
    CHECK(slot.run("while true do end").find("deadline") != std::string::npos);
    slot.image->restore(1);
    REQUIRE(engine::set_deadline(slot.S, 3'600'000'000'000));
    CHECK(slot.run("return step(1)") == "1:1:1:nonex!");
    slot.image->restore(1);  // with the deadline still set
  }
}

TEST_CASE("the arena serves what was freed again, and refuses beyond its end") {
  auto arena = engine::StateArena::create(1 << 20);
  REQUIRE(arena);
  const auto allocate = [&](void* block, size_t before, size_t after) {
    return static_cast<char*>(engine::StateArena::allocate(arena.get(), block, before, after));
  };
  for (size_t size = 1; size < 100'000; size = size * 5 / 4 + 1) {
    char* const a = allocate(nullptr, 0, size);
    REQUIRE(a);
    CHECK(uintptr_t(a) % 16 == 0);
    std::memset(a, 1, size);
    char* const b = allocate(a, size, size + 1);
    CHECK(b[0] == 1);
    CHECK(b[size - 1] == 1);
    allocate(b, size + 1, 0);
    char* const c = allocate(nullptr, 0, size + 1);
    CHECK(c == b);
    allocate(c, size + 1, 0);
  }
  CHECK(allocate(nullptr, 0, 2 << 20) == nullptr);
  char* const kept = allocate(nullptr, 0, 100);
  CHECK(allocate(kept, 100, 2 << 20) == nullptr);
  allocate(kept, 100, 0);
}

}  // namespace tri
