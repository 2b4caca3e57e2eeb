-- Reading and writing comma separated values, with quotes, newlines and errors.
local function parse(text)
  local rows, row, at = {}, {}, 1
  local line = 1
  while at <= #text do
    local value
    if text:sub(at, at) == '"' then
      local parts, from = {}, at + 1
      while true do
        local quote = text:find('"', from, true)
        if not quote then error(("line %d: quote never closed"):format(line), 0) end
        parts[#parts + 1] = text:sub(from, quote - 1)
        if text:sub(quote + 1, quote + 1) ~= '"' then
          at = quote + 1
          break
        end
        parts[#parts + 1] = '"'
        from = quote + 2
      end
      value = table.concat(parts)
      line = line + select(2, value:gsub("\n", ""))
    else
      value, at = text:match("^([^,\r\n]*)()", at)
      if value:find('"', 1, true) then error(("line %d: stray quote in %q"):format(line, value), 0) end
    end
    row[#row + 1] = value
    local separator, after = text:match("^(\r?\n?)()", at)
    if separator ~= "" or at > #text then
      rows[#rows + 1], row = row, {}
      at, line = after, line + 1
    elseif text:sub(at, at) == "," then
      at = at + 1
      if at > #text or text:find("^\r?\n", at) and at > #text then
        row[#row + 1] = ""
        rows[#rows + 1], row = row, {}
      end
    else
      error(("line %d: expected ',' after a quoted value, found %q"):format(line, text:sub(at, at)), 0)
    end
  end
  return rows
end
local function write(rows)
  local out = {}
  for i, row in ipairs(rows) do
    local cells = {}
    for j, v in ipairs(row) do
      v = tostring(v)
      cells[j] = v:find('[,"\r\n]') and '"' .. v:gsub('"', '""') .. '"' or v
    end
    out[i] = table.concat(cells, ",") .. "\n"
  end
  return table.concat(out)
end
local function show(rows)
  for _, row in ipairs(rows) do
    local out = {}
    for i, v in ipairs(row) do out[i] = ("%q"):format(v):gsub("\n", "n") end
    print(#row, table.concat(out, " "))
  end
end
show(parse "a,b,c\n1,2,3\n")  -- expect: 3<TAB>"a" "b" "c"
-- expect: 3<TAB>"1" "2" "3"
show(parse 'x,"quoted, with comma","with ""quotes"""\n"multi\nline",,\r\nlast,row,no newline')  -- expect: 3<TAB>"x" "quoted, with comma" "with \"quotes\""
-- expect: 3<TAB>"multi\nline" "" ""
-- expect: 3<TAB>"last" "row" "no newline"
show(parse ",,\n\n,")  -- expect: 3<TAB>"" "" ""
-- expect: 1<TAB>""
-- expect: 2<TAB>"" ""
show(parse "")
for _, bad in ipairs { '"open', 'a"b,c', '"a"b', 'one,two\n"x\ny"z' } do print(pcall(parse, bad)) end  -- expect: false<TAB>line 1: quote never closed
-- expect: false<TAB>line 1: stray quote in "a\"b"
-- expect: false<TAB>line 1: expected ',' after a quoted value, found "b"
-- expect: false<TAB>line 3: expected ',' after a quoted value, found "z"
local rows = { { "name", "note" }, { "Ann", 'said "hi", left' }, { "Bob", "two\nlines" }, { 5, 2.5 } }
local text = write(rows)
print((text:gsub("\n", "|")))  -- expect: name,note|Ann,"said ""hi"", left"|Bob,"two|lines"|5,2.5|
print(write(parse(text)) == text)  -- expect: true
local big = {}
for i = 1, 300 do big[i] = { i, i * i, ("v%d"):format(i), i % 7 == 0 and 'q"q' or "" } end
local back = parse(write(big))
local good = #back == 300
for i = 1, 300 do good = good and back[i][1] == tostring(i) and back[i][3] == "v" .. i and back[i][4] == big[i][4] end
print(good, #write(back))  -- expect: true<TAB>4694
