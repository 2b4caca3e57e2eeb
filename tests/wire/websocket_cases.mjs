// Asks npm's ws what it makes of the raw-frame cases of src/net/websocket/protocol_test.cpp.
//
// usage: websocket_cases.mjs DIR FILE
//
//   DIR   where npm installed ws
//   FILE  the cases: TRI_WIRE_CASES=FILE build/release/test/test_net
//
// Each case is a connection of its own to a ws server that answers pings and closing handshakes by itself. What arrives there
// and what it sends must be what our transcript says. Two differences are meant: we judge UTF-8 as bytes arrive, ws judges
// whole messages, so it may still wait where we have closed; and ws takes lengths that are not in their shortest form, or
// have the highest bit set, which RFC 6455, 5.2 forbids. Prints these, and what differs otherwise.
import { createRequire } from "module";
import net from "net";
import fs from "fs";

const [folder, file] = process.argv.slice(2);
const { WebSocketServer } = createRequire(folder + "/")("ws");
const kQuietMs = 60, kAtOnce = 64;

const latin = (hex) => Buffer.from(hex, "hex").toString("latin1");
const cases = fs.readFileSync(file, "latin1").trim().split("\n").map((line) => {
  const [kind, size, input, transcript] = line.split(" ");
  // How the connection was seen to end is what a close frame says that we sent.
  return { kind, size: +size, input: Buffer.from(input, "hex"), wanted: latin(transcript ?? "").replace(/closed:\d+ /g, "") };
});

const servers = new Map();
async function server_of({ kind, size }) {
  const name = kind + size;
  if (!servers.has(name)) {
    const server = new WebSocketServer({
      host: "127.0.0.1", port: 0, maxPayload: size, perMessageDeflate: kind === "deflate",
    });
    server.on("connection", (socket, request) => {
      const heard = server.heard.get(request.headers["x-case"]);
      socket.on("message", (data, binary) => {
        const text = data.toString("latin1");
        heard.push(`${binary ? "binary" : "text"}:${text.length > 64 ? text.length + "bytes" : text} `);
      });
      socket.on("pong", (data) => heard.push(`pong:${data.toString("latin1")} `));
      socket.on("error", () => {});
    });
    server.heard = new Map();
    servers.set(name, new Promise((done) => server.on("listening", () => done(server))));
  }
  return servers.get(name);
}

// What a server sent, in the words of the transcripts.
function shown(bytes) {
  let text = "";
  while (bytes.length >= 2) {
    let size = bytes[1] & 127, at = 2;
    if (size === 126) [size, at] = [bytes.readUInt16BE(2), 4];
    const payload = bytes.subarray(at, at + size), opcode = bytes[0] & 15;
    if (opcode === 8) text += `sent-close:${size < 2 ? "none" : payload.readUInt16BE(0)} `;
    else if (opcode === 10) text += `sent-pong:${payload.toString("latin1")} `;
    else text += "sent ";
    bytes = bytes.subarray(at + size);
  }
  return text;
}

let number = 0;
async function run(one) {
  const server = await server_of(one), id = String(++number), heard = [];
  server.heard.set(id, heard);
  const socket = net.connect(server.address().port, "127.0.0.1");
  let answer = Buffer.alloc(0), timer;
  await new Promise((done) => {
    const later = () => { clearTimeout(timer); timer = setTimeout(done, kQuietMs); };
    socket.on("connect", () => {
      const offer = one.kind === "deflate" ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
      socket.write(
        `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nX-Case: ${id}\r\n${offer}\r\n`);
    });
    let open = false;
    socket.on("data", (bytes) => {
      answer = Buffer.concat([answer, bytes]);
      const end = answer.indexOf("\r\n\r\n");
      if (!open && end >= 0) {
        open = true;
        answer = answer.subarray(end + 4);
        socket.write(one.input);
      }
      later();
    });
    socket.on("close", done);
    socket.on("error", done);
  });
  socket.destroy();
  return heard.join("") + shown(answer);
}

function has_bad_length(input) {
  const size = input[1] & 127;
  if (size === 126) return input.readUInt16BE(2) < 126;
  return size === 127 && (input[2] >= 128 || input.readBigUInt64BE(2) < 65536n);
}

let passed = 0, waits = 0, lenient = 0, failed = 0, next = 0;
async function worker() {
  while (next < cases.length) {
    const one = cases[next++], found = await run(one);
    if (found === one.wanted) ++passed;
    else if (one.wanted.startsWith(found) && /^sent-close:(1007|1009) $/.test(one.wanted.slice(found.length))) {
      ++waits;
      console.log(`ws waits: ${one.kind} ${one.input.subarray(0, 40).toString("hex")}`);
    } else if (one.wanted === "sent-close:1002 " && has_bad_length(one.input)) {
      ++lenient;
      console.log(`ws takes a length: ${one.input.subarray(0, 20).toString("hex")}`);
    } else {
      ++failed;
      console.log(`differs: ${one.kind} ${one.input.subarray(0, 60).toString("hex")}: ws "${found}", ours "${one.wanted}"`);
    }
  }
}
await Promise.all(Array.from({ length: kAtOnce }, worker));
console.log(`${waits} cases in which ws waits for the rest of the message`);
console.log(`${lenient} cases in which ws takes a length that RFC 6455 forbids`);
console.log(`${passed + waits + lenient} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
