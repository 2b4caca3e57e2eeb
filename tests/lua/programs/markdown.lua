-- A converter of a Markdown subset to HTML.
local function escape(s) return (s:gsub("[&<>]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" })) end
local function inline(s)
  local codes = {}
  s = s:gsub("`([^`]+)`", function(c)
    codes[#codes + 1] = "<code>" .. escape(c) .. "</code>"
    return "\1" .. #codes .. "\1"
  end)
  s = escape(s)
  s = s:gsub("!%[([^%]]*)%]%(([^)]*)%)", '<img alt="%1" src="%2">')
  s = s:gsub("%[([^%]]*)%]%(([^)]*)%)", '<a href="%2">%1</a>')
  s = s:gsub("%*%*(.-)%*%*", "<b>%1</b>"):gsub("%*(.-)%*", "<i>%1</i>"):gsub("~~(.-)~~", "<s>%1</s>")
  return (s:gsub("\1(%d+)\1", function(n) return codes[tonumber(n)] end))
end
local function convert(text)
  local out, lines, i = {}, {}, 1
  for l in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = l end
  local function list(indent)
    local items, kind = {}, nil
    while lines[i] do
      local spaces, mark, rest = lines[i]:match("^(%s*)([-*]) (.*)")
      if not mark then spaces, mark, rest = lines[i]:match("^(%s*)(%d+%.) (.*)") end
      if not mark or #spaces < indent then break end
      if #spaces > indent then
        items[#items] = items[#items] .. list(#spaces)
      else
        kind = kind or (mark:find("%d") and "ol" or "ul")
        items[#items + 1] = inline(rest)
        i = i + 1
      end
    end
    return ("<%s><li>%s</li></%s>"):format(kind, table.concat(items, "</li><li>"), kind)
  end
  while i <= #lines do
    local l = lines[i]
    local hashes, title = l:match("^(#+)%s+(.-)%s*#*$")
    if hashes and #hashes <= 6 then
      out[#out + 1] = ("<h%d>%s</h%d>"):format(#hashes, inline(title), #hashes)
      i = i + 1
    elseif l:find("^```") then
      local code = {}
      i = i + 1
      while lines[i] and not lines[i]:find("^```") do
        code[#code + 1] = escape(lines[i])
        i = i + 1
      end
      i = i + 1
      out[#out + 1] = "<pre>" .. table.concat(code, "|") .. "</pre>"
    elseif l:find("^%s*[-*] ") or l:find("^%s*%d+%. ") then out[#out + 1] = list(#l:match("^%s*"))
    elseif l:find("^>%s?") then
      local quoted = {}
      while lines[i] and lines[i]:find("^>") do
        quoted[#quoted + 1] = lines[i]:gsub("^>%s?", "")
        i = i + 1
      end
      out[#out + 1] = "<blockquote>" .. convert(table.concat(quoted, "\n")):gsub("\n", "") .. "</blockquote>"
    elseif l:find("^[-*_][-*_ ]*$") and select(2, l:gsub("[-*_]", "")) >= 3 then
      out[#out + 1] = "<hr>"
      i = i + 1
    elseif l:find("|", 1, true) and lines[i + 1] and lines[i + 1]:find("^[%s|:-]+$") then
      local function cells(row, tag)
        local r = {}
        for c in row:gsub("^%s*|", ""):gsub("|%s*$", ""):gmatch("[^|]+") do r[#r + 1] = ("<%s>%s</%s>"):format(tag, inline(c:match("^%s*(.-)%s*$")), tag) end
        return "<tr>" .. table.concat(r) .. "</tr>"
      end
      local rows = { cells(l, "th") }
      i = i + 2
      while lines[i] and lines[i]:find("|", 1, true) do
        rows[#rows + 1] = cells(lines[i], "td")
        i = i + 1
      end
      out[#out + 1] = "<table>" .. table.concat(rows) .. "</table>"
    elseif l:find("%S") then
      local paragraph = {}
      repeat
        paragraph[#paragraph + 1] = lines[i]
        i = i + 1
      until not lines[i] or not lines[i]:find("%S") or lines[i]:find("^[#>]") or lines[i]:find("^```")
      out[#out + 1] = "<p>" .. inline(table.concat(paragraph, " ")) .. "</p>"
    else
      i = i + 1
    end
  end
  return table.concat(out, "\n")
end
local document = [[
# A title with `code` #

Some *emphasis*, **strong words**, ~~gone~~ and `x < y && **not bold**`.
The second line of a paragraph with a [link](http://example.org/?a=1&b=2)
and an image ![alt text](pic.png).

- one
- two
  - nested **item**
  - another
- three

1. first
2. second

> quoted *text*
> goes on
>
> - with a list

```
if a < b then
  return "**raw**"
end
```
***
| Name | Count |
|------|------:|
| a `b` | 5 |
| c | <6> |

###### Small
####### not a heading
]]
for line in convert(document):gmatch("[^\n]+") do print(line) end  -- expect: <h1>A title with <code>code</code></h1>
-- expect: <p>Some <i>emphasis</i>, <b>strong words</b>, <s>gone</s> and <code>x &lt; y &amp;&amp; **not bold**</code>. The second line of a paragraph with a <a href="http://example.org/?a=1&amp;b=2">link</a> and an image <img alt="alt text" src="pic.png">.</p>
-- expect: <ul><li>one</li><li>two<ul><li>nested <b>item</b></li><li>another</li></ul></li><li>three</li></ul>
-- expect: <ol><li>first</li><li>second</li></ol>
-- expect: <blockquote><p>quoted <i>text</i> goes on</p><ul><li>with a list</li></ul></blockquote>
-- expect: <pre>if a &lt; b then|  return "**raw**"|end</pre>
-- expect: <hr>
-- expect: <table><tr><th>Name</th><th>Count</th></tr><tr><td>a <code>b</code></td><td>5</td></tr><tr><td>c</td><td>&lt;6&gt;</td></tr></table>
-- expect: <h6>Small</h6>
-- expect: <p>####### not a heading</p>
print(convert "", convert "plain", convert "\n\n\n", convert "*a* *b* **c*d**")  -- expect: <TAB><p>plain</p><TAB><TAB><p><i>a</i> <i>b</i> <b>c*d</b></p>
