-- A room to talk in: a page, and the WebSocket that it opens. Each message runs in a fresh state; what a connection is known by lies
-- in conn.state, and what is said goes to everybody who is in the room.

local page = [[<!doctype html><meta charset="utf-8"><title>chat</title>
<form><input autofocus placeholder="say something" maxlength="500"></form><ul></ul>
<script>
  const socket = new WebSocket(location.href.replace(/^http/, "ws").replace(/[?#].*/, "") + "?name=" + encodeURIComponent(prompt("Your name?") || "somebody"));
  const say = (text) => { const li = document.createElement("li"); li.textContent = text; document.querySelector("ul").prepend(li); };
  socket.onmessage = (e) => say(e.data);
  socket.onclose = (e) => say("the connection has ended (" + e.code + ")");
  document.querySelector("form").onsubmit = (e) => { e.preventDefault(); const i = e.target.querySelector("input"); socket.send(i.value); i.value = ""; };
</script>]]

-- At most so many characters, on one line.
local function trimmed(text, most)
  if not utf8.len(text) then return "?" end
  local past = utf8.offset(text, most + 1)
  return (text:sub(1, past and past - 1 or -1):gsub("%c", " "))
end

return {
  fetch = function(req)
    if req.method ~= "GET" then return { status = 405, headers = { Allow = "GET" } } end
    return { headers = { ["Content-Type"] = "text/html; charset=utf-8" }, body = page }
  end,

  open = function(conn, req, ctx)
    conn.state = { name = trimmed(req.query.name or "somebody", 30), said = 0 }
    conn:subscribe("room")
    ctx.publish("room", conn.state.name .. " comes in")
  end,

  message = function(conn, text, is_text, ctx)
    if not is_text then return conn:close(1003, "words, please") end
    conn.state.said = conn.state.said + 1
    ctx.publish("room", conn.state.name .. ": " .. trimmed(text, 500))
  end,

  close = function(conn, code, reason, ctx)
    ctx.publish("room", ("%s goes, having said %d things"):format(conn.state.name, conn.state.said))
  end,
}
