-- needs: lua-expat
local lxp = require "lxp"
local seen = {}
local parser = lxp.new {
  StartElement = function(_, name, attributes) seen[#seen + 1] = "<" .. name .. (attributes.a and " a=" .. attributes.a or "") .. ">" end,
  EndElement = function(_, name) seen[#seen + 1] = "</" .. name .. ">" end,
  CharacterData = function(_, text) seen[#seen + 1] = text end,
}
for piece in ("<root><item a='1'>text &amp; more</item><empty/></root>"):gmatch "." do assert(parser:parse(piece)) end
assert(parser:parse()) ; parser:close()
assert(table.concat(seen) == "<root><item a=1>text & more</item><empty></empty></root>")
local bad = lxp.new {} ; local ok, message, line = bad:parse "<a></b>" ; assert(not ok and message and line == 1) ; assert(not pcall(bad.close, bad))
local raising = lxp.new {StartElement = function() error "from a callback" end}
assert(select(2, pcall(raising.parse, raising, "<a>")):find "from a callback")
assert(require "lxp.lom".parse "<a><b>c</b></a>"[1][1] == "c")
print "ok"
