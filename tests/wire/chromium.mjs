// A browser as a WebSocket client: headless Chromium, driven by playwright-core, talks to an echo server through a relay that
// counts bytes.
//
// usage: chromium.mjs DIR BROWSER SERVER
//
//   DIR      where npm installed playwright-core
//   BROWSER  Chromium's program
//   SERVER   an echo server that prints its port: build/release/bench/websocket_bench (called with --serve)
//
// Messages of text and binary, small and large, must come back as they were; compression must have been agreed and have saved
// bytes in both directions; pings are the browser's own affair; the close code must come back. Prints "N passed, N failed".
import { createRequire } from "module";
import { spawn } from "child_process";
import net from "net";

const [folder, browser_path, server_path] = process.argv.slice(2);
const { chromium } = createRequire(folder + "/")("playwright-core");

const server = spawn(server_path, ["--serve"], { stdio: ["pipe", "pipe", "inherit"] });
const port = await new Promise((done) => server.stdout.once("data", (text) => done(parseInt(text))));

let up = 0, down = 0;
const relay = net.createServer((from) => {
  const to = net.connect(port, "127.0.0.1");
  from.on("data", (bytes) => { up += bytes.length; to.write(bytes); });
  to.on("data", (bytes) => { down += bytes.length; from.write(bytes); });
  for (const [one, other] of [[from, to], [to, from]]) {
    one.on("close", () => other.end());
    one.on("error", () => other.destroy());
  }
});
await new Promise((done) => relay.listen(0, "127.0.0.1", done));

const browser = await chromium.launch({ executablePath: browser_path, args: ["--no-sandbox"] });
const page = await browser.newPage();
const found = await page.evaluate(async (port) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  socket.binaryType = "arraybuffer";
  await new Promise((done, failed) => { socket.onopen = done; socket.onerror = () => failed(new Error("no connection")); });
  let wrong = 0, plain = 0;
  for (let i = 0; i < 500; ++i) {
    let text = JSON.stringify({ i, name: `hällo wörld 😀 ${i}`, list: [1, 2, 3, i], state: "open" });
    if (i % 50 === 49) text += "x".repeat(200000);
    const bytes = new TextEncoder().encode(text), binary = i % 3 === 0;
    plain += bytes.length;
    const answer = new Promise((done) => { socket.onmessage = (event) => done(event.data); });
    socket.send(binary ? bytes : text);
    const back = await answer;
    const same = binary ? new TextDecoder().decode(back) === text && typeof back !== "string" : back === text;
    wrong += !same;
  }
  const closed = new Promise((done) => { socket.onclose = (event) => done(event.code); });
  socket.close(4321, "bye");
  return { extensions: socket.extensions, wrong, plain, code: await closed, agent: navigator.userAgent };
}, relay.address().port);
await browser.close();
relay.close();
server.stdin.end();

console.log(`${found.agent}: ${found.extensions}; ${found.plain} bytes, ${up} sent, ${down} received`);
const checks = {
  "all messages came back": found.wrong === 0,
  "compression was agreed": found.extensions.startsWith("permessage-deflate"),
  "compression saved bytes": up < found.plain / 4 && down < found.plain / 4,
  "the close code came back": found.code === 4321,
};
let failed = 0;
for (const [what, fine] of Object.entries(checks)) if (!fine) { ++failed; console.log(`FAILED ${what}`); }
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
