// Chat on a plain WebSocket: JSON objects {type: …}, and the /api/v1/chat/rooms routes.
import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { hears, names, token, within } from "./kit.mjs";

export const profile = "chat";
export const sockets = true; // no client of Socket.IO
export const config = `
[kinds.group]
presence_grace_ms = 50
[[rooms]]
name = "team"
members = { ada = "owner", bob = "editor", eve = "viewer" }
`;

function open(company, user, room, given = token(user)) {
  const socket = new WebSocket(`${company.url.replace("http", "ws")}/api/v1/chat/ws/${room}?token=${given}`);
  socket.heard = [];
  socket.waiting = [];
  socket.on("message", (data, binary) => {
    assert.equal(binary, false);
    const { type, ...rest } = JSON.parse(data.toString());
    const event = [type, rest];
    socket.heard.push(event);
    socket.waiting = socket.waiting.filter((w) => !w(event));
  });
  socket.say = (object) => socket.send(typeof object === "string" ? object : JSON.stringify(object));
  socket.closed = new Promise((r) => socket.on("close", (code, reason) => r([code, reason.toString()])));
  socket.on("error", () => {});
  company.all.push({ disconnect: () => socket.terminate() });
  return socket;
}

export async function test(company) {
  const ada = open(company, "ada", "team");
  const [joined] = await hears(ada, "joined");
  assert.deepEqual([joined.room, joined.users.map((u) => u.user_id)], ["team", ["ada"]]);
  const bob = open(company, "bob", "team");
  await hears(bob, "joined");
  const [came] = await hears(ada, "user_joined");
  assert.deepEqual([came.user_id, came.username, came.online], ["bob", "BOB", 2]);

  ada.say({ type: "message", content: "hello é😀", client_id: "c1", mood: 1 });
  for (const socket of [ada, bob]) {
    const [said] = await hears(socket, "new_message");
    assert.deepEqual(
      [said.content, said.client_id, said.room, said.user_id, said.username, said.mood],
      ["hello é😀", "c1", "team", "ada", "ADA", 1]
    );
    assert.match(said.timestamp, /Z$/);
  }
  ada.say({ type: "typing", is_typing: true });
  assert.deepEqual(await hears(bob, "user_typing"), [{ user_id: "ada", username: "ADA", is_typing: true }]);
  bob.say({ type: "read", message_id: 1 });
  bob.say({ type: "delete", message_id: 1 });
  assert.equal((await hears(ada, "message_deleted"))[0].message_id, 1);

  // What makes no sense is refused, and the connection goes on.
  for (const no of ["no JSON", "[1]", "{}", '{"type":7}', '{"type":"message"}', '{"type":"message.send","text":"x"}']) {
    ada.say(no);
    assert.equal((await hears(ada, "error"))[0].code, "bad_request", no);
  }
  ada.say({ type: "wave", hard: true });
  assert.deepEqual(await hears(bob, "wave"), [{ hard: true }]);
  assert.deepEqual(names(ada).filter((n) => n === "user_typing" || n === "user_joined"), []);

  // 1008 where coming back like this is of no use.
  for (const [user, room, given] of [["ada", "team", "wrong"], ["ada", "team", ""], ["zoe", "team"], ["ada", "nowhere"]]) {
    const [code] = await within("close", open(company, user, room, given).closed);
    assert.equal(code, 1008, `${user} in ${room}`);
  }
  const elsewhere = open(company, "ada", "team/more");
  assert.equal((await within("close", elsewhere.closed))[0], 1006); // no such path: the handshake is refused

  // The routes.
  const rooms = await company.api("ada", "GET", "/api/v1/chat/rooms");
  assert.deepEqual(rooms.data.rooms.map((r) => r.id), ["team"]);
  const made = await company.api("ada", "POST", "/api/v1/chat/rooms", { name: "Lunch", kind: "group", members: ["bob"] });
  assert.equal(made.status, 201, JSON.stringify(made));
  const lunch = open(company, "bob", encodeURIComponent(made.data.id));
  await hears(lunch, "joined");
  const about = `/api/v1/chat/rooms/${encodeURIComponent(made.data.id)}`;
  assert.equal((await company.api("bob", "GET", about)).data.name, "Lunch");
  const posted = await company.api("ada", "POST", `${about}/messages`, { content: "noon?" });
  assert.equal(posted.status, 201);
  assert.equal((await hears(lunch, "new_message"))[0].content, "noon?");
  const log = await company.api("bob", "GET", `${about}/messages?limit=1`);
  assert.deepEqual(log.data.messages.map((m) => [m.id, m.content, m.user_id]), [[posted.data.id, "noon?", "ada"]]);
  assert.equal((await company.api("bob", "GET", `${about}/members`)).data.members.length, 2);
  assert.equal((await company.api("bob", "POST", `${about}/leave`)).status, 200);
  assert.equal((await company.api("bob", "GET", about)).status, 404);

  bob.close();
  assert.equal((await hears(ada, "user_left"))[0].user_id, "bob");
}
