// Projects: rooms joined by themselves, tasks that a back end tells of, personal events, who is online.
import assert from "node:assert/strict";
import { ask, hears, names } from "./kit.mjs";

export const profile = "projects";
export const config = `
[kinds.project]
presence_grace_ms = 50
[[rooms]]
name = "project:7"
kind = "project"
members = { ada = "owner", bob = "editor" }
[[rooms]]
name = "project:8"
kind = "project"
access = "public"
`;

export async function test(company) {
  const ada = await company.connect("ada");
  const [connected] = await hears(ada, "connected");
  assert.equal(connected.user_id, "ada");
  const [online] = await hears(ada, "online_users"); // without joining
  assert.equal(online.project_id, 7);
  assert.deepEqual(online.users.map((u) => u.user_id), ["ada"]);
  const bob = await company.connect("bob");
  await hears(bob, "online_users");
  const [came] = await hears(ada, "user_connected");
  assert.deepEqual([came.project_id, came.user_id, came.username, came.online], [7, "bob", "BOB", 2]);

  // Tasks, comments, statistics: a back end's own events, told by their names.
  for (const event of ["task_created", "task_updated", "task_status_changed", "task_deleted", "project_updated",
                       "project_member_added", "project_stats_updated", "comment_added"]) {
    const told = await company.api("ada", "POST", "/api/v1/rooms/project:7/events", { event, data: { id: 1, event }, durable: true });
    assert.equal(told.status, 200, JSON.stringify(told));
    for (const socket of [ada, bob]) assert.deepEqual(await hears(socket, event), [{ id: 1, event }]);
  }
  // Personal ones come to one user alone.
  for (const event of ["task_assigned", "notification"]) {
    const told = await company.api("boss", "POST", "/api/v1/users/bob/inbox", { event, data: { id: 2 } }, { admin: true });
    assert.equal(told.status, 200, JSON.stringify(told));
    assert.deepEqual(await hears(bob, event), [{ id: 2 }]);
    assert.ok(!names(ada).includes(event));
  }

  ada.emit("typing", { project_id: 7, is_typing: true });
  assert.deepEqual(await hears(bob, "user_typing"), [{ project_id: 7, user_id: "ada", username: "ADA", is_typing: true }]);
  ada.emit("ping");
  assert.match((await hears(ada, "pong"))[0].timestamp, /Z$/);
  assert.ok(!names(ada).includes("user_typing"));

  const status = await fetch(company.url + "/websocket/status"); // as open as the server's own
  const page = await status.json();
  assert.deepEqual([status.status, page.status, page.connections >= 2], [200, "running", true]);
  const here = await company.api("ada", "GET", "/websocket/project/7/online");
  assert.deepEqual(here.data.users.map((u) => u.user_id), ["ada", "bob"]);
  assert.equal(here.data.project_id, 7);

  // Others' projects are joined by asking.
  assert.equal((await ask(bob, "join_project", { project_id: 8 })).status, "ok");
  assert.equal((await hears(bob, "online_users"))[0].project_id, 8);
  assert.equal((await ask(bob, "leave_project", { project_id: 8 })).status, "ok");
  assert.equal((await ask(bob, "join_project", { project_id: 9 })).error.code, "not_found");

  bob.disconnect();
  assert.equal((await hears(ada, "user_disconnected"))[0].user_id, "bob");
  assert.ok(!ada.heard.some(([n, u]) => n === "user_connected" && u.user_id === "ada"));
}
