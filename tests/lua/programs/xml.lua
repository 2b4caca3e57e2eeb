-- An XML reader and writer with a small path language.
local function parse(s)
  local stack, at = { { children = {} } }, 1
  local function line(p) return select(2, s:sub(1, p):gsub("\n", "")) + 1 end
  local entities = { lt = "<", gt = ">", amp = "&", quot = '"', apos = "'" }
  local function decode(t) return (t:gsub("&(#?%w+);", function(e)
    if e:sub(1, 2) == "#x" then return utf8.char(tonumber(e:sub(3), 16)) end
    if e:sub(1, 1) == "#" then return utf8.char(tonumber(e:sub(2))) end
    return entities[e] or error("unknown entity &" .. e .. ";", 0)
  end)) end
  local function text(t)
    if t:find("%S") then table.insert(stack[#stack].children, decode(t)) end
  end
  while true do
    local open = s:find("<", at, true)
    if not open then break end
    text(s:sub(at, open - 1))
    if s:sub(open, open + 3) == "<!--" then
      at = select(2, s:find("-->", open + 4, true)) or error("line " .. line(open) .. ": comment never ends", 0)
    elseif s:sub(open, open + 8) == "<![CDATA[" then
      local close = s:find("]]>", open, true) or error("line " .. line(open) .. ": CDATA never ends", 0)
      table.insert(stack[#stack].children, s:sub(open + 9, close - 1))
      at = close + 2
    elseif s:sub(open + 1, open + 1) == "?" or s:sub(open + 1, open + 1) == "!" then
      at = s:find(">", open, true)
    else
      local slash, name, rest, empty, close = s:match("^<(/?)([%w:_-]+)(.-)(/?)>()", open)
      if not name then error("line " .. line(open) .. ": malformed tag", 0) end
      if slash == "/" then
        local top = table.remove(stack)
        if top.name ~= name then error(("line %d: </%s> closes <%s>"):format(line(open), name, top.name or "nothing"), 0) end
      else
        local node = { name = name, attributes = {}, order = {}, children = {} }
        for k, q, v in rest:gmatch("([%w:_-]+)%s*=%s*([\"'])(.-)%2") do
          if node.attributes[k] then error(("line %d: attribute %s twice"):format(line(open), k), 0) end
          node.attributes[k] = decode(v)
          table.insert(node.order, k)
        end
        table.insert(stack[#stack].children, node)
        if empty == "" then stack[#stack + 1] = node end
      end
      at = close - 1
    end
    at = at + 1
  end
  text(s:sub(at))
  if #stack > 1 then error("<" .. stack[#stack].name .. "> never closed", 0) end
  return stack[1].children[1]
end
local function escape(s) return (s:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })) end
local function write(node)
  if type(node) == "string" then return escape(node) end
  local out = { "<", node.name }
  for _, k in ipairs(node.order) do out[#out + 1] = (' %s="%s"'):format(k, escape(node.attributes[k])) end
  if #node.children == 0 then
    out[#out + 1] = "/>"
  else
    out[#out + 1] = ">"
    for _, c in ipairs(node.children) do out[#out + 1] = write(c) end
    out[#out + 1] = "</" .. node.name .. ">"
  end
  return table.concat(out)
end
local function find(node, path)
  local found = { node }
  for step in path:gmatch("[^/]+") do
    local name, key, value = step:match("^([%w*]+)%[@(%w+)='(.-)'%]$")
    local index = tonumber(step:match("%[(%d+)%]$"))
    name = name or step:match("^[%w*]+")
    local next = {}
    for _, n in ipairs(found) do
      local matched = 0
      for _, c in ipairs(n.children) do
        if type(c) == "table" and (name == "*" or c.name == name) and (not key or c.attributes[key] == value) then
          matched = matched + 1
          if not index or matched == index then next[#next + 1] = c end
        end
      end
    end
    found = next
  end
  return found
end
local function content(n)
  local out = {}
  for _, c in ipairs(n.children) do out[#out + 1] = type(c) == "string" and c or content(c) end
  return table.concat(out)
end
local doc = parse [==[
<?xml version="1.0"?>
<!DOCTYPE library>
<library name="city &amp; town">
  <!-- comment with <tags> -->
  <book id="1" lang='en'><title>One &lt;Book&gt;</title><price>10.50</price></book>
  <book id="2"><title>Another</title><price>7</price><note/></book>
  <book id="3" lang="de"><title>&#220;ber &#x4C;ua</title><raw><![CDATA[a < b && c]]></raw></book>
</library>]==]
print(write(doc))  -- expect: <library name="city &amp; town"><book id="1" lang="en"><title>One &lt;Book&gt;</title><price>10.50</price></book><book id="2"><title>Another</title><price>7</price><note/></book><book id="3" lang="de"><title>Über Lua</title><raw>a &lt; b &amp;&amp; c</raw></book></library>
print(write(parse(write(doc))) == write(doc))  -- expect: true
for _, path in ipairs { "book", "book/title", "book[@id='2']/*", "book[@lang='de']/raw", "book[2]/title", "*/price", "nothing/at/all" } do
  local out = {}
  for _, n in ipairs(find(doc, path)) do out[#out + 1] = n.name .. ":" .. content(n) end
  print(path, #out, table.concat(out, ", "))  -- expect: book<TAB>3<TAB>book:One <Book>10.50, book:Another7, book:Über Luaa < b && c
  -- expect: book/title<TAB>3<TAB>title:One <Book>, title:Another, title:Über Lua
  -- expect: book[@id='2']/*<TAB>3<TAB>title:Another, price:7, note:
  -- expect: book[@lang='de']/raw<TAB>1<TAB>raw:a < b && c
  -- expect: book[2]/title<TAB>1<TAB>title:Another
  -- expect: */price<TAB>2<TAB>price:10.50, price:7
  -- expect: nothing/at/all<TAB>0<TAB>
end
local sum = 0
for _, n in ipairs(find(doc, "book/price")) do sum = sum + content(n) end
print(sum, doc.attributes.name)  -- expect: 17.5<TAB>city & town
for _, bad in ipairs { "<a>", "<a></b>", "</a>", "<a><b></a></b>", "<a x='1' x='2'/>", "<a>&nope;</a>", "<a>\n<!-- ", "<a>\n\n< b/></a>", "<a><![CDATA[x" } do print((bad:gsub("\n", "/")), select(2, pcall(parse, bad))) end  -- expect: <a><TAB><a> never closed
-- expect: <a></b><TAB>line 1: </b> closes <a>
-- expect: </a><TAB>line 1: </a> closes <nothing>
-- expect: <a><b></a></b><TAB>line 1: </a> closes <b>
-- expect: <a x='1' x='2'/><TAB>line 1: attribute x twice
-- expect: <a>&nope;</a><TAB>unknown entity &nope;
-- expect: <a>/<!-- <TAB>line 2: comment never ends
-- expect: <a>//< b/></a><TAB>line 3: malformed tag
-- expect: <a><![CDATA[x<TAB>line 1: CDATA never ends
