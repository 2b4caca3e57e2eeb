-- Kind: templates, cold code. A template engine that compiles "{{ }}" and "{% %}" markup into Lua source,
-- loads it in a sandbox environment and renders pages: loops, conditions, includes, filters, escaping.

local html = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }
local function escape(v) return (tostring(v):gsub("[&<>\"']", html)) end

local filters = {
  upper = string.upper,
  lower = string.lower,
  money = function(v) return ("%.2f EUR"):format(v) end,
  join = function(v) return table.concat(v, ", ") end,
  short = function(v) return #v > 12 and v:sub(1, 9) .. "..." or v end,
  raw = function(v) return v end,
}

local templates, compiled, compilations = {}, {}, 0

local function expression(code)
  local parts, value = {}, nil
  for part in code:gmatch("[^|]+") do parts[#parts + 1] = part:match("^%s*(.-)%s*$") end
  value = parts[1]
  local raw = false
  for i = 2, #parts do
    value = ("filters.%s(%s)"):format(parts[i], value)
    raw = raw or parts[i] == "raw"
  end
  return raw and ("tostring(%s)"):format(value) or ("escape(%s)"):format(value)
end

local function compile(name)
  local text = templates[name] or error("no template '" .. name .. "'", 0)
  local code, pos = { "local out, filters, escape, include = ... local n = #out " }, 1
  while true do
    local start, stop, kind, body = text:find("{([{%%])%s*(.-)%s*[}%%]}", pos)
    local literal = text:sub(pos, (start or 0) - 1)
    if literal ~= "" then code[#code + 1] = ("n = n + 1 out[n] = %q "):format(literal) end
    if not start then break end
    if kind == "{" then
      code[#code + 1] = ("n = n + 1 out[n] = %s "):format(expression(body))
    else
      local file = body:match('^include "([^"]+)"')
      if file then
        code[#code + 1] = ("include(%q, _ENV) n = #out "):format(file)
      else
        code[#code + 1] = body .. " "
      end
    end
    pos = stop + 1
  end
  compilations = compilations + 1
  return table.concat(code)
end

local function render(name, data)
  local out = {}
  local function include(file, env)
    local source = compiled[file]
    if not source then
      source = compile(file)
      compiled[file] = source
    end
    local f = assert(load(source, "=" .. file, "t", env))
    f(out, filters, escape, include)
  end
  include(name, setmetatable({}, { __index = function(_, k)
    local v = data[k]
    if v == nil then return _G[k] end
    return v
  end }))
  return table.concat(out)
end

templates.page = [[
<html><head><title>{{ title | upper }}</title></head>
<body class="{{ theme }}">
{% include "header" %}
{% for i, item in ipairs(items) do %}
  <div id="item{{ i }}"{% if item.sale then %} class="sale"{% end %}>
    <h2>{{ item.name | short }}</h2><p>{{ item.text }}</p>
    <b>{{ item.price | money }}</b> <i>{{ item.tags | join | upper }}</i>
    {% for k = 1, #item.tags do %}<a href="/tag/{{ item.tags[k] }}">{{ item.tags[k] }}</a>{% end %}
  </div>
{% end %}
{% local total = 0 for _, item in ipairs(items) do total = total + item.price end %}
<p>Total: {{ total | money }}</p>
{% include "footer" %}
</body></html>
]]
templates.header = [[<ul>{% for _, link in ipairs(links) do %}<li><a href="{{ link.url }}">{{ link.text }}</a></li>{% end %}</ul>]]
templates.footer = [[<footer>{{ note | raw }} &copy; {{ 2000 + year }}</footer>]]

local function data(i)
  local items = {}
  for k = 1, 14 do
    items[k] = { name = "Product <" .. k * i .. "> \"deluxe\"", text = "Tom & Jerry's <b>best</b> " .. k,
                 price = k * 3.25 + i % 10, sale = (k + i) % 4 == 0, tags = { "tag" .. k, "x&y", "z" } }
  end
  return { title = "Shop no " .. i, theme = i % 2 == 0 and "dark" or "light", items = items, year = i % 30,
           links = { { url = "/?a=1&b=2", text = "Home" }, { url = "/about", text = "About 'us'" } },
           note = "<em>raw</em>" }
end

local bytes, check, page = 0, 0, nil
for i = 1, 2100 do
  page = render("page", data(i))
  bytes = bytes + #page
  check = (check * 31 + page:byte(#page // 3) + page:byte(#page // 2)) % 1000000007
end
print(page:sub(1, 420))
print(bytes, check, compilations)
templates.bad = "{{ title | nothing }}"
print((select(2, pcall(render, "bad", data(1))):gsub("^.-:%d+: ", "")))
print(select(2, pcall(render, "absent", {})))
