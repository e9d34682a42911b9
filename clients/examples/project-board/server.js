// A back end in front of snug: a project board. It decides who is who and what a task is; snug tells the people.
// Node 18 and nothing else. See README.md for how to run it.
'use strict';
const crypto = require('node:crypto');
const http = require('node:http');

const snug = process.env.SNUG_URL || 'http://127.0.0.1:7684';
const key = process.env.SNUG_KEY; // snug key add board --scopes publish,rooms
const hookSecret = process.env.HOOK_SECRET; // hooks.secret of snug's configuration
const port = Number(process.env.PORT || 8000);

const sessions = new Map(); // cookie → user. A real one asks for a password and keeps them in a database.
const projects = new Map(); // id → {room, tasks}
const seen = []; // what snug's webhooks told us
let lastTask = 0;

class refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// ---- what we ask snug

async function ask(method, path, body, id) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  if (id) headers['idempotency-key'] = id; // said again after a lost answer, it is still said once
  const answer = await fetch(`${snug}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new refusal(502, 'unavailable', `snug says ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const tell = (project, event, data) =>
  ask('POST', `/rooms/${encodeURIComponent(project.room)}/events`, { event, data, durable: true }, crypto.randomUUID());

const tellUser = (user, event, data) =>
  ask('POST', `/users/${encodeURIComponent(user)}/inbox`, { event, data }, crypto.randomUUID());

// ---- what people ask us

async function login(body, response) {
  const sid = crypto.randomBytes(16).toString('hex');
  sessions.set(sid, { sub: String(body.user), name: body.name });
  response.setHeader('set-cookie', `sid=${sid}; HttpOnly; SameSite=Lax; Path=/`);
  return { user: body.user };
}

async function addProject({ id, title, members }) {
  const made = await ask('PUT', '/rooms', { kind: 'project', ref: id, title, members });
  if (!projects.has(id)) projects.set(id, { room: made.room, tasks: new Map() });
  return made;
}

async function addTask(project, { title }) {
  const task = { id: ++lastTask, title };
  project.tasks.set(task.id, task);
  await tell(project, 'task_created', task);
  return task;
}

async function changeTask(project, task, { title, assignee, due }) {
  if (title) task.title = title;
  if (assignee) task.assignee = assignee;
  if (due) task.due = due;
  await tell(project, 'task_updated', task);
  if (assignee) await tellUser(assignee, 'task_assigned', task);
  if (due) await ask('POST', `/rooms/${encodeURIComponent(project.room)}/events`, { event: 'task_due', data: task, deliver_at: due });
  return task;
}

// ---- what snug asks and tells us

function checkSignature(request, body) {
  const [, time, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['snug-signature'] || '') || [];
  const right = crypto.createHmac('sha256', hookSecret).update(`${time}.${body}`).digest();
  const fresh = Math.abs(Date.now() / 1000 - Number(time)) < 300;
  if (!mac || !fresh || !crypto.timingSafeEqual(right, Buffer.from(mac, 'hex')))
    throw new refusal(401, 'unauthenticated', 'the signature is wrong');
}

const hooks = {
  // An event: at least once, so its place in its room says whether we had it.
  '/hooks/events': (said) => {
    const had = (one) => one.room === said.room && one.epoch === said.epoch && one.offset === said.offset;
    if (!seen.some(had)) seen.push(said);
    return {};
  },
  // A command that snug doesn't know: the answer is the client's reply.
  '/hooks/commands': (said) => {
    if (said.command !== 'task.count') throw new refusal(404, 'unknown_command', 'no such command');
    const all = [...projects.values()].reduce((sum, project) => sum + project.tasks.size, 0);
    return { count: all, asked_by: said.user };
  },
  // Who is this? The same session cookie as for our own pages.
  '/hooks/connect': (said) => {
    const sid = /(?:^|;\s*)sid=([0-9a-f]+)/.exec(said.headers.cookie || '');
    const who = sid && sessions.get(sid[1]);
    if (!who) throw new refusal(401, 'unauthenticated', 'log in first');
    return { ...who, exp: Math.floor(Date.now() / 1000) + 3600 };
  },
};

// ---- HTTP

function projectOf(id) {
  const project = projects.get(decodeURIComponent(id));
  if (!project) throw new refusal(404, 'not_found', 'no such project');
  return project;
}

async function route(request, text, response) {
  const { method } = request;
  const path = new URL(request.url, 'http://here').pathname;
  if (method === 'POST' && hooks[path]) {
    checkSignature(request, text);
    return hooks[path](JSON.parse(text));
  }
  const body = text ? JSON.parse(text) : {};
  if (method === 'GET' && path === '/seen') return seen;
  if (method === 'POST' && path === '/login') return login(body, response);
  if (method === 'POST' && path === '/projects') return addProject(body);
  if (method === 'POST' && path === '/announcements') return ask('POST', '/announcements', { event: 'announcement', data: body });
  const tasks = /^\/projects\/([^/]+)\/tasks(?:\/(\d+))?$/.exec(path);
  if (tasks && method === 'POST' && !tasks[2]) return addTask(projectOf(tasks[1]), body);
  if (tasks && method === 'PATCH' && tasks[2]) {
    const project = projectOf(tasks[1]);
    const task = project.tasks.get(Number(tasks[2]));
    if (!task) throw new refusal(404, 'not_found', 'no such task');
    return changeTask(project, task, body);
  }
  throw new refusal(404, 'not_found', 'no such path');
}

const server = http.createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', async () => {
    let answer;
    response.statusCode = 200;
    try {
      answer = await route(request, Buffer.concat(pieces).toString(), response);
    } catch (why) {
      response.statusCode = why.status || (why instanceof SyntaxError ? 400 : 500);
      answer = { code: why.code || 'internal', message: why.message };
    }
    const bytes = Buffer.from(JSON.stringify(answer));
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', bytes.length);
    response.end(bytes);
  });
});

if (!key || !hookSecret) {
  console.error('SNUG_KEY and HOOK_SECRET are needed, see README.md');
  process.exit(2);
}
server.listen(port, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
