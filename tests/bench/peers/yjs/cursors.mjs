// Cursors in one document, against snug and against the server that y-websocket comes with:
// cursors.mjs PATH-OF-snug [EDITORS] [HZ] [SECONDS]
// The editors are bare sockets that count: each says where it points at a steady rate and counts what it hears of others.
import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as encoding from 'lib0/encoding'
import { free_port, process_facts, site, sleep, token } from '../../../yjs/site.mjs'

const [program, editors = '100', hz = '10', seconds = '10'] = process.argv.slice(2)

/// A WebSocket that understands as much as it needs.
class editor {
  constructor(port, path, client) {
    this.client = client
    this.clock = 0
    this.heard = 0
    this.frames = 0
    this.rest = Buffer.alloc(0)
    this.open = new Promise((go, fail) => {
      this.socket = connect(port, '127.0.0.1', () => {
        this.socket.setNoDelay(true)
        this.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`)
      })
      this.socket.on('error', fail)
      this.socket.on('close', () => (this.closed = true))
      this.socket.on('data', (bytes) => this.take(bytes, go, fail))
    })
  }
  take(bytes, go, fail) {
    this.rest = this.rest.length ? Buffer.concat([this.rest, bytes]) : bytes
    if (!this.stands) {
      const end = this.rest.indexOf('\r\n\r\n')
      if (end < 0) return
      if (!this.rest.subarray(0, 12).toString().includes('101')) return fail(new Error(this.rest.toString()))
      this.rest = this.rest.subarray(end + 4)
      this.stands = true
      go()
    }
    let at = 0
    const r = this.rest
    while (r.length - at >= 2) {
      let size = r[at + 1] & 127
      let head = 2
      if (size === 126) {
        if (r.length - at < 4) break
        size = r.readUInt16BE(at + 2)
        head = 4
      } else if (size === 127) {
        if (r.length - at < 10) break
        size = Number(r.readBigUInt64BE(at + 2))
        head = 10
      }
      if (r.length - at < head + size) break
      this.frames++
      const kind = r[at] & 15
      const first = at + head
      if (kind === 2 && r[first] === 1) this.heard += this.entries(r, first + 1)
      if (kind === 9) this.send(Buffer.alloc(0), 10)
      if (kind === 2 && r[first] === 0 && r[first + 1] === 0) this.send(Buffer.from([0, 1, 2, 0, 0])) // step 2: nothing
      at += head + size
    }
    this.rest = r.subarray(at)
  }
  /// How many clients an awareness message is about.
  entries(r, at) {
    while (r[at] & 128) at++
    at++
    let n = 0
    for (let shift = 0; ; shift += 7) {
      n += (r[at] & 127) << shift
      if (!(r[at++] & 128)) return n
    }
  }
  send(payload, kind = 2) {
    const long = payload.length > 125
    const head = Buffer.alloc(long ? 8 : 6) // masked with zeros
    head[0] = 128 | kind
    head[1] = 128 | (long ? 126 : payload.length)
    if (long) head.writeUInt16BE(payload.length, 2)
    this.socket.write(Buffer.concat([head, payload]))
  }
  point() {
    const state = JSON.stringify({
      user: { name: `Editor ${this.client}`, color: '#30bced', colorLight: '#30bced33' },
      cursor: { anchor: { type: null, tname: 'text', item: { client: this.client, clock: this.clock }, assoc: 0 }, head: { type: null, tname: 'text', item: { client: this.client, clock: this.clock }, assoc: 0 } } })
    const update = encoding.createEncoder()
    encoding.writeVarUint(update, 1)
    encoding.writeVarUint(update, this.client)
    encoding.writeVarUint(update, ++this.clock)
    encoding.writeVarString(update, state)
    const message = encoding.createEncoder()
    encoding.writeVarUint(message, 1)
    encoding.writeVarUint8Array(message, encoding.toUint8Array(update))
    this.send(Buffer.from(encoding.toUint8Array(message)))
  }
}

const measure = async (name, port, pid, path) => {
  const all = Array.from({ length: Number(editors) }, (_, i) => new editor(port, path(i), 1000 + i))
  await Promise.all(all.map((e) => e.open))
  await sleep(500)
  for (const e of all) e.point()
  await sleep(1000)
  const heard = () => all.reduce((n, e) => n + e.heard, 0)
  const before = process_facts(pid)
  const own = process.cpuUsage()
  const from = heard()
  const started = performance.now()
  const total = Number(editors) * Number(hz) * Number(seconds)
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * Number(editors) * Number(hz)))
    for (; sent < due; sent++) all[sent % all.length].point()
    await sleep(1)
  }
  const took = (performance.now() - started) / 1000
  const busy = process.cpuUsage(own)
  for (let last = -1; last !== heard(); await sleep(300)) last = heard()
  const after = process_facts(pid)
  const got = heard() - from
  // The server of y-websocket also sends each to the one who said it.
  const meant = sent * (all.length - 1)
  console.log(`${name.padEnd(22)} sent ${sent} in ${took.toFixed(1)} s; deliveries ${got} of ${meant} (${(100 * got / meant).toFixed(1)} %); ` +
    `server CPU ${(after.cpu - before.cpu).toFixed(2)} s, ${(((after.cpu - before.cpu) * 1e6) / got).toFixed(2)} us per delivery; ` +
    `RSS ${(after.rss / 1024).toFixed(0)} MiB; lost connections ${all.filter((e) => e.closed).length}; generator ${((busy.user + busy.system) / 1e4 / took).toFixed(0)} % of a core`)
  for (const e of all) e.socket.destroy()
}

const snug = await new site(program, '[limits]\nunidentified_per_address = 100000\n[[rooms]]\nname = "team"\nkind = "group"\naccess = "public"\n').start()
await measure('snug', snug.port, snug.server.pid, (i) => `/yjs/team/notes?token=${token(`editor${i}`)}`)
await snug.end()
snug.remove()

const port = await free_port()
const y = spawn('node', [fileURLToPath(new URL('node_modules/@y/websocket-server/src/server.js', import.meta.url))], { env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) }, stdio: ['ignore', 'ignore', 'inherit'] })
for (let i = 0; i < 100; i++) {
  await sleep(100)
  if (await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) break
}
await measure('@y/websocket-server', port, y.pid, () => '/team-notes')
y.kill()
