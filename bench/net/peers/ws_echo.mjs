// Peer of bench/net/websocket.py: an echo server with npm's ws, from the folder that is given. Prints its port.
import { createRequire } from "module";
const [folder, kind] = process.argv.slice(2);
const { WebSocketServer } = createRequire(folder + "/")("ws");
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: kind === "deflate" ? { threshold: 0 } : false });
server.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
  socket.on("error", () => socket.terminate());
});
server.on("listening", () => console.log(server.address().port));
