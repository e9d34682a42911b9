// A real server and the official providers, whole processes on loopback: providers.mjs PATH-OF-snug
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import WebSocket from 'ws'
import { content, families, history } from './histories.mjs'
import { dice, seeded } from './random.mjs'

const [program, seed = '1'] = process.argv.slice(2)
const secret = 'a secret of tests, long enough for HS256'
const folder = mkdtempSync(`${tmpdir()}/snug-yjs-`)
const sleep = (ms) => new Promise((go) => setTimeout(go, ms))
const until = async (what, holds, ms = 10_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(10)) if (holds()) return
  throw new Error(`never: ${what}`)
}
const same = (got, wanted, what) => {
  const [a, b] = [got, wanted].map((x) => JSON.stringify(x))
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`)
}

// ---- the server

const free = () =>
  new Promise((go) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => go(port))
    })
  })
const port = await free()
writeFileSync(
  `${folder}/snug.toml`,
  `[listen]\nport = ${port}\n[store]\ndirectory = "${folder}/data"\n[auth]\njwt_secret = "${secret}"\n` +
    ['team', 'other/room', 'Übung 1'].map((name) => `[[rooms]]\nname = "${name}"\nkind = "group"\naccess = "private"\n` +
      'members.ada = "owner"\nmembers.bob = "editor"\nmembers.eve = "editor"\nmembers.carol = "viewer"\n').join(''))
let server
const start = async () => {
  server = spawn(program, ['serve', '--config', `${folder}/snug.toml`], { stdio: ['ignore', 'ignore', 'inherit'] })
  for (let i = 0; i < 500; i++, await sleep(20)) {
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
    if (ready?.status === 200) return
  }
  throw new Error('the server never was ready')
}
const end = (signal) => new Promise((go) => (server.once('exit', go), server.kill(signal)))

const b64 = (x) => Buffer.from(x).toString('base64url')
const token = (user, seconds = 3600) => {
  const body = `${b64('{"alg":"HS256","typ":"JWT"}')}.${b64(JSON.stringify({ sub: user, exp: Math.floor(Date.now() / 1000) + seconds }))}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
const http = async (user, method, path, body = {}) => {
  const r = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method, headers: { authorization: `Bearer ${token(user)}`, 'content-type': 'application/json' }, body: method === 'GET' ? undefined : JSON.stringify(body) })
  return { status: r.status, body: await r.json().catch(() => null) }
}

// ---- the providers

const all = []
const provider = (user, room = 'team', options = {}) => {
  const doc = options.doc ?? new Y.Doc()
  const p = new WebsocketProvider(`ws://127.0.0.1:${port}/yjs`, room, doc, {
    WebSocketPolyfill: WebSocket, disableBc: true, params: { token: options.token ?? token(user) }, ...options.with })
  p.text = doc.getText('text')
  p.codes = []
  p.on('connection-close', (e) => e && p.codes.push(e.code))
  all.push(p)
  return p
}
const synced = async (...ps) => {
  for (const p of ps) await until('synced', () => p.synced)
}
const says = (p, s) => until(`"${s}", but "${p.text}"`, () => p.text.toString() === s)

// ---- what is promised

