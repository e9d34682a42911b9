// Typists in one document for minutes: soak.mjs PATH-OF-snug [MINUTES] [TYPISTS] [KEYS A SECOND EACH]
// Everybody has the whole document and types on at their own cursor, goes back now and then, jumps elsewhere, and says
// where they are. At the end all must have the same text, and the server must have it after it was killed.
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import WebSocket from 'ws'
import { dice, seeded } from './random.mjs'
import { site, sleep, token } from './site.mjs'

const [program, minutes = '10', typists = '50', keys = '4', seed = '1'] = process.argv.slice(2)
const d = dice(seeded(Number(seed)))
const snug = await new site(program, '[[rooms]]\nname = "team"\nkind = "group"\naccess = "public"\n').start()

const ps = Array.from({ length: Number(typists) }, (_, i) => {
  const p = new WebsocketProvider(`ws://127.0.0.1:${snug.port}/yjs`, 'team/notes', new Y.Doc(), {
    WebSocketPolyfill: WebSocket, disableBc: true, params: { token: token(`typist${i}`) } })
  p.setMaxListeners?.(0)
  p.text = p.doc.getText('text')
  p.at = Y.createRelativePositionFromTypeIndex(p.text, 0)
  p.codes = []
  p.on('connection-close', (e) => e && p.codes.push(e.code))
  return p
})
process.setMaxListeners(0)
const until = async (holds, ms = 60_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) if (holds()) return true
  return false
}
if (!(await until(() => ps.every((p) => p.synced)))) throw new Error('not everybody was let in')

const begin = snug.facts()
let typed = 0
let peak = begin.rss
const letters = 'etaoin shrdlu cmfwyp vbgkqj xz\n'
const key = (p) => {
  let at = Y.createAbsolutePositionFromRelativePosition(p.at, p.doc)?.index ?? p.text.length
  if (d.chance(0.005)) at = d.below(p.text.length + 1) // goes elsewhere
  if (at > 0 && d.chance(0.12)) p.text.delete(--at, 1)
  else p.text.insert(at++, letters[d.below(letters.length)])
  p.at = Y.createRelativePositionFromTypeIndex(p.text, at)
  if (d.chance(0.1)) p.awareness.setLocalStateField('cursor', { anchor: p.at, head: p.at })
  typed++
}
const started = Date.now()
const end = started + Number(minutes) * 60_000
const every = 1000 / (Number(typists) * Number(keys))
let said = started
while (Date.now() < end) {
  for (const due = Math.floor((Date.now() - started) / every); typed < due; ) key(ps[typed % ps.length])
  await sleep(2)
  if (Date.now() - said < 30_000) continue
  said = Date.now()
  const now = snug.facts()
  peak = Math.max(peak, now.rss)
  console.log(`${Math.round((said - started) / 1000)} s: ${typed} keys, ${ps[0].text.length} letters, server ${Math.round(now.rss / 1024)} MiB`)
}
const seconds = (Date.now() - started) / 1000
const same = await until(() => new Set(ps.map((p) => p.text.toString())).size === 1)
await sleep(2500) // on disk two seconds later at most
const done = snug.facts()
const own = Y.encodeStateAsUpdate(ps[0].doc).length
const get = async (path) => {
  for (let i = 0; ; i++, await sleep(500)) {
    const { status, body } = await snug.http('typist0', 'GET', path)
    if (status === 200) return body
    if (status !== 503 || i === 10) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
  }
}
const kept = await get('/rooms/team/documents/notes')
const list = await get('/rooms/team/documents')
const text = ps[0].text.toString()
const codes = ps.flatMap((p) => p.codes)
for (const p of ps) p.destroy()
await snug.end('SIGKILL')
await snug.start()
const after = await get('/rooms/team/documents/notes/text')
const line = (what, value) => console.log(`${what.padEnd(44)} ${value}`)
line('typists, seconds, keys', `${typists}, ${Math.round(seconds)}, ${typed}`)
line('letters at the end', text.length)
line('all the same; the same after kill -9', `${same}; ${after.text === text}`)
line('connections lost, with which codes', `${codes.length} ${[...new Set(codes)]}`)
line('server CPU, us per key', ((done.cpu - begin.cpu) * 1e6 / typed).toFixed(0))
line('server CPU, us per delivery', ((done.cpu - begin.cpu) * 1e6 / typed / (ps.length - 1)).toFixed(1))
line('server memory: start, end, peak MiB (RSS)', [begin.rss, done.rss, peak].map((n) => (n / 1024).toFixed(1)).join(', '))
line('handed to the disk, bytes per key', ((done.written - begin.written) / typed).toFixed(0))
line('the store at the end, KiB', Math.round(done.disk / 1024))
line('the document in rows, bytes', list.documents[0].bytes)
line("the document as one update, bytes: snug's, Yjs's own", `${Buffer.from(kept.update.$bin, 'base64').length}, ${own}`)
await snug.end()
snug.remove()
process.exit(same && after.text === text ? 0 : 1)
