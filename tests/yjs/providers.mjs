// A real server and the official providers, whole processes on loopback: providers.mjs PATH-OF-snug
import { readdirSync } from 'node:fs'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import WebSocket from 'ws'
import { content, families, history } from './histories.mjs'
import { dice, seeded } from './random.mjs'
import { site, sleep, token } from './site.mjs'

const [program, seed = '1'] = process.argv.slice(2)
const until = async (what, holds, ms = 10_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(10)) if (holds()) return
  throw new Error(`never: ${typeof what === 'function' ? what() : what}`)
}
const same = (got, wanted, what) => {
  const [a, b] = [got, wanted].map((x) => JSON.stringify(x))
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`)
}

const snug = new site(
  program,
  ['team', 'other/room', 'Übung 1'].map((name) => `[[rooms]]\nname = "${name}"\nkind = "group"\naccess = "private"\n` +
    'members.ada = "owner"\nmembers.bob = "editor"\nmembers.eve = "editor"\nmembers.carol = "viewer"\n').join(''))
const start = () => snug.start()
const end = (signal) => snug.end(signal)
const http = (...request) => snug.http(...request)
await start()
const { port, folder } = snug

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
const says = (p, s) => until(() => `"${s}", but "${p.text}"`, () => p.text.toString() === s)

// A client of the native protocol in JSON: what it is told of presence.
const native = async (user, room = 'team') => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, 'snug.v1.json', { headers: { authorization: `Bearer ${token(user)}` } })
  const me = { shown: new Map(), say: (name, data) => socket.send(JSON.stringify([0, name, room, data])), close: () => socket.close() }
  const take = (one) => (one.cursor === undefined && one.looking_at === undefined && one.fields === undefined ? me.shown.delete(one.user) : me.shown.set(one.user, one))
  let joined = false
  socket.on('message', (raw) => {
    const m = JSON.parse(raw)
    if (m[0] === 2) {
      joined = m[1] === 'ok'
      for (const one of m[2].showing ?? []) take(one)
    }
    if (m[0] === 'presence.updated') take(m[2])
  })
  await new Promise((go) => socket.once('open', go))
  socket.send(JSON.stringify([1, 'hello', null, {}]))
  socket.send(JSON.stringify([2, 'room.join', room, {}]))
  await until('joined', () => joined)
  all.push({ destroy: () => socket.terminate() })
  return me
}

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

  async 'an editor shows in the presence of the room, and goes with its connection'() {
    const bob = await native('bob')
    const ada = provider('ada', 'team/present')
    await synced(ada)
    await until('bob sees where ada is', () => bob.shown.get('ada')?.looking_at === 'present')
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(ada.text, 0))
    ada.awareness.setLocalState({ user: { name: 'Ada', color: '#ff0000' }, cursor: { anchor: at, head: at } })
    await until('bob sees the cursor', () => bob.shown.get('ada')?.cursor?.anchor?.tname === 'text')
    same(bob.shown.get('ada').fields, { user: { name: 'Ada', color: '#ff0000' } }, 'fields')
    const late = await native('eve')
    same(late.shown.get('ada')?.looking_at, 'present', 'who comes later')
    ada.awareness.setLocalState(null)
    await until('ada points no more', () => !bob.shown.has('ada'))
    ada.awareness.setLocalState({ user: { name: 'Ada' } })
    await until('and again', () => bob.shown.has('ada'))
    ada.ws.terminate()
    ada.shouldConnect = false
    await until('ada is gone', () => !bob.shown.has('ada'))
  },

  async 'who looks at a document is seen by its editors'() {
    const ada = provider('ada', 'team/looked')
    await synced(ada)
    const seen = () => [...ada.awareness.getStates().values()].find((s) => s.user?.name === 'bob')
    const bob = await native('bob')
    bob.say('presence.update', { looking_at: 'looked' })
    await until('ada sees bob', () => seen())
    same(/^#[0-9a-f]{6}$/.test(seen().user.color), true, 'a colour')
    const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(ada.text, 0))
    bob.say('presence.update', { looking_at: 'looked', cursor: { anchor: { type: null, item: null, ...at }, head: { type: null, item: null, ...at } } })
    await until('and the cursor', () => seen()?.cursor?.head?.tname === 'text')
    bob.say('presence.update', { looking_at: null })
    await until('bob looks away', () => !seen())
    bob.say('presence.update', { looking_at: 'looked' })
    await until('and back', () => seen())
    bob.close()
    await until('bob is gone', () => !seen())
  },

  async 'a text that a command sets reaches editors, and theirs the command'() {
    const path = '/rooms/team/documents/set/text'
    const [ada, bob] = [provider('ada', 'team/set'), provider('bob', 'team/set')]
    await synced(ada, bob)
    ada.text.insert(0, 'the fox')
    await says(bob, 'the fox')
    const put = await http('ada', 'PUT', path, { text: 'the quick fox' })
    same(put.status, 200, 'set')
    await says(ada, 'the quick fox')
    await says(bob, 'the quick fox')
    const { base, root } = (await http('bob', 'GET', path)).body
    same(root, 'text', 'root')
    ada.text.insert(ada.text.length, ' runs')
    bob.text.delete(0, 4)
    await says(ada, 'quick fox runs')
    await says(bob, 'quick fox runs')
    const patch = await http('bob', 'PATCH', path, { delta: [{ retain: 10 }, { insert: 'brown ' }], base })
    same(patch.status, 200, 'edit')
    await says(ada, 'quick brown fox runs')
    await says(bob, 'quick brown fox runs')
    const late = await http('bob', 'PUT', path, { text: 'the slow fox', base })
    same([late.status, late.body.error?.current?.text ?? late.body.current?.text], [409, 'quick brown fox runs'], 'too late')
    const since = await http('bob', 'GET', `${path}?since=${encodeURIComponent(base.$bin)}`)
    same([since.status, Array.isArray(since.body.delta)], [200, true], 'a delta')
  },

  async 'a document is made with a text, kept, and gone back to, formats and maps included'() {
    const path = '/rooms/team/documents/versions'
    same((await http('ada', 'POST', '/rooms/team/documents', { document: 'versions', text: 'seed', root: 'text', language: 'en' })).status, 200, 'create')
    const [ada, bob] = [provider('ada', 'team/versions'), provider('bob', 'team/versions')]
    await synced(ada, bob)
    await says(ada, 'seed')
    ada.doc.transact(() => {
      ada.text.insert(4, ' of tea', { bold: true })
      const map = ada.doc.getMap('map')
      map.set('a', 1)
      map.set('nested', new Y.Map([['x', new Y.Array()]]))
      map.get('nested').get('x').push(['one', { two: 2 }])
      ada.doc.getArray('list').push([1, 2, 3])
      const p = new Y.XmlElement('p')
      p.setAttribute('class', 'c')
      p.insert(0, [new Y.XmlText('inside')])
      ada.doc.getXmlFragment('xml').insert(0, [p])
    })
    const all = (p) => JSON.stringify([p.text.toDelta(), p.doc.getMap('map').toJSON(), p.doc.getArray('list').toJSON(), p.doc.getXmlFragment('xml').toString()])
    await until('bob has it', () => all(bob) === all(ada))
    const before = all(ada)
    same((await http('ada', 'POST', `${path}/versions`, { version: 'first' })).status, 200, 'kept')
    bob.doc.transact(() => {
      bob.text.delete(2, 5)
      bob.text.insert(0, 'new ')
      bob.text.format(0, 3, { italic: true })
      bob.doc.getMap('map').set('a', 2)
      bob.doc.getMap('map').delete('nested')
      bob.doc.getMap('map').set('b', 'new')
      bob.doc.getArray('list').delete(1, 1)
      bob.doc.getArray('list').insert(0, [0])
      bob.doc.getXmlFragment('xml').get(0).setAttribute('class', 'd')
      bob.doc.getXmlFragment('xml').get(0).delete(0, 1)
    })
    await until('ada has it', () => all(bob) === all(ada))
    const after = all(ada)
    same((await http('ada', 'POST', `${path}/versions`, { version: 'second' })).status, 200, 'kept')
    same((await http('ada', 'POST', `${path}/versions/first/restore`)).status, 200, 'restored')
    await until(() => `the first version: ${before}, but ${all(ada)}`, () => all(ada) === before && all(bob) === before)
    same((await http('ada', 'POST', `${path}/versions/second/restore`)).status, 200, 'restored')
    await until(() => `the second version: ${after}, but ${all(ada)}`, () => all(ada) === after && all(bob) === after)
    const kept = await http('bob', 'GET', `${path}/versions/first?root=text`)
    same(kept.body.text, 'seed of tea', 'the text then')
    const late = provider('eve', 'team/versions')
    await synced(late)
    same(all(late), after, 'who comes later')
  },

  async 'random edits by editors and by commands converge'() {
    const d = dice(seeded(Number(seed) + 2))
    const path = '/rooms/team/documents/mixed/text'
    const ps = Array.from({ length: 5 }, () => provider(d.one(['ada', 'bob']), 'team/mixed'))
    await synced(...ps)
    const edit = (p) => {
      const at = d.below(p.text.length + 1)
      if (p.text.length > 0 && d.chance(0.3)) p.text.delete(Math.min(at, p.text.length - 1), 1)
      else p.text.insert(at, d.word().replace(/[^a-z]/g, 'x'))
    }
    edit(ps[0])
    let base
    for (let i = 0; i < 120; i++) {
      for (let k = 0; k < 4; k++) edit(d.one(ps))
      if (d.chance(0.3)) await sleep(20)
      if (d.chance(0.3)) base = (await http('bob', 'GET', path)).body?.base
      const { text = '' } = (await http('bob', 'GET', path)).body ?? {}
      const at = d.below(text.length + 1)
      const r = d.chance(0.5) || !base
        ? await http('bob', 'PUT', path, { text: text.slice(0, at) + 'COMMAND' + text.slice(at + d.below(5)), root: 'text' })
        : await http('bob', 'PATCH', path, { delta: [{ insert: 'DELTA' }], base, root: 'text' })
      same(r.status === 200 || r.status === 409, true, `edit ${JSON.stringify(r.body)}`)
      if (d.chance(0.1)) await http('bob', 'POST', '/rooms/team/documents/mixed/versions', { version: `v${i % 3}` })
      if (d.chance(0.05)) await http('bob', 'POST', '/rooms/team/documents/mixed/versions/v0/restore')
    }
    await until('all the same', () => new Set(ps.map((p) => p.text.toString())).size === 1)
    const late = provider('ada', 'team/mixed')
    await synced(late)
    await says(late, ps[0].text.toString())
    await sleep(1500)
    same((await http('bob', 'GET', path)).body.text, ps[0].text.toString(), 'the text of the server')
  },

  async 'a large document comes and goes as one message'() {
    const doc = new Y.Doc()
    const line = 'what stands in a line of a document that somebody has written for years\n'
    doc.getText('text').insert(0, line.repeat(40_000)) // 2.9 MB
    for (let i = 0; i < 20_000; i++) doc.getText('text').insert((i * 137) % 2_000_000, 'x')
    const ada = provider('ada', 'team/large', { doc })
    await synced(ada)
    const bob = provider('bob', 'team/large')
    await until(() => `bob has it; ${bob.codes}`, () => bob.text.length === ada.text.length, 20_000)
    same(bob.text.toString() === ada.text.toString(), true, 'the same text')
    await sleep(2500)
    await end('SIGKILL')
    ada.destroy()
    bob.destroy()
    await start()
    const eve = provider('eve', 'team/large')
    await until('it was kept', () => eve.text.length === doc.getText('text').length, 20_000)
    same(eve.codes, [], 'closes')
  },

  async 'a message beyond the limit is refused for good'() {
    const doc = new Y.Doc()
    doc.getMap('m').set('k', new Uint8Array(18 << 20))
    const ada = provider('ada', 'team/huge', { doc })
    await until('refused', () => ada.codes.length > 0, 20_000)
    await sleep(1000)
    same(ada.codes, [4400], 'once')
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
    for (let i = 0; i < Number(process.env.EDITS ?? 1000); i++) {
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
snug.remove()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
