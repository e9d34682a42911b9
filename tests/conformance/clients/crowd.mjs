// Many, and different ones: node crowd.mjs PATH-OF-SNUG
// A thousand official clients come at once, by WebSocket and by polling, and each is told everything; clients of
// Socket.IO and native ones in one room are told the same in the same order. Ends with "N passed, N failed".
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { ask, once, serve, token, until, within } from "./kit.mjs";
import { io } from "client-4.8";
const { WebSocket } = createRequire(import.meta.resolve("engine.io-client"))("ws");

const many = 1000;
const room = `[kinds.group]\nmax_present = 2000\n[[rooms]]\nname = "hall"\nkind = "group"\naccess = "public"\n`;

/// The server may turn some away at first: they come again by themselves.
async function aThousandAtOnce(server, transports) {
  const clients = [];
  let told = 0;
  try {
    for (let n = 0; n < many; ++n) {
      const socket = io(server.url, {
        transports, forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 1000, auth: { token: token(`u${n}`) },
      });
      socket.heard = [];
      socket.on("message.sent", (data) => socket.heard.push(data.text));
      socket.on("bell", (n) => (told += n));
      clients.push(socket);
    }
    await until("all are in", () => clients.every((c) => c.connected), 90000);
    const reply = (socket, ...args) => within(60000, args[0], new Promise((r) => socket.emit(...args, r)));
    for (const joined of await Promise.all(clients.map((c) => reply(c, "room.join", { room: "hall" }))))
      assert.equal(joined.status, "ok", JSON.stringify(joined));
    for (let n = 0; n < 5; ++n)
      assert.equal((await reply(clients[n * 7], "message.send", { text: `m${n}` }, { room: "hall" })).status, "ok");
    await reply(clients[0], "publish", { event: "bell", data: 1, echo: true }, { room: "hall" });
    const all = ["m0", "m1", "m2", "m3", "m4"];
    await until("everybody is told", () => told === many && clients.every((c) => c.heard.length >= 5), 60000);
    for (const c of clients) assert.deepEqual(c.heard, all);
  } finally {
    for (const c of clients) c.disconnect();
    await new Promise((r) => setTimeout(r, 500));
  }
}

/// A native client in JSON: `[event, room, data, offset, from, at, id?]`.
function native(server, user) {
  const socket = new WebSocket(server.url.replace("http", "ws") + "/v1/socket", "snug.v1.json");
  const replies = new Map();
  const client = { heard: [] };
  let last = 0;
  client.ask = (command, room, data) =>
    within(5000, command, new Promise((r) => {
      replies.set(++last, r);
      socket.send(JSON.stringify([last, command, room, data]));
    }));
  client.end = () => socket.terminate();
  client.ready = new Promise((r) => socket.on("open", r)).then(() => client.ask("hello", null, { token: token(user) }));
  socket.on("message", (bytes) => {
    const said = JSON.parse(bytes);
    if (typeof said[0] === "number") return replies.get(said[0])?.(said);
    client.heard.push([said[0], said[2], said[3] || undefined, said[4]?.user]);
  });
  return client;
}

/// Presence, what is kept, what isn't; said by both kinds.
async function oneRoomTwoFamilies(server) {
  const both = [];
  const sockets = ["websocket", "polling"].map((way) => {
    const s = io(server.url, { transports: [way], forceNew: true, auth: { token: token(`io ${way}`) } });
    s.heard = [];
    s.onAny((name, data, about) => s.heard.push([name, data, about.offset, about.from?.user]));
    return s;
  });
  const natives = [native(server, "n1"), native(server, "n2")];
  try {
    await Promise.all(sockets.map((s) => once(s, "connect")));
    await Promise.all(natives.map((n) => n.ready));
    for (const s of sockets) assert.equal((await ask(s, "room.join", { room: "hall" })).status, "ok");
    for (const n of natives) assert.equal((await n.ask("room.join", "hall", {}))[1], "ok");
    await new Promise((r) => setTimeout(r, 600)); // joins within 250 ms are one event
    const all = [...sockets, ...natives];
    for (const one of all) one.heard.length = 0;
    const guest = native(server, "comes and goes");
    await guest.ready;
    await guest.ask("room.join", "hall", {});
    await until("presence", () => all.every((one) => one.heard.some((e) => e[0] === "presence.joined")));
    for (let n = 0; n < 50; ++n) {
      await ask(sockets[n % 2], "message.send", { text: `io ${n}` }, { room: "hall" });
      const to = natives[n % 2];
      await to.ask("message.send", "hall", { text: `native ${n}` });
      await guest.ask("publish", "hall", { event: "cursor", data: n });
    }
    await guest.ask("room.leave", "hall", {});
    guest.end();
    await until("presence", () => all.every((one) => one.heard.some((e) => e[0] === "presence.left")));
    const durable = (one) => one.heard.filter((e) => e[2] !== undefined);
    const ephemeral = (one) => one.heard.filter((e) => e[2] === undefined);
    assert.equal(durable(all[0]).length, 100, "own echoes are counted");
    for (const one of all.slice(1)) {
      assert.deepEqual(durable(one), durable(all[0]));
      assert.deepEqual(ephemeral(one), ephemeral(all[0]));
    }
    both.push(all.length);
  } finally {
    for (const s of sockets) s.disconnect();
    for (const n of natives) n.end();
  }
  assert.deepEqual(both, [4]);
}

let passed = 0;
let failed = 0;
for (const shards of [1, 3]) {
  const server = await serve(shards, "", room);
  const cases = {
    "a thousand at once, websocket": () => aThousandAtOnce(server, ["websocket"]),
    "a thousand at once, polling": () => aThousandAtOnce(server, ["polling"]),
    "one room, two families": () => oneRoomTwoFamilies(server),
  };
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      ++passed;
      console.log(`ok    ${name} shards=${shards}`);
    } catch (error) {
      ++failed;
      console.log(`FAILED ${name} shards=${shards}\n${error.stack.slice(0, 2000)}`);
    }
  }
  const how = await server.end();
  if (how !== 0) {
    ++failed;
    console.log(`the server ended with ${how}\n${server.log()}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
