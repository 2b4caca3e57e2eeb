-- The smallest useful function: greets whom the query names.
return function(req)
  return ("Hello, %s!\n"):format(req.query.name or "world")
end
