// What the tests with the official clients share: a server of their own, tokens, waiting.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import msgpack from "socket.io-msgpack-parser";
import { free_port, now_s, ready, secret, signed, within } from "../../support/a_snug.mjs";

const program = process.argv[2];
const versions = ["client-4.5", "client-4.6", "client-4.8"];
const parsers = { json: undefined, msgpack };
const ways = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] };

const token = (user, lives = 3600) => signed({ sub: user, iat: now_s(), exp: now_s() + lives });

/// `snug serve` with the room `team` of ada and bob and whatever `top` and `tables` of a configuration say. `kill` is kill -9;
/// `start` starts it again on the same data and port.
async function serve(shards, top = "", tables = "") {
  const folder = mkdtempSync(join(tmpdir(), "snug-clients-"));
  writeFileSync(
    join(folder, "snug.toml"),
    `shards = ${shards}\n${top}\n[auth]\njwt_secret = "${secret}"\n[[rooms]]\nname = "team"\nkind = "group"\n` +
      `access = "private"\nmembers = { ada = "owner", bob = "editor" }\n${tables}`
  );
  const port = await free_port();
  let child;
  let log = "";
  const stop = (signal) => {
    const ended = new Promise((r) => child.on("exit", (code, by) => r(by ?? code)));
    child.kill(signal);
    return ended;
  };
  const server = {
    port,
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    async start() {
      child = spawn(program, ["serve", "--config", join(folder, "snug.toml"), "--data", join(folder, "data"), "--port", port], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      child.stderr.on("data", (d) => (log += d));
      if (!(await ready(port, 10_000))) throw new Error("the server didn't start\n" + log);
    },
    kill: () => stop("SIGKILL"),
    async end() {
      const how = await stop("SIGTERM");
      rmSync(folder, { recursive: true });
      return how;
    },
  };
  await server.start();
  return server;
}

/// A way to `port` that can be cut: `mute` lets nothing through to the client any more, `cut` breaks every connection
/// and lets none in before `mend`.
async function wireTo(port) {
  const pairs = new Set();
  let open = true;
  let muted = false;
  const gate = createServer((near) => {
    if (!open) return near.destroy();
    const far = connect(port, "127.0.0.1");
    const pair = { near, far };
    pairs.add(pair);
    const over = () => {
      if (muted) return; // nobody notices
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on("error", over).on("close", over).pipe(far);
    far.on("error", over).on("close", over);
    if (muted) far.resume();
    else far.pipe(near);
  });
  await new Promise((r) => gate.listen(0, "127.0.0.1", r));
  const breakAll = () => {
    muted = false;
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  };
  return {
    url: `http://127.0.0.1:${gate.address().port}`,
    mute() {
      muted = true;
      for (const { near, far } of pairs) far.unpipe(near).resume();
    },
    cut() {
      open = false;
      breakAll();
    },
    mend() {
      open = true;
    },
    end() {
      gate.close();
      breakAll();
    },
  };
}

const once = (socket, event) => within(5000, event, new Promise((r) => socket.once(event, (...args) => r(args))));
const ask = (socket, ...args) => within(5000, args[0], new Promise((r) => socket.emit(...args, r)));

/// Waits until `done()` is true.
async function until(what, done, ms = 10000) {
  for (const end = Date.now() + ms; !done(); ) {
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((r) => setTimeout(r, 5));
  }
}

export { ask, once, parsers, program, secret, serve, token, until, versions, ways, wireTo, within };
