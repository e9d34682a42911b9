// index.html?server=ws://localhost:7684/yjs&room=lobby/notes&name=Ada&token=…
import { basicSetup, EditorView } from 'codemirror'
import { yCollab } from 'y-codemirror.next'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const said = new URLSearchParams(location.search)
const name = said.get('name') ?? 'somebody'
const token = said.get('token')
const doc = new Y.Doc()
const provider = new WebsocketProvider(said.get('server') ?? 'ws://localhost:7684/yjs', said.get('room') ?? 'lobby/notes', doc, {
  disableBc: true, // two windows of one browser are to meet at the server
  params: token ? { token } : {},
})

const colors = ['#c2410c', '#15803d', '#1d4ed8', '#a21caf', '#0e7490', '#b91c1c']
const color = said.get('color') ?? colors[doc.clientID % colors.length]
provider.awareness.setLocalStateField('user', { name, color, colorLight: `${color}33` })

const people = document.getElementById('people')
provider.awareness.on('change', () => {
  people.replaceChildren(...[...provider.awareness.getStates().values()].filter((s) => s.user).map((s) => {
    const one = document.createElement('span')
    one.textContent = s.user.name
    one.style.background = s.user.color
    return one
  }))
})
const state = document.getElementById('state')
const say = () => (state.textContent = provider.wsconnected ? (provider.synced ? 'in step with the others' : 'connecting') : 'offline: what you type is kept here')
provider.on('status', say)
provider.on('sync', say)
provider.on('closed', (e) => (state.textContent = `refused: ${e?.reason || e?.code}`))

const text = doc.getText('text')
const undo = new Y.UndoManager(text)
const view = new EditorView({
  doc: text.toString(),
  extensions: [basicSetup, EditorView.lineWrapping, yCollab(text, provider.awareness, { undoManager: undo })],
  parent: document.getElementById('editor'),
})
view.focus()
Object.assign(window, { view, provider, text }) // for the console, and for tests/yjs/browser.mjs
