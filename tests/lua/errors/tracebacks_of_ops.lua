-- What a traceback says of an op that raises by itself, and of a message with a zero in it.
local function first_caller(f, ...)
  local _, text = xpcall(f, function(m) return debug.traceback(m, 1) end, ...)
  return (text:match("\n\t([^\n]*)\n", #"stack traceback:" + 1):gsub("<[^>]*>", "<>"))
end
print(first_caller(function(a) return a // 0 end, 1))   -- expect: tracebacks_of_ops.lua:3: in function <>
print(first_caller(function(a, b) return a % b end, 1, 0))   -- expect: tracebacks_of_ops.lua:3: in function <>
print(first_caller(function(a, b) return a // b end, {}, 0))   -- expect: tracebacks_of_ops.lua:3: in metamethod 'idiv'
print(#debug.traceback("a\0b", 1) == #debug.traceback("a", 1))   -- expect: true
