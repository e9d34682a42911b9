// Pages with two seats: join, send_message → receive_message, analysis_update.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ask, hears } from "./kit.mjs";

export const profile = "seats";
export const config = `
name_rules = ["session_*=pair"]
[kinds.pair]
access = "open"
makers = "users"
max_members = 2
`;

export async function test(company) {
  const made = await company.api("ada", "POST", "/create_session");
  assert.equal(made.status, 201, JSON.stringify(made));
  const { session_uuid } = made.data;
  assert.match(session_uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual((await company.api("ada", "POST", "/create_session")).data.session_uuid, session_uuid);
  // Two seats: whoever has one comes back, the third doesn't get in.
  for (const user of ["ada", "bob", "ada"]) {
    const seat = await company.api(user, "GET", `/session/${session_uuid}`);
    assert.deepEqual([seat.status, seat.data], [200, { session_uuid, user_id: user }]);
  }
  const third = await company.api("eve", "GET", `/session/${session_uuid}`);
  assert.equal(third.status, 403, JSON.stringify(third));
  assert.equal(third.data.code, "room_full");
  assert.equal((await company.api("eve", "GET", `/session/${randomUUID()}`)).status, 404);
  const ada = await company.connect("ada");
  const bob = await company.connect("bob");
  const eve = await company.connect("eve");
  assert.equal((await ask(ada, "join", { session_uuid })).status, "ok");
  // A phone writes it in capitals: the same session.
  assert.equal((await ask(bob, "join", { session_uuid: session_uuid.toUpperCase() })).status, "ok");
  const full = await ask(eve, "join", { session_uuid });
  assert.equal(full.error.code, "room_full", JSON.stringify(full));
  assert.equal((await ask(eve, "join", { session_uuid: "mine" })).error.field, "session_uuid");

  ada.emit("send_message", { session_uuid, message: "how are you?", round: 1 });
  for (const socket of [ada, bob]) {
    const [said] = await hears(socket, "receive_message");
    assert.equal(said.session_uuid, session_uuid);
    assert.equal(said.message, "how are you?");
    assert.equal(said.user, "ADA");
    assert.equal(said.round, 1);
  }
  // A back end tells of it.
  const told = await company.api("ada", "POST", `/api/v1/rooms/session_${session_uuid}/events`, {
    event: "analysis_update",
    data: { score: 0.5, tone: "warm" },
    durable: true,
  });
  assert.equal(told.status, 200, JSON.stringify(told));
  assert.deepEqual(await hears(bob, "analysis_update"), [{ session_uuid, score: 0.5, tone: "warm" }]);
  assert.deepEqual(eve.heard, []);
}
