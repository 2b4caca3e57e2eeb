-- needs: lua-sql-sqlite3
local environment = require "luasql.sqlite3".sqlite3()
local db = assert(environment:connect ":memory:")
assert(db:execute "create table t (id integer primary key, name text, weight real)")
for i = 1, 50 do assert(db:execute(("insert into t (name, weight) values ('%s', %f)"):format(db:escape("o'n" .. i), i / 2))) end
local cursor = assert(db:execute "select id, name, weight from t where id > 47 order by id")
local row, rows = cursor:fetch({}, "a"), {}
while row do rows[#rows + 1] = row.name ; row = cursor:fetch(row, "a") end
assert(table.concat(rows, " ") == "o'n48 o'n49 o'n50")
local count = db:execute "select count(*) from t" ; assert(tonumber(count:fetch()) == 50) ; count:close()
local ok, message = db:execute "no such statement" ; assert(not ok and message:find "syntax error")
assert(db:setautocommit(false)) ; db:execute "delete from t" ; assert(db:rollback())
assert(db:close()) ; assert(environment:close())
print "ok"
