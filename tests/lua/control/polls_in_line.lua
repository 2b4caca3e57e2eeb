-- flags: --fuel=2000000
-- exit: 124
-- stderr: polls_in_line\.lua:\d+: out of fuel
-- A short function with a loop, called where it could be done in line: its jump backward is charged for, so that it ends.
local function last(node)
  repeat
    node = node.next
  until not node
  return "last"
end

local function call(list)
  local result = last(list)
  return result .. "!"
end

local list = {next = {next = {}}}
for _ = 1, 3000 do
  assert(call(list) == "last!")
end
print("the list ends") -- expect: the list ends

local ring = {}
ring.next = ring
call(ring)
print("so does the ring")
