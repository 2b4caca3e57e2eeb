-- needs: lua-yaml
local yaml = require "lyaml"
local document = yaml.load [[
name: value
list: [1, 2.5, true, null]
nested:
  - a: b
  - |
    several
    lines
anchor: &x {k: v}
alias: *x
]]
assert(document.name == "value" and document.list[1] == 1 and document.list[2] == 2.5 and document.list[3] == true)
assert(document.list[4] == yaml.null and document.nested[2] == "several\nlines\n" and document.alias.k == "v")
local back = yaml.load(yaml.dump {{list = {1, 2, {x = "y"}}, text = "with: colon", flag = false}})
assert(back.list[3].x == "y" and back.text == "with: colon" and back.flag == false)
assert(#yaml.load("--- 1\n--- 2\n", {all = true}) == 2)
assert(not pcall(yaml.load, "a: [1"))
print "ok"
