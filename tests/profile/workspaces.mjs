// Workspaces: the room comes from the handshake, and authors aren't told of what they did themselves.
import assert from "node:assert/strict";
import { ask, hears, names, within } from "./kit.mjs";

export const profile = "workspaces";
export const config = `
[kinds.board]
presence_grace_ms = 50
[[rooms]]
name = "workspace_blue"
kind = "board"
members = { ada = "owner", bob = "editor", eve = "viewer" }
[[rooms]]
name = "workspace_red"
kind = "board"
members = { bob = "owner" }
`;

async function refused(company, user, auth) {
  const socket = company.open(user, auth);
  const [error] = await within("connect_error", new Promise((r) => socket.once("connect_error", (...e) => r(e))));
  assert.equal(socket.connected, false);
  return error;
}

export async function test(company) {
  const here = { workspace_id: "blue" };
  // A log that has begun: there is a place in it to come back to.
  await company.api("ada", "POST", "/api/v1/rooms/workspace_blue/events", { event: "opened", durable: true });
  const ada = await company.connect("ada", here);
  const [list] = await hears(ada, "presence_list");
  assert.equal(list.workspace_id, "blue");
  assert.deepEqual(list.users.map((u) => u.user_id), ["ada"]);
  assert.equal(list.users[0].username, "ADA");

  const bob = await company.connect("bob", here);
  assert.deepEqual((await hears(bob, "presence_list"))[0].users.map((u) => u.user_id).sort(), ["ada", "bob"]);
  const [came] = await hears(ada, "user_joined");
  assert.equal(came.user_id, "bob");
  assert.equal(came.workspace_id, "blue");
  assert.equal(came.online, 2);
  // The same user once more: nobody has come, but it is a client of its own.
  const tablet = await company.connect("ada", here);
  await hears(tablet, "presence_list");

  // Ephemeral, to others.
  ada.emit("cursor_move", { x: 1, y: 2 });
  for (const socket of [bob, tablet])
    assert.deepEqual(await hears(socket, "cursor_updated"), [{ user_id: "ada", username: "ADA", x: 1, y: 2 }]);
  bob.emit("selection_change", { ids: ["a"] });
  assert.deepEqual(await hears(ada, "selection_updated"), [{ user_id: "bob", username: "BOB", ids: ["a"] }]);

  // Durable, to others: the log has it, its author's own socket doesn't hear it.
  assert.equal((await ask(ada, "pipeline_update", { step: 3, user_id: "forged" })).status, "ok");
  for (const socket of [bob, tablet]) {
    const [told] = await hears(socket, "pipeline_updated");
    assert.equal(told.step, 3);
    assert.equal(told.user_id, "ada");
  }
  assert.equal((await ask(bob, "pipeline_update", { step: 4 })).status, "ok");
  assert.equal((await hears(ada, "pipeline_updated"))[0].step, 4); // the first it hears is bob's
  const log = (await company.api("bob", "GET", "/api/v1/rooms/workspace_blue/events")).data.events;
  assert.deepEqual(log.filter((e) => e.event === "pipeline_updated").map((e) => e.data), [{ step: 3 }, { step: 4 }]);

  // The state is the room's own: parts change, all of it is told, late comers ask.
  assert.equal((await ask(ada, "state_update", { state: { zoom: 1, layers: { grid: true } } })).status, "ok");
  assert.deepEqual((await hears(bob, "state_updated"))[0].state, { zoom: 1, layers: { grid: true } });
  bob.emit("state_update", { state: { layers: { grid: false } } });
  const [state] = await hears(ada, "state_updated");
  assert.deepEqual(state.state, { zoom: 1, layers: { grid: false } });
  assert.equal(state.user_id, "bob");
  ada.emit("sync_request");
  const [sync] = await hears(ada, "sync_state");
  assert.deepEqual(sync.state, { zoom: 1, layers: { grid: false } });
  assert.equal(sync.version, state.version);

  // The app's routes.
  const about = "/api/collaboration/workspace/blue";
  const room = await company.api("ada", "GET", about);
  assert.deepEqual([room.status, room.data.workspace_id, room.data.role, room.data.members], [200, "blue", "owner", 3]);
  const there = await company.api("bob", "GET", `${about}/presence`);
  assert.deepEqual(there.data.users.map((u) => u.user_id), ["ada", "bob"]);
  assert.equal((await company.api("ada", "POST", `${about}/members`, { user_id: "zoe", role: "viewer" })).status, 201);
  assert.ok((await company.api("ada", "GET", `${about}/members`)).data.members.some((m) => m.user_id === "zoe" && m.role === "viewer"));
  assert.equal((await company.api("bob", "DELETE", `${about}/members/zoe`)).status, 403);
  assert.equal((await company.api("ada", "DELETE", `${about}/members/zoe`)).data.success, true);
  assert.deepEqual((await company.api("bob", "GET", `${about}/state`)).data, { state: state.state, version: state.version });
  const past = await company.api("bob", "GET", `${about}/history?limit=200`);
  assert.ok(past.data.events.some((e) => e.event === "pipeline_updated" && e.data.step === 4 && e.user_id === "bob"));
  assert.equal((await company.api("ada", "GET", "/api/collaboration/workspace/red")).status, 404);

  // Who may only look is told so.
  const eve = await company.connect("eve", here);
  await hears(eve, "presence_list");
  eve.emit("pipeline_update", { step: 5 });
  assert.equal((await hears(eve, "error"))[0].code, "forbidden");
  // Whoever comes and goes within a quarter of a second is nobody's news.
  await hears(ada, "user_joined", (u) => u.user_id === "eve");
  eve.disconnect();
  assert.equal((await hears(ada, "user_left", (u) => u.user_id === "eve"))[0].workspace_id, "blue");

  // Cut off and back: what was missed comes, but for what it said itself; its other device has heard that.
  assert.equal((await ask(bob, "pipeline_update", { step: 10 })).status, "ok");
  await hears(ada, "pipeline_updated", (p) => p.step === 10);
  assert.equal((await ask(ada, "pipeline_update", { step: 11 })).status, "ok");
  await hears(bob, "pipeline_updated", (p) => p.step === 11);
  const back = within("reconnect", new Promise((r) => ada.once("connect", r)));
  ada.io.engine.close();
  assert.equal((await ask(bob, "pipeline_update", { step: 12 })).status, "ok");
  await back;
  assert.equal(ada.recovered, true);
  assert.equal((await hears(ada, "pipeline_updated"))[0].step, 12);
  for (const step of [10, 11, 12]) await hears(tablet, "pipeline_updated", (p) => p.step === step);
  assert.ok(!names(ada).includes("presence_list"));

  // Nobody comes in without a room, or into somebody else's.
  assert.equal((await refused(company, "ada", {})).data.code, "bad_request");
  assert.equal((await refused(company, "ada", { workspace_id: "red" })).data.code, "not_found");
  assert.equal((await refused(company, "ada", { workspace_id: 7 })).data.code, "bad_request");
  assert.equal((await refused(company, "ada", { ...here, token: "wrong" })).data.code, "unauthenticated");

  for (const [socket, user] of [[ada, "ada"], [bob, "bob"]]) {
    assert.deepEqual(socket.heard.filter(([n, u]) => (n === "user_joined" || n === "user_left") && u.user_id === user), []);
    for (const own of ["cursor_updated", "selection_updated", "pipeline_updated", "state_updated"])
      assert.ok(!names(socket).includes(own), `${user} heard ${own}: ${JSON.stringify(socket.heard)}`);
  }
}