const tests = {
  async 'two clients converge, and a late joiner gets it all'() {
    const [ada, bob] = [provider('ada'), provider('bob')]
    await synced(ada, bob)
    ada.text.insert(0, 'hello')
    await says(bob, 'hello')
    bob.text.insert(5, ' world')
    await says(ada, 'hello world')
    ada.text.delete(0, 6)
    await says(bob, 'world')
    const eve = provider('eve')
    await synced(eve)
    await says(eve, 'world')
  },

  async 'documents of a room and of other rooms are apart'() {
    const [a, b, c, d] = [provider('ada', 'team/x'), provider('ada', 'team/y'), provider('ada', 'other%2Froom/x'), provider('ada', 'Übung 1/x')]
    await synced(a, b, c, d)
    a.text.insert(0, 'a')
    b.text.insert(0, 'b')
    c.text.insert(0, 'c')
    d.text.insert(0, 'd')
    await sleep(200)
    same([a, b, c, d].map((p) => p.text.toString()), ['a', 'b', 'c', 'd'], 'texts')
    const again = provider('bob', 'Übung 1/x')
    await says(again, 'd')
    await sleep(2500)
    const list = await http('bob', 'GET', '/rooms/team/documents')
    same(list.body.documents.map((x) => x.document), ['main', 'x', 'y'], 'the list')
  },

  async 'edits made offline are merged'() {
    const [ada, bob] = [provider('ada', 'team/off'), provider('bob', 'team/off')]
    await synced(ada, bob)
    ada.text.insert(0, 'base')
    await says(bob, 'base')
    bob.disconnect()
    await until('bob is away', () => !bob.wsconnected)
    bob.text.insert(4, ' from bob')
    ada.text.insert(0, 'from ada ')
    bob.connect()
    await says(ada, 'from ada base from bob')
    await says(bob, 'from ada base from bob')
  },

  async 'a document outlives kill -9, and a client that comes back brings what was lost'() {
    const [ada, bob] = [provider('ada', 'team/kill'), provider('bob', 'team/kill')]
    await synced(ada, bob)
    ada.text.insert(0, 'kept')
    await says(bob, 'kept')
    await sleep(2500) // on disk two seconds later at most
    bob.destroy()
    ada.text.insert(4, ' and lost at first')
    await sleep(50)
    await end('SIGKILL')
    await start()
    const eve = provider('eve', 'team/kill')
    await says(eve, 'kept and lost at first') // ada came back with it
    ada.destroy()
    eve.destroy()
    await sleep(2500)
    await end('SIGKILL')
    await start()
    const late = provider('bob', 'team/kill')
    await synced(late)
    await says(late, 'kept and lost at first')
  },

  async 'what the last one typed is kept when they go'() {
    const ada = provider('ada', 'team/stop')
    await synced(ada)
    ada.text.insert(0, 'just typed')
    await sleep(50)
    ada.destroy()
    await sleep(100)
    await end('SIGTERM')
    await start()
    const bob = provider('bob', 'team/stop')
    await says(bob, 'just typed')
  },

  async 'awareness is set, passed on and cleared'() {
    const [ada, bob] = [provider('ada', 'team/aware'), provider('bob', 'team/aware')]
    await synced(ada, bob)
    ada.awareness.setLocalStateField('user', { name: 'Ada' })
    const seen = () => bob.awareness.getStates().get(ada.doc.clientID)
    await until('bob sees ada', () => seen()?.user?.name === 'Ada')
    const eve = provider('eve', 'team/aware')
    await until('eve sees ada', () => eve.awareness.getStates().get(ada.doc.clientID)?.user?.name === 'Ada')
    ada.awareness.setLocalState(null)
    await until('bob sees ada go', () => !seen())
    bob.awareness.setLocalStateField('user', { name: 'Bob' })
    await until('eve sees bob', () => eve.awareness.getStates().get(bob.doc.clientID)?.user)
    bob.ws.terminate() // no word of farewell
    bob.shouldConnect = false
    await until('eve sees bob go', () => !eve.awareness.getStates().get(bob.doc.clientID))
  },

  async 'a silent provider stays connected'() {
    const ada = provider('ada', 'team/quiet')
    ada.awareness.setLocalState(null)
    await synced(ada)
    await sleep(36_000)
    same(ada.codes, [], 'closes')
    same(ada.wsconnected, true, 'connected')
  },

  async 'a viewer sees and changes nothing'() {
    const [ada, carol] = [provider('ada', 'team/read'), provider('carol', 'team/read')]
    await synced(ada, carol)
    ada.text.insert(0, 'look')
    await says(carol, 'look')
    carol.text.insert(4, ' at me')
    ada.text.insert(4, '!')
    await until('the edit', () => carol.text.toString().includes('!'))
    await sleep(300)
    same(ada.text.toString(), 'look!', 'what others see')
    same(carol.wsconnected, true, 'the viewer is still there')
  },

  async 'who may not come in is told so for good'() {
    for (const [options, code] of [
      [{ token: 'rubbish' }, 4401],
      [{ token: token('ada', -100) }, 4100],
      [{ token: token('mallory') }, 4404],
    ]) {
      const p = provider('x', 'team', options)
      await until(`closed with ${code}`, () => p.codes.includes(code))
      p.destroy()
    }
    const nowhere = provider('ada', 'no such room')
    await until('no such room', () => nowhere.codes.includes(4404))
    await sleep(500)
    same(nowhere.codes, [4404], 'it did not come back')
  },

  async 'a kick closes open editors at once'() {
    const [ada, eve] = [provider('ada', 'team/kick'), provider('eve', 'team/kick')]
    await synced(ada, eve)
    same((await http('ada', 'POST', '/rooms/team/members/eve/kick')).status, 200, 'kick')
    await until('eve is closed', () => eve.codes.length > 0, 1000)
    same(eve.codes[0], 4403, 'code')
    await sleep(300)
    same(eve.wsconnected, false, 'and stays away')
    ada.text.insert(0, 'without eve')
    await sleep(200)
    same(eve.text.toString(), '', 'she hears no more')
  },

  async 'twenty clients with random edits converge'() {
    const d = dice(seeded(Number(seed)))
    const ps = Array.from({ length: 20 }, (_, i) => provider(d.one(['ada', 'bob']), 'team/many', { doc: Object.assign(new Y.Doc(), { gc: i % 2 === 0 }) }))
    await synced(...ps)
    for (let i = 0; i < 1000; i++) {
      const p = d.one(ps)
      const at = d.below(p.text.length + 1)
      if (p.text.length > 0 && d.chance(0.3)) p.text.delete(Math.min(at, p.text.length - 1), 1)
      else p.text.insert(at, d.word())
      if (d.chance(0.02)) p.wsconnected ? p.disconnect() : p.connect()
      if (d.chance(0.1)) await sleep(5)
    }
    for (const p of ps) p.connect()
    await synced(...ps)
    await until('all the same', () => new Set(ps.map((p) => p.text.toString())).size === 1)
    const late = provider('ada', 'team/many')
    await says(late, ps[0].text.toString())
  },

  async 'every kind of content survives the server'() {
    const d = dice(seeded(Number(seed) + 1))
    for (const family of families.filter((f) => f !== 'gaps')) {
      const { kinds, updates } = history(family, d)
      const ada = provider('ada', `team/kind-${family}`)
      await synced(ada)
      for (const u of updates) Y.applyUpdate(ada.doc, u)
      await sleep(1500) // it is gathered meanwhile
      const bob = provider('bob', `team/kind-${family}`)
      await synced(bob)
      const wanted = new Y.Doc()
      Y.applyUpdate(wanted, Y.mergeUpdates(updates))
      const text = (doc) => JSON.stringify(content(doc, kinds))
      await until(family, () => text(bob.doc) === text(wanted), 3000)
      ada.destroy()
      bob.destroy()
    }
  },
}

let passed = 0
let failed = 0
await start()
for (const [name, run] of Object.entries(tests)) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) continue
  if (name === 'a silent provider stays connected' && !process.env.LONG) continue // 36 s
  try {
    await run()
    passed++
  } catch (e) {
    failed++
    console.log(`${name}: ${e.message}`)
  }
  for (const p of all.splice(0)) p.destroy()
}
await end('SIGTERM')
const left = readdirSync(`${folder}/data`).length
if (left === 0) throw new Error('the server kept nothing')
rmSync(folder, { recursive: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
