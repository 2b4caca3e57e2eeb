-- Counts visits in a store of keys and values: the only thing that one request leaves to the next.
return function(req, ctx)
  local visits = ctx.kv.visits
  local count = tonumber(visits:get("count") or 0) + 1
  visits:put("count", tostring(count))
  ctx.log("visit", count)
  return { json = { visits = count } }
end
