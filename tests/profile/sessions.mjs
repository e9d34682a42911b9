// join_session, leave_session, new_message, new_file; numbers stay numbers.
import assert from "node:assert/strict";
import { ask, hears, names } from "./kit.mjs";

export const profile = "sessions";
export const config = `
[[rooms]]
name = "session_42"
members = { ada = "owner", bob = "editor" }
[[rooms]]
name = "session_7"
members = { eve = "owner" }
`;

export async function test(company) {
  const ada = await company.connect("ada");
  const bob = await company.connect("bob");
  for (const socket of [ada, bob]) {
    const joined = await ask(socket, "join_session", { session_id: 42 });
    assert.equal(joined.status, "ok", JSON.stringify(joined));
    assert.deepEqual(await hears(socket, "joined_session"), [{ session_id: 42 }]);
  }

  // Said by a client: the fields' names, the number, and what no rule names.
  ada.emit("send_message", { session_id: 42, content: "hello", mood: { happy: true } });
  for (const socket of [ada, bob]) {
    const [said, ...none] = await hears(socket, "new_message");
    assert.deepEqual(none, []);
    assert.match(said.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(said.id, /^\d+\.\d+$/);
    delete said.timestamp;
    delete said.id;
    assert.deepEqual(said, { session_id: 42, content: "hello", user_id: "ada", username: "ADA", mood: { happy: true } });
  }
  // The same room over the API of the server's own: the words are its own.
  const log = (await company.api("bob", "GET", "/api/v1/rooms/session_42/messages")).data.messages;
  assert.deepEqual(log.at(-1).data, { type: "text", text: "hello", metadata: { mood: { happy: true } } });
  const posted = await company.api("bob", "POST", "/api/v1/rooms/session_42/messages", { text: "from the page" });
  assert.equal(posted.status, 200);
  assert.equal((await hears(ada, "new_message"))[0].content, "from the page");
  await hears(bob, "new_message");

  // The page's routes.
  const page = await company.api("bob", "POST", "/session/42/message", { content: "posted", mood: "calm" });
  assert.equal(page.status, 201, JSON.stringify(page));
  assert.deepEqual([page.data.success, page.data.session_id], [true, 42]);
  const [read] = await hears(ada, "new_message");
  assert.deepEqual([read.content, read.mood, read.user_id], ["posted", "calm", "bob"]);
  await hears(bob, "new_message");
  const pages = await company.api("ada", "GET", "/session/42/messages?limit=2");
  assert.equal(pages.status, 200, JSON.stringify(pages));
  assert.deepEqual(pages.data.messages.map((m) => [m.content, m.user_id]), [["from the page", "bob"], ["posted", "bob"]]);
  assert.equal((await company.api("ada", "POST", "/session/7/message", { content: "x" })).status, 404);
  assert.equal((await company.api("ada", "POST", "/session/42/message", {})).data.field, "text");
  assert.equal((await company.api("ada", "POST", "/session/forty/message", {})).status, 404);
  assert.equal((await company.api("ada", "DELETE", "/session/42/message")).status, 405);
  assert.equal((await company.api("ada", "GET", "/session/42/messages?limit=many")).data.field, "limit");
  assert.equal((await fetch(company.url + "/session/42/messages")).status, 401);

  ada.emit("send_file", { session_id: 42, filename: "a.png", size: 7 });
  const [file] = await hears(bob, "new_file");
  assert.equal(file.filename, "a.png");
  assert.equal(file.size, 7);
  assert.equal(file.session_id, 42);
  assert.ok(!names(bob).includes("new_message"), "a file is no message");

  // What isn't allowed, with an acknowledgement and without.
  const no = await ask(ada, "join_session", { session_id: 7 });
  assert.equal(no.error.code, "not_found");
  assert.equal((await ask(ada, "join_session", { session_id: "seven" })).error.field, "session_id");
  assert.equal((await ask(ada, "join_session", {})).error.code, "bad_request");
  ada.emit("send_message", { session_id: 42 });
  const [why] = await hears(ada, "error");
  assert.equal(why.code, "bad_request");

  // An event of the app's own needs no rule.
  assert.equal((await ask(bob, "wave", { session_id: 42, hard: true })).status, "ok");
  assert.deepEqual(await hears(ada, "wave"), [{ session_id: 42, hard: true }]);

  assert.equal((await ask(bob, "leave_session", { session_id: 42 })).status, "ok");
  assert.deepEqual(await hears(bob, "left_session"), [{ session_id: 42 }]);
  bob.heard.length = 0;
  assert.equal((await ask(ada, "send_message", { session_id: 42, content: "gone?" })).status, "ok");
  await hears(ada, "new_message", (m) => m.content === "gone?");
  await ask(bob, "join_session", { session_id: 42 });
  assert.deepEqual(names(bob).filter((n) => n === "new_message"), []);
}
