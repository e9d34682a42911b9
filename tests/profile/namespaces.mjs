// Two profiles beside each other, each in a namespace of its own, on one connection; one of them extends a shipped one.
import assert from "node:assert/strict";
import { Manager } from "socket.io-client";
import { ask, hears, listen, names, token, within } from "./kit.mjs";

export const profile = ["sessions", "work.toml"];
export const files = {
  "work.toml": `
extends = "workspaces"
namespace = "/work"
room = "workspace_{workspace_id:str}"
room_from = "query.workspace_id"
`,
};
export const config = `
[[rooms]]
name = "session_42"
members = { ada = "owner", bob = "editor" }
[[rooms]]
name = "workspace_blue"
members = { ada = "owner", bob = "editor" }
`;

async function both(company, user) {
  const manager = new Manager(company.url, { ...company.how, query: { workspace_id: "blue" }, autoConnect: false, reconnectionDelay: 50 });
  const sockets = ["/", "/work"].map((nsp) => manager.socket(nsp, { auth: { token: token(user) } }));
  for (const socket of sockets) {
    listen(socket);
    company.keep(socket);
    socket.connect();
  }
  await within("connect", Promise.all(sockets.map((s) => new Promise((yes, no) => s.once("connect", yes).once("connect_error", no)))));
  return sockets;
}

export async function test(company) {
  // Logs that have begun: there is a place in them to come back to.
  for (const room of ["session_42", "workspace_blue"])
    await company.api("ada", "POST", `/api/v1/rooms/${room}/events`, { event: "opened", durable: true });
  const [ada, ada_works] = await both(company, "ada");
  const [bob, bob_works] = await both(company, "bob");
  assert.notEqual(ada.id, ada_works.id); // a session each
  await hears(ada_works, "presence_list");
  await hears(bob_works, "presence_list");
  for (const socket of [ada, bob]) assert.equal((await ask(socket, "join_session", { session_id: 42 })).status, "ok");

  assert.equal((await ask(ada, "send_message", { session_id: 42, content: "here" })).status, "ok");
  assert.equal((await hears(bob, "new_message"))[0].content, "here");
  assert.equal((await ask(bob_works, "pipeline_update", { step: 1 })).status, "ok");
  assert.equal((await hears(ada_works, "pipeline_updated"))[0].step, 1);
  ada_works.emit("cursor_move", { x: 1 });
  assert.equal((await hears(bob_works, "cursor_updated"))[0].user_id, "ada");
  for (const socket of [ada, bob])
    assert.deepEqual(names(socket).filter((n) => n.includes("updated") || n === "presence_list"), []);
  for (const socket of [ada_works, bob_works]) assert.deepEqual(names(socket).filter((n) => n === "new_message"), []);

  // One is left, the other goes on; what nobody has defined isn't there.
  bob_works.disconnect();
  assert.equal((await ask(bob, "send_message", { session_id: 42, content: "still" })).status, "ok");
  assert.equal((await hears(ada, "new_message", (m) => m.content === "still"))[0].user_id, "bob");
  const nowhere = ada.io.socket("/nowhere");
  company.keep(nowhere);
  const refused = within("connect_error", new Promise((r) => nowhere.once("connect_error", r)));
  nowhere.connect();
  assert.equal((await refused).message, "Invalid namespace");

  // The connection breaks: both come back to their rooms, and to what they missed.
  const back = within("reconnect", Promise.all([ada, ada_works].map((s) => new Promise((r) => s.once("connect", r)))));
  ada.io.engine.close();
  assert.equal((await ask(bob, "send_message", { session_id: 42, content: "missed" })).status, "ok");
  await back;
  assert.deepEqual([ada.recovered, ada_works.recovered], [true, true]);
  assert.equal((await hears(ada, "new_message", (m) => m.content === "missed"))[0].session_id, 42);
}
