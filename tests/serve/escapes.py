"""Scripts that try to get out of their sandbox: each a function's body, and what its answer must be.

The answer is what tostring gives of the result; a script that is refused at all has None. Nothing here may reach a file, the network,
another request, another tenant, or native code that was not meant for it.
"""

# name: (body, answer or a tuple of allowed answers)
ESCAPES = {
    # libraries that are not there
    "io": ("return type(io)", "nil"),
    "os.execute": ("return type(os.execute) .. type(os.exit) .. type(os.getenv) .. type(os.remove) .. type(os.rename) .. type(os.tmpname) .. type(os.setlocale)", "nil" * 7),
    "debug": ("return type(debug)", "nil"),
    "package": ("return type(package)", "nil"),
    "dofile": ("return type(dofile) .. type(loadfile)", "nilnil"),
    "string.dump": ("return type(string.dump)", "nil"),
    "require io": ("return tostring(pcall(require, 'io'))", "false"),
    "require debug": ("return tostring(pcall(require, 'debug'))", "false"),
    "require os is the safe one": ("return type(require('os').execute)", "nil"),
    "require net": ("return tostring(pcall(require, 'trinity.net.http'))", "false"),
    "require loop": ("return tostring(pcall(require, 'trinity.net.loop'))", "false"),
    "require a path": ("return tostring(pcall(require, '/etc/passwd')) .. tostring(pcall(require, '../../etc/passwd'))", "falsefalse"),
    "require with zero bytes": ("return tostring(pcall(require, 'lib\\0/../x'))", "false"),
    "require a table": ("return tostring(pcall(require, setmetatable({}, {__tostring = function() return 'io' end})))", "false"),
    # bytecode
    "load bytecode": ("return tostring(load('\\27Lua\\84\\0\\25\\147\\r\\n\\26\\n'))", "nil"),
    "load bytecode, mode b": ("return tostring(load('\\27Lua', 'x', 'b'))", "nil"),
    "load bytecode, mode bt": ("return tostring(load('\\27Lua', 'x', 'bt'))", "nil"),
    "load bytecode by pieces": ("local p, i = {'\\27', 'Lua', '\\84'}, 0 return tostring(load(function() i = i + 1 return p[i] end, 'x', 'b'))", "nil"),
    "load text still works": ("return load('return 1 + 1', 'x', 'bt')()", "2"),
    "load with an environment": ("return tostring(load('return io', 'x', 't', {})())", "nil"),
    # globals and metatables
    "globals of load": ("return type(load('return _G.io')())", "nil"),
    "string metatable": ("return type(getmetatable('').__index.dump)", "nil"),
    "metatable of req": ("return tostring(pcall(setmetatable, req, {}))", "false"),
    "metatable of ctx": ("return tostring(pcall(setmetatable, ctx, {}))", "false"),
    "getmetatable of ctx is a name": ("return type(getmetatable(ctx)) .. type(getmetatable(req))", "stringstring"),
    "rawget finds no handles": ("return tostring(rawget(ctx, 'kv')) .. tostring(rawget(ctx, 'fetch'))", "nilnil"),
    "ctx of another": ("local c = setmetatable({}, {__index = ctx}) return tostring(pcall(function() return c.kv.box:get('k') end))", "false"),
    "store methods on others": ("return tostring(pcall(function() return ctx.kv.box.get({name = 'secret'}, 'k') end))", "false"),
    "fetch of files": ("return tostring(pcall(ctx.fetch, 'file:///etc/passwd'))", "false"),
    "fetch of the admin plane": ("return tostring(pcall(ctx.fetch, 'http://127.0.0.1:8081/v1/f'))", "false"),
    "fetch of a table that lies": ("local n = 0 return tostring(pcall(ctx.fetch, setmetatable({}, {__index = function() n = n + 1 return n == 1 and 'a' or 'b' end})))", "false"),
    "secret of others": ("return tostring(pcall(ctx.secret, 'root'))", "false"),
    # coroutines and errors past limits
    "coroutine survives nothing": ("kept = kept or coroutine.wrap(function() while true do coroutine.yield(1) end end) return kept()", "1"),
    "gc later": ("setmetatable({}, {__gc = function() leaked = 1 end}) return tostring(leaked)", "nil"),
    "collectgarbage": ("return tostring(pcall(collectgarbage, 'stop')) .. tostring(pcall(collectgarbage, 'setpause', 0)) .. type(collectgarbage('count'))", "falsefalsenumber"),
    "warn": ("warn('@on') warn('x') return 'ok'", "ok"),
    "xpcall with traceback": ("return tostring(xpcall(error, function(m) return type(debug) end))", "false"),
    # texts that parsers choke on
    "deep nesting": ("return tostring(load(('('):rep(100000) .. '1' .. (')'):rep(100000)))", "nil"),
    "deep tables as json": ("local t = {} for i = 1, 100000 do t = {t} end return tostring(pcall(function() error(t) end))", "false"),
    "format width": ("return tostring(pcall(string.format, '%1000d', 1))", "false"),
    "huge rep": ("return tostring(pcall(string.rep, 'x', 1 << 62))", "false"),
    "pack overflow": ("return tostring(pcall(string.pack, 'i17', 1)) .. tostring(pcall(string.unpack, 's8', ('\\255'):rep(8)))", "falsefalse"),
    "unpack overflow": ("return tostring(pcall(table.unpack, {}, 0, 1 << 40)) .. tostring(pcall(table.unpack, {}, math.mininteger, math.maxinteger))", "falsefalse"),
    "concat overflow": ("return tostring(pcall(table.concat, {}, 'x', 1, math.maxinteger))", "false"),
    "move overflow": ("return tostring(pcall(table.move, {}, 1, math.maxinteger, 2))", "false"),
    "utf8 overflow": ("return tostring(pcall(utf8.char, 1 << 40))", "false"),
    "addresses tell nothing of code": ("return tostring(print):match('^builtin') and 'same' or 'different'", ("same", "different")),
}
