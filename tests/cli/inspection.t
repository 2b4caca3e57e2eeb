-- trinity --dump and --trace, and the switches that leave techniques out.

  $ cat >shapes.lua <<'END'
  > local function get(p) return p.x + 1 end
  > local s = 0
  > for i = 1, 60 do s = s + get({x = i}) end
  > for i = 1, 60 do s = s + get({y = 1, x = i}) end
  > print(s)
  > END

What there is: bytecode as luac lists it, words of tier 2 with their handlers, sites, shapes.

  $ trinity --dump=bytecode shapes.lua 2>&1 | grep -c -e GETFIELD -e FORLOOP
  3
  $ trinity --tier=2 --dump=words:get shapes.lua 2>&1 | grep -e '^words' -e GetField -e AddI
  words of get shapes.lua:1
  .* GetField +poly .* (re)
  .* AddI +int .* (re)
  $ trinity --tier=1 --dump=words:get shapes.lua 2>&1 | grep words
  words of get shapes.lua:1: none, it is in tier 1
  $ trinity --tier=2 --dump=sites:get shapes.lua 2>&1 | grep -e poly -e '{'
  .*GetField +\.x +poly +poly: .* (re)
            record [0-9]+: shape [0-9]+ \{(x|y, x)\}, own slot (re)
            record [0-9]+: shape [0-9]+ \{(x|y, x)\}, own slot (re)
  $ trinity --dump=shapes,sites shapes.lua 2>&1 | grep -c -E '^shape [0-9]+ \{y, x\}'
  1

What happens.

  $ trinity --trace=tiers shapes.lua 2>&1 | sed -e 's/ [0-9.]* ms/ -/'
  [tiers -] get shapes.lua:1 goes to tier 2
  [tiers -] main chunk shapes.lua goes to tier 2
  3780
  $ trinity --trace=tiers,caches:get shapes.lua 2>&1 | grep -c -E '^\[caches [0-9.]+ ms\] get shapes.lua:1 GetField entry [0-7]: shape [0-9]+ \{'
  2
  $ trinity --trace=gc -e 'collectgarbage()' 2>&1 | sed -n -E 's/^\[gc [0-9.]+ ms\] ([a-z]+), cycle [0-9]+, [0-9.]+ KiB in use, [0-9.]+ KiB reserved$/\1/p' | tail -n 3
  mark
  sweep
  pause

The same by the environment, for programs that embed the engine; also when os.exit ends them.

  $ TRINITY_TRACE=tiers lua shapes.lua 2>&1 | grep -c tiers
  2
  $ TRINITY_DUMP=sites lua -e 'os.exit()' 2>&1 | grep -c 'sites of main chunk'
  1
  $ TRINITY_DUMP=site lua -e 'print(1)'
  TRINITY_DUMP: unknown dump 'site'; did you mean 'sites'? There are bytecode, words, native, asm, sites, shapes
  1

Names that there are not.

  $ trinity --dump=wrods shapes.lua 2>&1 | head -n 1
  trinity: --dump: unknown dump 'wrods'; did you mean 'words'? There are bytecode, words, native, asm, sites, shapes
  $ trinity --trace=tiers,everything shapes.lua 2>&1 | head -n 1
  trinity: --trace: unknown trace 'everything'. There are caches, gc, tiers
  $ trinity --dispatch=goto shapes.lua 2>&1 | head -n 1
  trinity: --dispatch expects switch, table or threaded, not 'goto'

Techniques left out change nothing but the time.

  $ for switches in --no-ic --no-quicken --dispatch=switch --dispatch=table --dispatch=threaded "--no-ic --dispatch=switch"; do
  >   trinity $switches shapes.lua
  > done
  3780
  3780
  3780
  3780
  3780
  3780
  $ trinity --tier=2 --no-ic --dump=sites:get shapes.lua 2>&1 | grep GetField
  .* GetField +\.x +any +unseen (re)
  $ trinity --tier=2 --no-quicken --dump=words:get shapes.lua 2>&1 | grep -c -e int -e poly -e own
  0
  [1]
  $ cat >words.lua <<'END'
  > local function add(p, q) return p.x + q.x end
  > local o, s = {x = 1.5}, 0
  > for i = 1, 60 do s = s + add(o, o) end
  > print(s)
  > END
  $ trinity --tier=2 --dump=words:add words.lua 2>&1 | grep with
  .* GetField +own +2 0 0  with GetField (re)
  .* GetField +own +3 1 0  with Add (re)
  $ trinity --tier=2 --no-fuse --dump=words:add words.lua 2>&1 | grep -c with
  0
  [1]
