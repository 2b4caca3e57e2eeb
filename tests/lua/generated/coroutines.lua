-- Random schedules of coroutines that yield, call each other, fail and are closed.
package.path = "./support/?.lua"
local g = require("generate")
g.groups(30, 15, function()  -- expect: 1<TAB>4cb02cb1c085<TAB>c1:starts:2 c2:starts:1 c3:starts:1 c2:resumes:true:suspende
-- expect: 2<TAB>10a55915a746<TAB>c1:starts:2 c2:starts:1 c1:resumes:true:dead c1:closed:nil r
-- expect: 3<TAB>6d60ca987d30<TAB>c1:starts:2 c2:starts:1 c3:starts:1 c2:resumes:true:suspende
-- expect: 4<TAB>e465d3dad8fd<TAB>c1:starts:2 resume:true:c1:done:dead resume:false:cannot res
-- expect: 5<TAB>ba0005a34686<TAB>c1:starts:2 resume:true:c1:2:suspended c1:got:2 c1:status:ru
-- expect: 6<TAB>c7dd94e9fd3e<TAB>c1:starts:2 resume:true:c1:in pcall:suspended c2:starts:2 c3
-- expect: 7<TAB>4b4ac9584cb6<TAB>close:true close:true c2:starts:2 resume:true:c2:2:suspended
-- expect: 8<TAB>12ec962be734<TAB>c1:starts:2 resume:true:c1:1:suspended c1:got:2 c1:status:ru
-- expect: 9<TAB>d5d38d1af29a<TAB>c1:starts:2 resume:true:c1:1:suspended c1:got:2 c1:closed:ni
-- expect: 10<TAB>da5a4af6cee2<TAB>c1:starts:2 resume:true:c1:1:suspended c2:starts:2 resume:tr
-- expect: 11<TAB>3df9b71bf5f1<TAB>close:true c2:starts:2 resume:true:c2:2:suspended resume:fal
-- expect: 12<TAB>5e08afc89086<TAB>c1:starts:2 c2:starts:1 c3:starts:1 c2:resumes:true:suspende
-- expect: 13<TAB>5792ee820509<TAB>c1:starts:2 resume:true:c1:2:suspended c1:got:2 c2:starts:1<SPACE>
-- expect: 14<TAB>8b283dc518bf<TAB>c1:starts:2 c1:closed:nil resume:true:c1:done:dead close:tru
-- expect: 15<TAB>b2d582f4aedc<TAB>c1:starts:2 resume:true:c1:in pcall:suspended c1:closed:nil<SPACE>
-- expect: 16<TAB>a02004aa5dc8<TAB>close:true resume:false:cannot resume dead coroutine:nil:dea
-- expect: 17<TAB>d90c1b2835fd<TAB>c1:starts:2 c1:status:running:true c1:status:running:true re
-- expect: 18<TAB>1d2fafdd7af9<TAB>c1:starts:2 resume:true:c1:1:suspended c2:starts:2 c2:closed
-- expect: 19<TAB>e4b123e308bd<TAB>c1:starts:2 resume:true:c1:1:suspended c2:starts:2 c3:starts
-- expect: 20<TAB>00c581c75ff9<TAB>c1:starts:2 c2:starts:1 c1:resumes:true:suspended resume:tru
-- expect: 21<TAB>3d6c17b07ff7<TAB>c1:starts:2 c2:starts:1 c1:resumes:true:suspended resume:tru
-- expect: 22<TAB>0410d0071aa5<TAB>c1:starts:2 c2:starts:1 c1:resumes:true:suspended resume:tru
-- expect: 23<TAB>f28c42e5b252<TAB>c1:starts:2 resume:true:c1:done:dead resume:false:cannot res
-- expect: 24<TAB>6876b4318c54<TAB>c1:starts:2 c2:starts:1 c1:resumes:true:suspended c1:status:
-- expect: 25<TAB>7fa0b3a802bf<TAB>c1:starts:2 resume:true:c1:in pcall:suspended c1:pcall:true<SPACE>
-- expect: 26<TAB>50ce865d2239<TAB>c1:starts:2 c1:status:running:true c1:status:running:true re
-- expect: 27<TAB>d3f49b427a01<TAB>c1:starts:2 resume:true:c1:1:suspended c1:closed:nil close:t
-- expect: 28<TAB>81bda5d5fdda<TAB>c1:starts:2 resume:true:c1:1:suspended c1:closed:nil close:t
-- expect: 29<TAB>f8f3b21a25cd<TAB>c1:starts:2 resume:true:c1:1:suspended c1:got:2 resume:true:
-- expect: 30<TAB>15001af59c83<TAB>c1:starts:2 c2:starts:1 c3:starts:1 c2:resumes:true:suspende
  local log, all, serial = {}, {}, 0
  local function say(...) log[#log + 1] = table.concat({ ... }, ":") end
  local function spawn(depth)
    serial = serial + 1
    local name = "c" .. serial
    local plan = {}
    for i = 1, g.random(5) do plan[i] = g.random(depth > 0 and 8 or 6) end
    local co
    co = coroutine.create(function(...)
      say(name, "starts", select("#", ...))
      local guard <close> = g.random(2) == 1 and setmetatable({}, { __close = function(_, e) say(name, "closed", tostring(e)) end }) or nil
      for i, step in ipairs(plan) do
        if step <= 2 then say(name, "got", select("#", coroutine.yield(name, i)))
        elseif step == 3 then say(name, "status", coroutine.status(co), tostring(coroutine.isyieldable()))
        elseif step == 4 then say(name, "pcall", tostring((pcall(coroutine.yield, name, "in pcall"))))
        elseif step == 5 and g.random(3) == 1 then error(name .. " fails", 0)
        elseif step == 6 then table.sort({ 3, 1, 2 }, function(a, b) return a < b end)
        elseif step >= 7 then
          local child = spawn(depth - 1)
          say(name, "resumes", tostring(coroutine.resume(child, i)), coroutine.status(child))
        end
      end
      return name, "done"
    end)
    all[#all + 1] = co
    return co
  end
  spawn(2)
  for i = 1, 20 do
    local co = g.pick(all)
    local action = g.random(8)
    if action == 8 then
      say("close", tostring(pcall(coroutine.close, co)))
    else
      local ok, a, b = coroutine.resume(co, i, i)
      say("resume", tostring(ok), tostring(a), tostring(b), coroutine.status(co))
    end
    if #all < 6 and g.random(4) == 1 then spawn(2) end
  end
  return table.concat(log, " ")
end)
