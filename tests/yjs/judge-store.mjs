// Whether real Yjs makes the same document of what `struct_store` writes as of the updates themselves:
// judge-store.mjs VECTORS OUTPUT-OF-store_tool. The tool says, per vector, all of a store, and for a few peers, who have so
// many of the updates, what they lack by their own state vector.
import { readdirSync, readFileSync } from 'node:fs'
import * as Y from 'yjs'
import { content } from './histories.mjs'

const [folder, output] = process.argv.slice(2)
const bytes = (b64) => new Uint8Array(Buffer.from(b64, 'base64'))
const vectors = new Map()
for (const file of readdirSync(folder).filter((f) => f.endsWith('.json'))) {
  const all = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  for (const v of all.vectors) vectors.set(`${all.family}/${v.name}`, v)
}

const of = (updates, kinds) => {
  const doc = new Y.Doc()
  let waited = false
  for (const u of updates) {
    waited ||= doc.store.pendingStructs !== null
    Y.applyUpdate(doc, u)
  }
  // What Yjs has put aside it may keep there although nothing is missing any more, until something else comes (§9).
  if (waited) Y.applyUpdate(doc, updates.at(-1))
  return JSON.stringify(content(doc, kinds))
}

let passed = 0
let failed = 0
const same = (name, got, wanted) => {
  if (got === wanted) return void passed++
  if (++failed <= 10) console.log(`${name}\n  got    ${got}\n  wanted ${wanted}`)
}

for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
  const [name, have, b64] = line.split('\t')
  const v = vectors.get(name)
  const update = bytes(b64)
  const wanted = of([bytes(v.merged)], v.kinds)
  same(`${name} after ${have}`, of([...v.updates.slice(0, Number(have)).map(bytes), update], v.kinds), wanted)
  if (have === '0') {
    same(`${name} with the originals behind`, of([update, bytes(v.merged)], v.kinds), wanted)
    same(`${name} merged with the originals`, of([Y.mergeUpdates([update, ...v.updates.map(bytes)])], v.kinds), wanted)
  }
}
if (passed === 0) failed++
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
