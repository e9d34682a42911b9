// What the tests of the shipped profiles have in common: a server, tokens, clients.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import { free_port, now_s, ready, secret, signed, within as within_ms } from "../support/a_snug.mjs";

const patience = 15_000; // on a machine that does much else

export const token = (user, more = {}) => signed({ sub: user, name: user.toUpperCase(), iat: now_s(), exp: now_s() + 3600, ...more });

/// `snug serve` with a configuration of its own behind the profile.
export async function serve(program, profile, config, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "snug-profile-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const asked = [profile].flat().map((p) => (p in files ? join(folder, p) : p));
  writeFileSync(join(folder, "snug.toml"), `profiles = ${JSON.stringify(asked)}\n${config}\n[auth]\njwt_secret = "${secret}"\n`);
  const port = await free_port();
  const child = spawn(program, ["serve", "--config", join(folder, "snug.toml"), "--data", join(folder, "data"), "--port", port], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (d) => (log += d));
  const url = `http://127.0.0.1:${port}`;
  if (!(await ready(port, patience))) throw new Error("the server isn't ready: " + log);
  return {
    url,
    log: () => log,
    async end() {
      const ended = new Promise((r) => child.on("exit", (code, signal) => r(signal ?? code)));
      child.kill("SIGTERM");
      const how = await ended;
      rmSync(folder, { recursive: true });
      return how;
    },
  };
}

export const within = (what, promise) => within_ms(patience, what, promise);

/// Clients against one server, in one way of transport; what each hears is kept in the order it came.
export class Company {
  constructor(url, how) {
    this.url = url;
    this.how = how;
    this.all = [];
  }
  /// Listens before it connects; `socket.heard` is a list of [event, ...arguments].
  open(user, auth = {}, more = {}) {
    const socket = io(this.url, {
      ...this.how,
      forceNew: true,
      autoConnect: false,
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
      auth: { token: token(user), ...auth },
      ...more,
    });
    listen(socket);
    this.keep(socket);
    socket.connect();
    return socket;
  }
  keep(socket) {
    this.all.push(socket);
  }
  async connect(user, auth, more) {
    const socket = this.open(user, auth, more);
    await within("connect", new Promise((yes, no) => socket.once("connect", yes).once("connect_error", no)));
    return socket;
  }
  async api(user, method, path, body, more) {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: "Bearer " + token(user, more), ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    let data = text;
    try {
      data = JSON.parse(text);
    } catch {}
    return { status: answer.status, data };
  }
  end() {
    for (const socket of this.all) socket.disconnect();
  }
}

/// What a client hears is kept in `heard`, without the cursor that durable events have behind their arguments.
export function listen(socket) {
  socket.heard = [];
  socket.waiting = [];
  socket.onAny((...event) => {
    if (/^\d+\.\d+$/.test(event.at(-1))) socket.cursor = event.pop();
    socket.heard.push(event);
    socket.waiting = socket.waiting.filter((w) => !w(event));
  });
}

/// The first event of that name that a client hears, or has heard, and `fits`; its arguments. It is heard once.
export function hears(socket, name, fits = () => true) {
  const is = ([event, ...args]) => event === name && fits(...args);
  const at = socket.heard.findIndex(is);
  if (at >= 0) return Promise.resolve(socket.heard.splice(at, 1)[0].slice(1));
  return within(
    `"${name}"; heard: ${JSON.stringify(socket.heard)}`,
    new Promise((r) =>
      socket.waiting.push((event) => {
        if (!is(event)) return false;
        socket.heard.splice(socket.heard.indexOf(event), 1);
        r(event.slice(1));
        return true;
      })
    )
  );
}
export const ask = (socket, ...args) => within(`the answer to ${args[0]}`, new Promise((r) => socket.emit(...args, r)));
export const names = (socket) => socket.heard.map(([name]) => name);
