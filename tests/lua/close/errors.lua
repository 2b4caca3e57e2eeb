-- Errors and <close>: what each closing method receives, replacement of the error, bad values.
local log = {}
local function c(name, fail) return setmetatable({}, { __close = function(_, err)
  log[#log + 1] = name .. "<" .. tostring(err) .. ">"
  if fail then error(fail, 0) end
end }) end
local function take() local s = table.concat(log, " ") log = {} return s end
print(pcall(function() local a <close> = c "a" local b <close> = c "b" error("E", 0) end))  -- expect: false<TAB>E
print(take())  -- expect: b<E> a<E>
print(pcall(function() local a <close> = c("a", "from a") local b <close> = c("b", "from b") error("E", 0) end))  -- expect: false<TAB>from a
print(take())  -- expect: b<E> a<from b>
print(pcall(function() local a <close> = c "a" local b <close> = c("b", "from b") return "normal" end))  -- expect: false<TAB>from b
print(take())  -- expect: b<nil> a<from b>
print(pcall(function() do local a <close> = c("a", "from a") end return "not reached" end))  -- expect: false<TAB>from a
print(take())  -- expect: a<nil>
print(pcall(function() for i = 1, 3 do local v <close> = c("v" .. i, i == 2 and "stop" or nil) end end))  -- expect: false<TAB>stop
print(take())  -- expect: v1<nil> v2<nil>
-- Errors inside are caught by pcalls inside the handler.
print(pcall(function()
  local a <close> = setmetatable({}, { __close = function() log[#log + 1] = tostring(pcall(error, "inner")) end })
  error("outer", 0)
end))  -- expect: false<TAB>outer
print(take())  -- expect: false
local function e(src) return (select(2, pcall(load(src, "=t")))) end
print(e("local x <close> = 5"))  -- expect: t:1: variable 'x' got a non-closable value
print(e("local x <close> = {}"))  -- expect: t:1: variable 'x' got a non-closable value
print(e("local x <close> = 'str'"))  -- expect: t:1: variable 'x' got a non-closable value
print(e("local x <close> = setmetatable({}, {})"))  -- expect: t:1: variable 'x' got a non-closable value
print(e("local x <close> = print"))  -- expect: t:1: variable 'x' got a non-closable value
print(e("local longer_name <close> = true"))  -- expect: t:1: variable 'longer_name' got a non-closable value
print(e("for i in next, {}, nil, 5 do end"))  -- expect: t:1: variable '(for state)' got a non-closable value
print(e("local a <close> = setmetatable({}, { __close = 5 })"))  -- expect: t:1: attempt to call a number value (metamethod 'close')
print(e("local m = { __close = print } local a <close> = setmetatable({}, m) m.__close = nil"))  -- expect: t:1: attempt to call a nil value (metamethod 'close')
print(e("local m = { __close = print } local a <close> = setmetatable({}, m) m.__close = 5"))  -- expect: t:1: attempt to call a number value (metamethod 'close')
print(e("local a <close> = setmetatable({}, { __close = function() error('in close') end })"))  -- expect: t:1: in close
-- The position of an error in a closing method, and its traceback name.
print(select(2, xpcall(function()
  local a <close> = setmetatable({}, { __close = function() error("x") end })
end, function(m) return (debug.traceback(m):gsub("\n", "|"):gsub("\t", "")) end)))  -- expect: errors.lua:38: x|stack traceback:|errors.lua:39: in function <errors.lua:39>|[C]: in function 'error'|errors.lua:38: in metamethod 'close'|errors.lua:39: in function <errors.lua:37>|[C]: in function 'xpcall'|errors.lua:37: in main chunk|[C]: in ?
-- A handler of xpcall sees the original error first, then that of the closing method.
local seen = {}
print(xpcall(function() local a <close> = c("a", "second") error("first", 0) end, function(m) seen[#seen + 1] = m return m .. "!" end))  -- expect: false<TAB>second!
print(table.concat(seen, " "), take())  -- expect: first second<TAB>a<first!>
-- nil as error value.
print(pcall(function() local a <close> = c "a" error(nil) end))  -- expect: false<TAB>nil
print(take())  -- expect: a<nil>
