-- Never answers. It is ended when its time is over, and nobody else notices.
return function()
  local n = 0
  while true do pcall(function() n = n + 1 end) end
end
