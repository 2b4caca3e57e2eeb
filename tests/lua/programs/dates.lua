-- Calendar arithmetic without the library: day numbers, weekdays, Easter, month tables, durations; checked against os.
local function leap(y) return y % 4 == 0 and (y % 100 ~= 0 or y % 400 == 0) end
local lengths = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local function days_in(y, m) return m == 2 and leap(y) and 29 or lengths[m] end
local function number(y, m, d)
  y = m <= 2 and y - 1 or y
  local era = y // 400
  local yoe = y - era * 400
  local doy = (153 * (m + (m > 2 and -3 or 9)) + 2) // 5 + d - 1
  return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468
end
local function date(n)
  n = n + 719468
  local era = n // 146097
  local doe = n - era * 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local m = mp + (mp < 10 and 3 or -9)
  return yoe + era * 400 + (m <= 2 and 1 or 0), m, doy - (153 * mp + 2) // 5 + 1
end
local function weekday(n) return (n + 4) % 7 end
local names = { [0] = "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" }
for _, d in ipairs { { 1970, 1, 1 }, { 2000, 2, 29 }, { 1999, 12, 31 }, { 2024, 2, 29 }, { 1, 1, 1 }, { 1582, 10, 15 }, { 9999, 12, 31 } } do
  local n = number(table.unpack(d))
  print(("%04d-%02d-%02d"):format(table.unpack(d)), n, names[weekday(n)], ("%04d-%02d-%02d"):format(date(n)))  -- expect: 1970-01-01<TAB>0<TAB>Thursday<TAB>1970-01-01
  -- expect: 2000-02-29<TAB>11016<TAB>Tuesday<TAB>2000-02-29
  -- expect: 1999-12-31<TAB>10956<TAB>Friday<TAB>1999-12-31
  -- expect: 2024-02-29<TAB>19782<TAB>Thursday<TAB>2024-02-29
  -- expect: 0001-01-01<TAB>-719162<TAB>Monday<TAB>0001-01-01
  -- expect: 1582-10-15<TAB>-141427<TAB>Friday<TAB>1582-10-15
  -- expect: 9999-12-31<TAB>2932896<TAB>Friday<TAB>9999-12-31
end
for n = -200000, 200000, 997 do
  local y, m, d = date(n)
  assert(number(y, m, d) == n and m >= 1 and m <= 12 and d >= 1 and d <= days_in(y, m))
  local t = os.date("!*t", n * 86400)
  assert(t.year == y and t.month == m and t.day == d and t.wday == weekday(n) + 1 and t.yday == n - number(y, 1, 1) + 1)
  assert(os.time { year = y, month = m, day = d, hour = 0 } == n * 86400 or n == -1)
end
local function easter(y)
  local a, b, c = y % 19, y // 100, y % 100
  local h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
  local l = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
  local m = (a + 11 * h + 22 * l) // 451
  local s = h + l - 7 * m + 114
  return ("%d-%02d-%02d"):format(y, s // 31, s % 31 + 1)
end
print(easter(2000), easter(2019), easter(2024), easter(2025), easter(2038), easter(1818))  -- expect: 2000-04-23<TAB>2019-04-21<TAB>2024-03-31<TAB>2025-04-20<TAB>2038-04-25<TAB>1818-03-22
local function month(y, m)
  local first = weekday(number(y, m, 1))
  local cells = {}
  for _ = 1, first do cells[#cells + 1] = "  " end
  for d = 1, days_in(y, m) do cells[#cells + 1] = ("%2d"):format(d) end
  for i = 1, #cells, 7 do print((table.concat(cells, " ", i, math.min(i + 6, #cells)))) end
end
month(2024, 2)  -- expect:              1  2  3
-- expect:  4  5  6  7  8  9 10
-- expect: 11 12 13 14 15 16 17
-- expect: 18 19 20 21 22 23 24
-- expect: 25 26 27 28 29
month(2021, 2)  -- expect:     1  2  3  4  5  6
-- expect:  7  8  9 10 11 12 13
-- expect: 14 15 16 17 18 19 20
-- expect: 21 22 23 24 25 26 27
-- expect: 28
local function iso_week(y, m, d)
  local n = number(y, m, d)
  local thursday = n - (weekday(n) + 6) % 7 + 3
  local ty = date(thursday)
  return ("%d-W%02d-%d"):format(ty, (thursday - number(ty, 1, 1)) // 7 + 1, (weekday(n) + 6) % 7 + 1)
end
for _, d in ipairs { { 2005, 1, 1 }, { 2005, 12, 31 }, { 2008, 12, 29 }, { 2010, 1, 3 }, { 2024, 12, 30 } } do
  local s = iso_week(table.unpack(d))
  assert(s == os.date("!%G-W%V-%u", number(table.unpack(d)) * 86400))
  print(s)  -- expect: 2004-W53-6
  -- expect: 2005-W52-6
  -- expect: 2009-W01-1
  -- expect: 2009-W53-7
  -- expect: 2025-W01-1
end
local function span(seconds)
  local out = {}
  for _, u in ipairs { { 604800, "w" }, { 86400, "d" }, { 3600, "h" }, { 60, "m" }, { 1, "s" } } do
    if seconds >= u[1] then
      out[#out + 1] = seconds // u[1] .. u[2]
      seconds = seconds % u[1]
    end
  end
  return table.concat(out, " ")
end
print(span(0) == "", span(59), span(3661), span(90061), span(694861))  -- expect: true<TAB>59s<TAB>1h 1m 1s<TAB>1d 1h 1m 1s<TAB>1w 1d 1h 1m 1s
local function add_months(y, m, d, n)
  local total = y * 12 + m - 1 + n
  y, m = total // 12, total % 12 + 1
  return ("%d-%02d-%02d"):format(y, m, math.min(d, days_in(y, m)))
end
print(add_months(2024, 1, 31, 1), add_months(2023, 1, 31, 1), add_months(2023, 11, 30, 3), add_months(2024, 3, 15, -15))  -- expect: 2024-02-29<TAB>2023-02-28<TAB>2024-02-29<TAB>2022-12-15
local fridays = 0
for y = 2001, 2400 do
  for m = 1, 12 do if weekday(number(y, m, 13)) == 5 then fridays = fridays + 1 end end
end
print(fridays)  -- expect: 688
