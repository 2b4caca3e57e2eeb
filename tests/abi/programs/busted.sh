# needs: lua-busted
# Debian's runner of specifications, under the interpreter in TRINITY (without it, under Debian's): what passes, fails, is pending and raises.
lua=lua5.4
[ -n "$LD_LIBRARY_PATH" ] && [ -n "$TRINITY" ] && lua=$TRINITY
unset LD_LIBRARY_PATH
mkdir spec
cat >spec/stack.lua <<'END'
local Stack = {}
Stack.__index = Stack
function Stack.new() return setmetatable({ n = 0 }, Stack) end
function Stack:push(x) self.n = self.n + 1; self[self.n] = x end
function Stack:pop()
  if self.n == 0 then error("the stack is empty", 2) end
  local x = self[self.n]
  self[self.n], self.n = nil, self.n - 1
  return x
end
return Stack
END
cat >spec/stack_spec.lua <<'END'
package.path = "./spec/?.lua;" .. package.path
local Stack = require "stack"
describe("a stack #quick", function()
  local stack
  before_each(function() stack = Stack.new() end)
  it("gives back the last value", function()
    stack:push(1); stack:push("two")
    assert.are.equal("two", stack:pop())
    assert.are.equal(1, stack:pop())
  end)
  it("refuses when it is empty", function()
    assert.has_error(function() stack:pop() end)
    assert.error_matches(function() stack:pop() end, "is empty$")
  end)
  it("compares tables deeply", function()
    assert.are.same({ 1, { x = { y = 2 } } }, { 1, { x = { y = 2 } } })
    assert.are_not.same({ 1, 2 }, { 1, 3 })
  end)
  it("spies, stubs and mocks", function()
    local object = { say = function() return "loud" end }
    local spied = spy.on(object, "say")
    object.say("a", 1)
    assert.spy(spied).was.called_with("a", 1)
    assert.spy(spied).was.called(1)
    stub(object, "say").returns("quiet")
    assert.are.equal("quiet", object.say())
    object.say:revert()
    local m = mock({ f = function() end })
    m.f(3)
    assert.spy(m.f).was_called_with(match.is_number())
  end)
end)
END
cat >spec/failing_spec.lua <<'END'
describe("failures", function()
  it("shows what differs", function()
    assert.are.same({ 1, 2, { name = "x" } }, { 1, 2, { name = "y" } })
  end)
  it("shows an error", function() local t = nil; return t.field end)
  it("shows an error that is a table", function() error({ code = 7 }) end)
  pending("is not there yet")
  setup(function() end)
  teardown(function() end)
end)
END
# Times and addresses differ from run to run.
plain() { sed -E 's/[0-9]+\.[0-9]+ (seconds|ms)/TIME/g; s/0x[0-9a-f]+/ADDRESS/g'; }
busted() {
  "$lua" /usr/bin/busted "$@" 2>&1 | plain
  echo "status ${PIPESTATUS[0]}"
}
busted --output=plainTerminal spec/stack_spec.lua
busted --output=TAP --sort spec
busted --output=gtest --tags=quick spec
busted --output=plainTerminal --shuffle --seed=7 --repeat=3 --filter='stack' spec
busted --list spec
