-- Kind: templates, closures, strings. HTML by nested function calls with tables of attributes and
-- children (a component style), then Markdown rendered to HTML by line rules and inline patterns.

local void = { br = true, img = true, hr = true, input = true }
local function escape(s) return (s:gsub("[<>&\"]", { ["<"] = "&lt;", [">"] = "&gt;", ["&"] = "&amp;", ['"'] = "&quot;" })) end

local function write(node, out)
  if type(node) ~= "table" then
    out[#out + 1] = escape(tostring(node))
    return
  end
  if node.tag then
    out[#out + 1] = "<" .. node.tag
    for _, attribute in ipairs(node.attributes) do
      out[#out + 1] = (' %s="%s"'):format(attribute[1], escape(tostring(attribute[2])))
    end
    out[#out + 1] = ">"
  end
  for i = 1, #node do write(node[i], out) end
  if node.tag and not void[node.tag] then out[#out + 1] = "</" .. node.tag .. ">" end
end

-- h.div { class = "x", "text", h.b { "bold" } }: any tag name works.
local h = setmetatable({}, { __index = function(t, tag)
  local function build(content)
    local node = { tag = tag, attributes = {} }
    for i, child in ipairs(content) do node[i] = child end
    for k, v in pairs(content) do
      if type(k) == "string" then node.attributes[#node.attributes + 1] = { k, v } end
    end
    table.sort(node.attributes, function(a, b) return a[1] < b[1] end)
    return node
  end
  t[tag] = build
  return build
end })

local function map(list, f)
  local out = {}
  for i, v in ipairs(list) do out[i] = f(v, i) end
  return out
end
local function card(user, i)
  return h.div { class = i % 2 == 0 and "even" or "odd", id = "u" .. i,
    h.h2 { user.name }, h.img { src = user.picture, alt = user.name }, h.br {},
    h.p { "Joined ", h.time { datetime = user.joined, user.joined }, " & wrote ", user.posts, " posts" },
    h.ul(map(user.tags, function(tag) return h.li { h.a { href = "/t/" .. tag, "#", tag } } end)),
  }
end
local function page(users)
  return h.html { lang = "en", h.head { h.title { "Users <all>" } }, h.body { h.h1 { "Users" }, h.main(map(users, card)) } }
end

local function inline(text)
  local codes = {}
  text = text:gsub("`([^`]+)`", function(code)
    codes[#codes + 1] = "<code>" .. escape(code) .. "</code>"
    return "\1" .. #codes .. "\2"
  end)
  text = escape(text)
  text = text:gsub("!%[([^%]]*)%]%(([^%)]+)%)", '<img src="%2" alt="%1">')
  text = text:gsub("%[([^%]]+)%]%(([^%)]+)%)", '<a href="%2">%1</a>')
  text = text:gsub("%*%*(.-)%*%*", "<strong>%1</strong>"):gsub("%*(.-)%*", "<em>%1</em>")
  return (text:gsub("\1(%d+)\2", function(i) return codes[tonumber(i)] end))
end

local function markdown(text)
  local out, paragraph, list = {}, {}, nil
  local function flush()
    if #paragraph > 0 then out[#out + 1] = "<p>" .. inline(table.concat(paragraph, " ")) .. "</p>" end
    paragraph = {}
    if list then
      out[#out + 1] = "</" .. list .. ">"
      list = nil
    end
  end
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local marks, title = line:match("^(#+)%s+(.+)$")
    local bullet = line:match("^%s*[-*]%s+(.+)$")
    local numbered = line:match("^%s*%d+%.%s+(.+)$")
    if marks then
      flush()
      out[#out + 1] = ("<h%d>%s</h%d>"):format(#marks, inline(title), #marks)
    elseif bullet or numbered then
      local kind = bullet and "ul" or "ol"
      if list ~= kind then
        flush()
        list = kind
        out[#out + 1] = "<" .. kind .. ">"
      end
      out[#out + 1] = "<li>" .. inline(bullet or numbered) .. "</li>"
    elseif line:find("^%s*$") then
      flush()
    elseif line:find("^%-%-%-+$") then
      flush()
      out[#out + 1] = "<hr>"
    else
      paragraph[#paragraph + 1] = line
    end
  end
  flush()
  return table.concat(out, "\n")
end

local users, document = {}, {}
for i = 1, 40 do
  users[i] = { name = "User \"" .. i .. "\" <x>", picture = "/p/" .. i .. ".png?s=1&t=2", joined = "2024-01-" .. i % 28 + 1,
               posts = i * 7, tags = { "lua", "t" .. i % 5, "c&c" } }
  document[i] = ("## Section %d\nSome *emphasis* and **strong %d** text with `code <%d>` in it,\na second line & [a link](http://x.y/%d).\n\n- one\n- two `x`\n- three ![img](a%d.png)\n\n1. first\n2. **second**\n\n---\n"):format(i, i, i, i, i)
end
document = table.concat(document)

local bytes, check = 0, 0
local text
for round = 1, 110 do
  users[1].posts = round
  local out = {}
  write(page(users), out)
  text = table.concat(out)
  local md = markdown(document)
  bytes = bytes + #text + #md
  for i = 1, #md, 97 do check = (check * 31 + md:byte(i)) % 1000000007 end
end
print(text:sub(1, 300))
print(markdown("# T\n*a* **b** `<c>`\n\n* x"))
print(bytes, check)
