-- Tables of options: what modules of trinity.net take as named arguments.
local options = {}

-- Raises an error for what is no option or has another type; `level` is that of who is to blame.
function options.check(given, known, name, level)
  if type(given) ~= "table" then
    error(("bad argument #1 to '%s' (table expected, got %s)"):format(name, type(given)), level + 1)
  end
  for key, value in pairs(given) do
    local wanted = known[key]
    if not wanted then error(("%s: no option '%s'"):format(name, tostring(key)), level + 1) end
    local got = math.type(value) or type(value)
    local fits = got == wanted or (wanted == "number" and math.type(value))
    if not fits then
      error(("%s: option '%s' is %s, expected %s"):format(name, key, got, wanted), level + 1)
    end
  end
  return given
end

-- Of seconds, or nil of nil.
function options.milliseconds(seconds) return seconds and math.ceil(seconds * 1000) end

return options
