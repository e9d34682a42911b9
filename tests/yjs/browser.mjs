// browser.mjs PATH-OF-snug PICTURE.png: see browser.sh
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import WebSocket from 'ws'
import { site, sleep, token } from './site.mjs'

const [program, picture] = process.argv.slice(2)
const example = new URL('../../clients/examples/codemirror/', import.meta.url)
const until = async (what, holds, ms = 20_000) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) if (await holds()) return
  throw new Error(`never: ${what}`)
}

// ---- the page, and the server

const pages = createServer((request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html'
  if (!['index.html', 'editor.bundle.js'].includes(name)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': name.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8' }).end(readFileSync(new URL(name, example)))
})
await new Promise((go) => pages.listen(0, '127.0.0.1', go))
const page = `http://127.0.0.1:${pages.address().port}`
const snug = await new site(program, '[[rooms]]\nname = "team"\nkind = "group"\naccess = "public"\n').start_with_origin(page)

// ---- the browser

const profile = mkdtempSync(`${tmpdir()}/snug-chromium-`)
const chromium = spawn('chromium', [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' })
const devtools = async () => {
  let port
  await until('the browser listens', () => {
    try {
      port = readFileSync(`${profile}/DevToolsActivePort`, 'utf8').split('\n')[0]
    } catch {}
    return port
  })
  return `http://127.0.0.1:${port}`
}
class tab {
  static async open(browser, url) {
    const target = await (await fetch(`${browser}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' })).json()
    const it = new tab()
    it.waiting = new Map()
    it.last = 0
    it.socket = new WebSocket(target.webSocketDebuggerUrl, { maxPayload: 1 << 28 })
    await new Promise((go) => it.socket.once('open', go))
    it.socket.on('message', (raw) => {
      const m = JSON.parse(raw)
      it.waiting.get(m.id)?.(m)
      it.waiting.delete(m.id)
    })
    await it.say('Emulation.setDeviceMetricsOverride', { width: 720, height: 460, deviceScaleFactor: 1, mobile: false })
    return it
  }
  say(method, params = {}) {
    return new Promise((go, fail) => {
      const id = ++this.last
      this.waiting.set(id, (m) => (m.error ? fail(new Error(`${method}: ${m.error.message}`)) : go(m.result)))
      this.socket.send(JSON.stringify({ id, method, params }))
    })
  }
  async ask(expression) {
    const { result, exceptionDetails } = await this.say('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.text + expression)
    return result.value
  }
  async type(text) {
    for (const c of text) {
      if (c === '\n') {
        await this.say('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' })
        await this.say('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 })
      } else {
        await this.say('Input.insertText', { text: c })
      }
      await sleep(15)
    }
  }
  async shot() {
    return (await this.say('Page.captureScreenshot', { format: 'png' })).data
  }
}

let failed = false
try {
  const browser = await devtools()
  const window_of = (name, color) =>
    tab.open(browser, `${page}/?server=ws://127.0.0.1:${snug.port}/yjs&room=team/notes&name=${name}&color=${encodeURIComponent(color)}&token=${token(name.toLowerCase())}`)
  const [ada, bob] = [await window_of('Ada', '#c2410c'), await window_of('Bob', '#1d4ed8')]
  for (const each of [ada, bob]) await until('synced', () => each.ask('!!globalThis.provider?.synced'))
  // Two windows of a browser that nobody looks at: each is told that it has the focus.
  for (const each of [ada, bob]) await each.say('Emulation.setFocusEmulationEnabled', { enabled: true })
  const text = (each) => each.ask('text.toString()')

  await ada.type('Shopping list\n\n- tea\n- milk\n')
  await until('bob has it', async () => (await text(bob)) === (await text(ada)))
  await bob.ask('view.dispatch({selection: {anchor: view.state.doc.length}}); view.focus()')
  await ada.ask('view.dispatch({selection: {anchor: 13}}); view.focus()')
  // Both at once, at different places.
  await Promise.all([ada.type(' for the party on Saturday, twenty people'), bob.type('- bread\n- a cake with candles\n- paper plates')])
  const wanted = 'Shopping list for the party on Saturday, twenty people\n\n- tea\n- milk\n- bread\n- a cake with candles\n- paper plates'
  for (const each of [ada, bob]) await until(`the text, but ${JSON.stringify(await text(each))}`, async () => (await text(each)) === wanted)
  for (const each of [ada, bob])
    if ((await each.ask('view.state.doc.toString()')) !== wanted) throw new Error('the editor shows something else than the document')
  // Both at once, at the same place.
  for (const each of [ada, bob]) await each.ask('view.dispatch({selection: {anchor: view.state.doc.length}}); view.focus()')
  await Promise.all([ada.type('\nAda was here'), bob.type('\nBob was here')])
  await until('both are the same', async () => (await text(ada)) === (await text(bob)) && (await text(ada)).length === wanted.length + 26)
  // What the other one has selected.
  await bob.ask('view.dispatch({selection: {anchor: view.state.doc.toString().indexOf("tea"), head: view.state.doc.toString().indexOf("tea") + 3}}); view.focus()')
  const seen = (each, name) => each.ask(`[...document.querySelectorAll('.cm-ySelectionInfo')].map((e) => e.textContent).includes('${name}')`)
  await until('ada sees the cursor of bob', () => seen(ada, 'Bob'))
  await until('bob sees the cursor of ada', () => seen(bob, 'Ada'))
  await until('ada sees the selection of bob', () => ada.ask(`[...document.querySelectorAll('.cm-ySelection')].some((e) => e.textContent === 'tea')`))
  // The names beside the cursors show while one points at them.
  for (const each of [ada, bob]) await each.ask(`document.head.insertAdjacentHTML('beforeend', '<style>.cm-ySelectionInfo{opacity:1!important}</style>'); 0`)
  await sleep(500)
  const [left, right] = [await ada.shot(), await bob.shot()]
  const both = await tab.open(browser, 'about:blank')
  await both.say('Emulation.setDeviceMetricsOverride', { width: 1460, height: 470, deviceScaleFactor: 1, mobile: false })
  await both.ask(`document.body.style.cssText = 'margin:5px;background:#888;display:flex;gap:10px'; Promise.all(${JSON.stringify([left, right])}.map((data) => {
    const img = new Image(); img.src = 'data:image/png;base64,' + data; document.body.append(img); return img.decode() })).then(() => 0)`)
  writeFileSync(picture, Buffer.from(await both.shot(), 'base64'))
  // A window that closes: its cursor goes.
  bob.socket.close()
  await fetch(`${browser}/json`).then((r) => r.json()).then((all) => Promise.all(all.filter((t) => t.url.includes('name=Bob')).map((t) => fetch(`${browser}/json/close/${t.id}`))))
  await until('bob is gone', async () => !(await seen(ada, 'Bob')))
  console.log(`two windows typed at once and agree; the picture is ${picture}`)
} catch (e) {
  failed = true
  console.log(e.message)
}
chromium.kill()
await new Promise((go) => chromium.once('exit', go))
await snug.end()
snug.remove()
pages.close()
for (let i = 0; i < 20; i++, await sleep(100))
  try {
    rmSync(profile, { recursive: true })
    break
  } catch {} // its children are still at it
process.exit(failed ? 1 : 0)
