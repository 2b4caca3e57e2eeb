local closed = 0
local closable = setmetatable({}, { __close = function() closed = closed + 1 end, __index = function(_, k) return k end,
  __add = function(a, b) return 1 end, __concat = function() return "c" end, __lt = function() return true end })
local function many(...) local a <close> = closable; return select("#", ...), ... end
local function tail(n, ...) if n == 0 then return ... end return tail(n - 1, n, ...) end
local function up() local a, b = 1, {}; return function(c) a = a + c; b[#b + 1] = c; return a, #b end end
local t = { many(1, 2, 3), tail(5), n = select(2, tail(3)), many() }
local u = up()
local x = u(1) + u(2) .. closable .. "s" .. 1
t.m = function(self, k) return self[k] or closable[k] end
local ok, err = pcall(function(...) local c <close> = closable; error({ ... }) end, 1, 2)
local co = coroutine.wrap(function(a) local c <close> = closable; local b = coroutine.yield(a) return b end)
return t:m("n"), x, closable < 1, closable + 2, ok, #err, co(1), co(2), closed, #t, -closed, ~closed, not t
