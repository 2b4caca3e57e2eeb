# needs: lighttpd lighttpd-modules-lua curl
# mod_magnet: a script per request, which parses, formats, sorts and joins.
port=$((20000 + $$ % 10000))
mkdir -p www
cat >magnet.lua <<'END'
local query = lighty.r.req_attr["uri.query"] or ""
local n = tonumber(query:match("n=(%d+)")) or 0
if query:match("fail") then error("asked to") end
local t = {}
for i = 1, n do t[i] = string.format("%05d:%s", (i * 7919) % 10007, ("x"):rep(i % 5)) end
table.sort(t)
lighty.r.resp_body.set({table.concat(t, ","), "\n"})
lighty.r.resp_header["Content-Type"] = "text/plain"
return 200
END
cat >lighttpd.conf <<END
server.document-root = "$PWD/www"
server.port = $port
server.bind = "127.0.0.1"
server.errorlog = "$PWD/errors"
server.modules = ("mod_magnet")
magnet.attract-physical-path-to = ("$PWD/magnet.lua")
END
lighttpd -D -f lighttpd.conf &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  curl -s -o /dev/null "http://127.0.0.1:$port/" && break
  sleep 0.3
done
for n in 0 1 10 500; do curl -s "http://127.0.0.1:$port/?n=$n" | md5sum; done
curl -s -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port/?fail"
for _ in $(seq 50); do curl -s "http://127.0.0.1:$port/?n=50"; done | md5sum
grep -o 'liblua5.4.so[^ ]*' /proc/$server/maps | sort -u | sed 's/\.0\.0\.0$//'
kill "$server"
wait "$server" 2>/dev/null
