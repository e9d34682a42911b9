// A snug in a process of its own on a free port, with rooms and people; what the kernel says of the process.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { free_port, now_s, ready, secret, signed } from '../support/a_snug.mjs'

export { free_port }

export const sleep = (ms) => new Promise((go) => setTimeout(go, ms))

export const token = (user, seconds = 24 * 3600) => signed({ sub: user, exp: now_s() + seconds })

/// CPU seconds, resident KiB and bytes handed to the disk so far of a process.
export const process_facts = (pid) => {
  const read = (file) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
  const stat = read('stat').split(') ')[1].split(' ')
  const field = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  const status = read('status')
  return {
    cpu: (Number(stat[11]) + Number(stat[12])) / 100,
    rss: field(status, 'VmRSS'),
    anonymous: field(status, 'RssAnon'),
    written: field(read('io'), 'write_bytes'),
  }
}

export class site {
  constructor(program, toml) {
    this.program = program
    this.folder = mkdtempSync(`${process.env.SOAK_FOLDER ?? tmpdir()}/snug-yjs-`)
    this.toml = toml
  }
  /// Pages of another origin may connect too.
  start_with_origin(origin) {
    this.origins = `origins = ["${origin}"]\n`
    return this.start()
  }
  async start() {
    this.port ??= await free_port()
    writeFileSync(
      `${this.folder}/snug.toml`,
      `[listen]\nport = ${this.port}\n${this.origins ?? ''}[store]\ndirectory = "${this.folder}/data"\n[auth]\njwt_secret = "${secret}"\n${this.toml}`)
    this.server = spawn(this.program, ['serve', '--config', `${this.folder}/snug.toml`], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (await ready(this.port, 10_000)) return this
    throw new Error('the server never was ready')
  }
  end(signal = 'SIGTERM') {
    return new Promise((go) => (this.server.once('exit', go), this.server.kill(signal)))
  }
  facts() {
    const files = readdirSync(`${this.folder}/data`).map((f) => statSync(`${this.folder}/data/${f}`))
    return { ...process_facts(this.server.pid), disk: files.reduce((n, f) => n + f.blocks * 512, 0) }
  }
  async http(user, method, path, body = {}) {
    const r = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${token(user)}`, 'content-type': 'application/json' }, body: method === 'GET' ? undefined : JSON.stringify(body) })
    return { status: r.status, body: await r.json().catch(() => null) }
  }
  remove() {
    rmSync(this.folder, { recursive: true })
  }
}
