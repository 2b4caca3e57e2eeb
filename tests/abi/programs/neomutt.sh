# needs: neomutt
cat >rc <<'END'
lua mutt.set("from", "someone@example.org")
lua mutt.set("sort", "threads") ; local n = 0 ; for i = 1, 1000 do n = n + i end ; mutt.set("signature", tostring(n))
lua print(pcall(error, "caught"))
lua-source more.lua
END
echo 'mutt.set("realname", ("x"):rep(3)) print(mutt.get("from"), type(mutt.call))' >more.lua
HOME=$PWD neomutt -n -F rc -Q from -Q sort -Q signature -Q realname
