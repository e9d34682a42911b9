// The official socket.io-client against `snug serve`: node scenario.mjs PATH-OF-SNUG
// Each version × parser × way of transport, with 1 and with 3 shards. Ends with "N passed, N failed".
import { randomBytes } from "node:crypto";
import assert from "node:assert/strict";
import { ask, once, parsers, serve, token, versions, ways, within } from "./kit.mjs";

/// One scenario: ada and bob in a room, by the given client.
async function scenario(io, parser, transports, url) {
  const open = [];
  const connect = (options) => {
    const socket = io(url, { transports, parser, forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });
    open.push(socket);
    return socket;
  };
  try {
    const ada = connect({ auth: { token: token("ada") } });
    const bob = connect({ extraHeaders: { authorization: "Bearer " + token("bob") } });
    await Promise.all([once(ada, "connect"), once(bob, "connect")]);
    if (transports.length === 2 && ada.io.engine.transport.name === "polling")
      await within(5000, "upgrade", new Promise((r) => ada.io.engine.once("upgrade", r)));
    assert.equal(ada.io.engine.transport.name, transports.at(-1));

    for (const socket of [ada, bob]) {
      const joined = await ask(socket, "room.join", { room: "team" });
      assert.equal(joined.status, "ok", JSON.stringify(joined));
      assert.equal(joined.data.room, "team");
    }

    // Free events by publish and by their own name, and a durable message.
    let heard = once(bob, "task_created");
    let reply = await ask(ada, "publish", { event: "task_created", data: { id: 7, tags: ["é€😀", null, true, 0.5] } }, { room: "team" });
    assert.equal(reply.status, "ok", JSON.stringify(reply));
    let [data, about] = await heard;
    assert.deepEqual(data, { id: 7, tags: ["é€😀", null, true, 0.5] });
    assert.equal(about.room, "team");
    assert.equal(about.from.user, "ada");
    heard = once(ada, "cursor");
    bob.emit("cursor", { x: 1 }, { room: "team" });
    [data] = await heard;
    assert.deepEqual(data, { x: 1 });
    const id = randomBytes(8).toString("hex");
    const both = [once(ada, "message.sent"), once(bob, "message.sent")];
    reply = await ask(bob, "message.send", { text: "hello" }, { room: "team", id });
    assert.equal(reply.status, "ok");
    for (const [message, where] of await Promise.all(both)) {
      assert.equal(message.text, "hello");
      assert.equal(where.offset, reply.data.offset);
    }
    const again = await ask(bob, "message.send", { text: "hello" }, { room: "team", id });
    assert.equal(again.data.offset, reply.data.offset, "a repeat has the first one's effect");

    // Bytes and large payloads, both ways.
    for (const size of [0, 3, 5_000, 200_000]) {
      const blob = randomBytes(size);
      heard = once(bob, "blob");
      reply = await ask(ada, "publish", { event: "blob", data: { blob, n: size } }, { room: "team" });
      assert.equal(reply.status, "ok", JSON.stringify(reply));
      [data] = await heard;
      assert.equal(data.n, size);
      assert.ok(blob.equals(Buffer.from(data.blob)), `${size} bytes`);
    }

    // Many, in order.
    const numbers = [];
    const all = within(10000, "100 events", new Promise((r) => bob.on("count", (n) => numbers.push(n) === 100 && r())));
    for (let n = 0; n < 100; ++n) ada.emit("publish", { event: "count", data: n, durable: true }, { room: "team" });
    await all;
    assert.deepEqual(numbers, [...Array(100).keys()]);

    // What is refused.
    reply = await ask(ada, "message.send", { text: 7 }, { room: "team" });
    assert.equal(reply.status, "error");
    assert.equal(reply.error.code, "bad_request");
    reply = await ask(ada, "room.join", { room: "nowhere" });
    assert.equal(reply.error.code, "not_found");
    const nobody = connect({ auth: { token: "wrong" } });
    const [no] = await once(nobody, "connect_error");
    assert.equal(no.data.code, "unauthenticated", String(no));
    assert.equal(nobody.connected, false);
    const nope = io(url + "/nope", { transports, parser, forceNew: true, auth: { token: token("ada") } });
    open.push(nope);
    const [why] = await once(nope, "connect_error");
    assert.equal(why.message, "Invalid namespace");

    // A cut: it comes back by itself, joins again, and is told what comes.
    const back = once(bob, "connect");
    bob.io.engine.close();
    await back;
    assert.equal((await ask(bob, "room.join", { room: "team" })).status, "ok");
    heard = once(bob, "after");
    assert.equal((await ask(ada, "publish", { event: "after", data: 1 }, { room: "team" })).status, "ok");
    assert.deepEqual((await heard)[0], 1);
    // Leaving is told to those who stay.
    const left = once(ada, "disconnect");
    ada.disconnect();
    assert.equal((await left)[0], "io client disconnect");
  } finally {
    for (const socket of open) socket.disconnect();
  }
}

let passed = 0;
let failed = 0;
for (const shards of [1, 3]) {
  const server = await serve(shards);
  for (const version of versions) {
    const { io } = await import(version);
    for (const [parserName, parser] of Object.entries(parsers)) {
      for (const [way, transports] of Object.entries(ways)) {
        const name = `${version} ${parserName} ${way} shards=${shards}`;
        try {
          await scenario(io, parser, transports, server.url);
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
