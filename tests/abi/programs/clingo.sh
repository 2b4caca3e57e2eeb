# needs: gringo
# Answer sets with functions in Lua: @gcd over many pairs, and a fill and sort of a long table.
cat >gcd.lp <<'END'
#script (lua)
local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end
function gcd_of(a, b) return clingo.Number(gcd(a.number, b.number)) end
function sorted(n)
  local t = {}
  for i = 1, n.number do t[i] = (i * 7919) % 10007 end
  table.sort(t)
  return clingo.Number(t[#t])
end
#end.
n(1..60).
g(X, Y, @gcd_of(X, Y)) :- n(X), n(Y).
coprime(C) :- C = #count { X, Y : g(X, Y, 1) }.
largest(@sorted(20000)).
#show coprime/1.
#show largest/1.
END
clingo --verbose=0 gcd.lp
echo 'p(@bad(1)). #script (lua) function bad(x) error("from Lua") end #end.' >bad.lp
clingo --verbose=0 bad.lp 2>&1 | sed 's/<[^>]*>//'
