-- needs: lua-rex-posix lua-rex-pcre2 lua-rex-gnu lua-rex-onig lua-rex-tre
for _, name in ipairs {"rex_posix", "rex_pcre2", "rex_gnu", "rex_onig", "rex_tre"} do
  local rex = require(name)
  local function new(pattern) return rex.new(pattern) end
  local digits, words = new "([0-9]+)", new "([a-z]+) ([a-z]+)"
  assert(digits:match "abc 123 def" == "123", name)
  assert(select("#", words:find "hello world") == 4, name)
  assert(rex.gsub("a1b22", digits, "<%1>") == "a<1>b<22>", name)
  assert(rex.gsub("a1b22", digits, function(d) return d * 2 end) == "a2b44", name)
  assert(rex.gsub("a1b22", digits, {["1"] = "one"}) == "aoneb22", name)
  local all = {} ; for word in rex.gmatch("one two three", new "[a-z]+") do all[#all + 1] = word end
  assert(table.concat(all, ",") == "one,two,three", name)
  local parts = {} ; for part in rex.split("a,b,,c", ",") do parts[#parts + 1] = part end
  assert(#parts == 4, name)
  assert(not pcall(new, "("), name)
  assert(not pcall(rex.gsub, "a", new "a", function() error "from a callback" end), name)
end
print "ok"
