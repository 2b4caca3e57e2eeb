-- Static errors about labels, break and attributes.
local function bad(s) return (select(2, load(s, "=g"))) end
print(bad "goto nowhere")  -- expect: g:1: no visible label 'nowhere' for <goto> at line 1
print(bad "do goto inside end do ::inside:: end")  -- expect: g:1: no visible label 'inside' for <goto> at line 1
print(bad "::twice:: ::twice::")  -- expect: g:1: label 'twice' already defined on line 1
print(bad "::a:: do ::a:: end")  -- expect: g:1: label 'a' already defined on line 1
print(bad "goto over local x ::over:: print(x)")  -- expect: g:1: <goto over> at line 1 jumps into the scope of local 'x'
print(bad "break")  -- expect: g:1: break outside loop at line 1
print(bad "while true do local function f() break end end")  -- expect: g:1: break outside loop at line 1
print(bad "repeat if x then goto cont end local y = 1 ::cont:: until y")  -- expect: g:1: <goto cont> at line 1 jumps into the scope of local 'y'
print(bad "local x <const> = 1 x = 2")  -- expect: g:1: attempt to assign to const variable 'x'
print(bad "local x <close> = nil x = 2")  -- expect: g:1: attempt to assign to const variable 'x'
print(bad "local x <what> = 1")  -- expect: g:1: unknown attribute 'what'
print(bad "local a <close>, b <close> = nil, nil")  -- expect: g:1: multiple to-be-closed variables in local list
print(bad "local x <const> = 1 function f() x = 2 end")  -- expect: g:1: attempt to assign to const variable 'x'
print(bad "for i = 1, 2 do ::c:: goto d end")  -- expect: g:1: no visible label 'd' for <goto> at line 1
print(bad "goto 5")  -- expect: g:1: <name> expected near '5'
print(bad "::5::")  -- expect: g:1: <name> expected near '5'
print(bad "do ::x:: end goto x")  -- expect: g:1: no visible label 'x' for <goto> at line 1
print(bad "local function f() goto out end ::out::")  -- expect: g:1: no visible label 'out' for <goto> at line 1
print(load("goto a; local x; ::a::") ~= nil, load("do goto a; local x; ::a:: ; end") ~= nil, load("repeat goto a; local x; ::a:: until x"))  -- expect: true<TAB>true<TAB>nil<TAB>[string "repeat goto a; local x; ::a:: until x"]:1: <goto a> at line 1 jumps into the scope of local 'x'
