// The official socket.io-client against `snug serve` with each shipped profile: node run.mjs PATH-OF-SNUG [PROFILE]
// Ends with "N passed, N failed".
import msgpack from "socket.io-msgpack-parser";
import { Company, serve } from "./kit.mjs";
import * as chat from "./chat.mjs";
import * as namespaces from "./namespaces.mjs";
import * as projects from "./projects.mjs";
import * as seats from "./seats.mjs";
import * as sessions from "./sessions.mjs";
import * as workspaces from "./workspaces.mjs";

const [program, only] = process.argv.slice(2);
const ways = {
  "json websocket": { transports: ["websocket"] },
  "json polling": { transports: ["polling"] },
  "msgpack upgrade": { transports: ["polling", "websocket"], parser: msgpack },
};
let passed = 0;
let failed = 0;
const fail = (what, error) => {
  ++failed;
  console.log(`FAILED ${what}\n${error.stack ?? error}`);
};

for (const vocabulary of [seats, sessions, workspaces, projects, namespaces, chat]) {
  if (only && ![vocabulary.profile].flat().includes(only)) continue;
  for (const [way, how] of Object.entries(vocabulary.sockets ? { "plain WebSocket": {} } : ways)) {
    const name = `${vocabulary.profile}: ${way}`;
    let server;
    try {
      // A server for each: what one leaves in the log is none of the next one's.
      server = await serve(program, vocabulary.profile, vocabulary.config, vocabulary.files);
      const company = new Company(server.url, how);
      try {
        await vocabulary.test(company);
      } finally {
        company.end();
      }
      ++passed;
      console.log(`ok     ${name}`);
    } catch (error) {
      fail(name, error);
    }
    const end = server ? await server.end() : 0;
    if (end !== 0) fail(`${name}: the server ended with ${end}`, server.log());
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
