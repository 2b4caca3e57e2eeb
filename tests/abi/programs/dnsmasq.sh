# needs: dnsmasq-base-lua
# The script's init and shutdown run in a forked child.
cat >lease.lua <<'END'
local out = io.open(os.getenv("OUT"), "a")
function init() out:write("init ", string.format("%d %s", 42, _VERSION), "\n") out:flush() end
function shutdown() local t = {} for i = 1, 1000 do t[i] = tostring(i) end out:write("shutdown ", #table.concat(t), "\n") out:flush() end
function lease(action, arguments) out:write("lease ", action, "\n") end
END
export OUT=$PWD/out
dnsmasq --no-daemon --conf-file=/dev/null --port=0 --user=root --dhcp-range=127.0.0.10,127.0.0.20 --bind-interfaces --interface=lo \
  --dhcp-leasefile="$PWD/leases" --dhcp-luascript="$PWD/lease.lua" --pid-file="$PWD/pid" >log 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -s out ] && break
  sleep 0.3
done
kill "$server"
wait "$server"
for _ in 1 2 3 4 5 6 7 8 9 10; do
  grep -q shutdown out && break
  sleep 0.3
done
cat out
