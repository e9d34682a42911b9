// Connection state recovery with the official socket.io-client: node recovery.mjs PATH-OF-SNUG
// The transport is cut, and the server is killed and started again, with two rooms of unequal traffic: what the client
// hears is compared with what somebody heard who was there all the time. Ends with "N passed, N failed".
import assert from "node:assert/strict";
import { ask, once, parsers, serve, token, until, ways, wireTo, within } from "./kit.mjs";

const rooms = ["busy", "quiet", "short"]
  .map((name) => `[[rooms]]\nname = "${name}"\nkind = "${name === "short" ? "short" : "group"}"\naccess = "private"\n` +
    `members = { ada = "owner", bob = "editor" }\n`)
  .join("");
const options = rooms + `[kinds.short]\nresume_events = 5\n`;

const patience = { forceNew: true, reconnectionDelay: 30, reconnectionDelayMax: 60 };

/// Notes the durable messages in the order in which they come.
function ear(socket) {
  const heard = [];
  socket.on("message.sent", (data, about) => heard.push(`${about.room} ${data.text}`));
  return heard;
}
async function enter(socket, ...names) {
  for (const room of names) assert.equal((await ask(socket, "room.join", { room })).status, "ok");
}
async function say(socket, room, text) {
  const reply = await ask(socket, "message.send", { text }, { room });
  assert.equal(reply.status, "ok", JSON.stringify(reply));
}
/// Unequal traffic: ten in one room for each in the other.
async function traffic(socket, name) {
  const all = [];
  for (let n = 0; n < 40; ++n) all.push(say(socket, n % 10 === 9 ? "quiet" : "busy", `${name} ${n}`));
  await Promise.all(all);
}
const back = (socket) => within(15000, "coming back", new Promise((r) => socket.once("connect", r)));
/// Cuts, and waits until the client has noticed.
async function cut(wire, socket) {
  const noticed = once(socket, "disconnect");
  wire.cut();
  await noticed;
}

async function recovers({ io, parser, transports, server, witness }) {
  const wire = await wireTo(server.port);
  const ada = io(wire.url, { ...patience, transports, parser, auth: { token: token("ada") } });
  const bob = witness(server.url);
  const heard = ear(ada);
  const truth = ear(bob);
  const same = async (what) => {
    await until(what, () => heard.length >= truth.length);
    await new Promise((r) => setTimeout(r, 50)); // a double would be late
    assert.deepEqual(heard, truth, what);
  };
  try {
    await Promise.all([once(ada, "connect"), once(bob, "connect")]);
    assert.equal(ada.recovered, false);
    await enter(bob, "busy", "quiet");
    await enter(ada, "busy", "quiet");

    // Nothing durable was told yet: it is recovered all the same.
    let returned = back(ada);
    await cut(wire, ada);
    await say(bob, "quiet", "the first");
    wire.mend();
    await returned;
    assert.equal(ada.recovered, true, "recovered without a cursor");
    await same("without a cursor");

    await traffic(bob, "before");
    await say(ada, "quiet", "own");
    await same("live");

    // A cut. Its own words go with it: they are said, but it doesn't hear them any more.
    const id = ada.id;
    wire.mute();
    ada.emit("message.send", { text: "own, unheard" }, { room: "busy" });
    await until("own words", () => truth.at(-1) === "busy own, unheard");
    returned = back(ada);
    await cut(wire, ada);
    await traffic(bob, "missed");
    wire.mend();
    await returned;
    assert.equal(ada.recovered, true, "recovered after a cut");
    assert.equal(ada.id, id);
    await same("after a cut");
    await traffic(bob, "after");
    await same("after it");

    // kill -9, with what nobody heard yet.
    returned = back(ada);
    await cut(wire, ada);
    await traffic(bob, "missed again");
    const bobReturned = back(bob);
    await server.kill();
    await server.start();
    wire.mend();
    await Promise.all([returned, bobReturned]);
    assert.equal(ada.recovered, true, "recovered after kill -9");
    assert.equal(bob.recovered, true, "so is who had nothing to miss");
    await same("after kill -9");
    await traffic(bob, "after kill -9");
    await same("after that");
    assert.equal(new Set(truth).size, truth.length, "no doubles");

    // Who goes and comes begins anew.
    ada.disconnect();
    ada.connect();
    await back(ada);
    assert.equal(ada.recovered, false, "who said goodbye isn't recovered");
    assert.notEqual(ada.id, id);
    const before = heard.length;
    await say(bob, "busy", "not for who left");
    await new Promise((r) => setTimeout(r, 100));
    assert.equal(heard.length, before);

    // A log that doesn't reach.
    await enter(ada, "short", "quiet");
    returned = back(ada);
    await cut(wire, ada);
    for (let n = 0; n < 20; ++n) {
      const reply = await ask(bob, "room.join", { room: "short" });
      assert.equal(reply.status, "ok");
      await say(bob, "short", `long ago ${n}`);
    }
    wire.mend();
    await returned;
    assert.equal(ada.recovered, false, "a log didn't reach");
    assert.equal(heard.length, before, "and nothing of it is told");
    await enter(ada, "quiet");
    await say(bob, "quiet", "anew");
    await until("live again", () => heard.at(-1) === "quiet anew");
  } finally {
    ada.disconnect();
    bob.disconnect();
    wire.end();
  }
}

/// Before recovery: the rooms, by user and device.
async function roomsComeBack({ io, parser, transports, server, witness }) {
  const wire = await wireTo(server.port);
  const ada = io(wire.url, { ...patience, transports, parser, auth: { token: token("ada"), device: `phone ${Math.random()}` } });
  const bob = witness(server.url);
  const heard = ear(ada);
  try {
    await Promise.all([once(ada, "connect"), once(bob, "connect")]);
    await enter(bob, "busy", "quiet");
    await enter(ada, "busy", "quiet");
    for (const how of ["cut", "kill -9"]) {
      let inAgain = 0;
      ada.on("room.joined", () => ++inAgain);
      const returned = back(ada);
      await cut(wire, ada);
      if (how === "kill -9") {
        const bobReturned = back(bob);
        await server.kill();
        await server.start();
        await bobReturned;
      }
      wire.mend();
      await returned;
      await until("both rooms", () => inAgain === 2);
      heard.length = 0;
      await say(bob, "busy", how);
      await say(bob, "quiet", how);
      await until(how, () => heard.length === 2);
      assert.deepEqual(heard, [`busy ${how}`, `quiet ${how}`]);
      ada.off("room.joined");
    }
  } finally {
    ada.disconnect();
    bob.disconnect();
    wire.end();
  }
}

const latest = (await import("client-4.8")).io;
const witness = (url) => latest(url, { ...patience, transports: ["websocket"], auth: { token: token("bob") } });
let passed = 0;
let failed = 0;
for (const shards of [1, 3]) {
  const server = await serve(shards, "", options);
  for (const version of ["client-4.5", "client-4.6", "client-4.8"]) {
    const { io } = await import(version);
    for (const [parserName, parser] of Object.entries(parsers)) {
      for (const [way, transports] of Object.entries(ways)) {
        const name = `${version} ${parserName} ${way} shards=${shards}`;
        try {
          await (version === "client-4.5" ? roomsComeBack : recovers)({ io, parser, transports, server, witness });
          ++passed;
          console.log(`ok    ${name}`);
        } catch (error) {
          ++failed;
          console.log(`FAILED ${name}\n${error.stack}`);
        }
      }
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
