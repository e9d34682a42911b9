// Writes a fresh set of vectors, in the shape of tests/vectors/yjs: make-vectors.mjs FOLDER [SEED] [HISTORIES PER FAMILY]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import * as Y from 'yjs'
import { families, history, content } from './histories.mjs'
import { dice, seeded } from './random.mjs'

const [folder, seed = '1', count = '20'] = process.argv.slice(2)
if (!folder) throw new Error('make-vectors.mjs FOLDER [SEED] [HISTORIES PER FAMILY]')
const b64 = (u) => Buffer.from(u).toString('base64')

// Where one update has a struct of another sort than a second one at the same clock, which of them mergeUpdates takes
// depends on how the engine sorts: it compares them as smaller both ways.
const ambiguous = (updates) => {
  const seen = new Map()
  for (const u of updates)
    for (const s of Y.decodeUpdate(u).structs) {
      const at = `${s.id.client}:${s.id.clock}`
      if (seen.has(at) && seen.get(at) !== s.constructor) return true
      seen.set(at, s.constructor)
    }
  return false
}

const vector = (name, { kinds, updates }, d) => {
  const merged = Y.mergeUpdates(updates)
  const diffs = [[0, 0]].concat(Array.from({ length: 3 }, () => [1, d.random()])).map(([some, share]) => {
    const state = new Map([...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(merged))].map(([c, n]) => [c, Math.floor(n * share) * some]))
    const sv = Y.encodeStateVector(state)
    return { sv: b64(sv), diff: b64(Y.diffUpdate(merged, sv)) }
  })
  const doc = new Y.Doc()
  Y.applyUpdate(doc, merged)
  const peers = Array.from({ length: 4 }, () => {
    const have = d.below(updates.length + 1)
    const peer = new Y.Doc()
    for (const u of updates.slice(0, have)) Y.applyUpdate(peer, u)
    const sv = Y.encodeStateVector(peer)
    return { have, sv: b64(sv), diff: b64(Y.diffUpdate(merged, sv)) }
  })
  return {
    name, kinds, updates: updates.map(b64), merged: b64(merged), stateVector: b64(Y.encodeStateVectorFromUpdate(merged)),
    partialStateVector: diffs[0].sv, diff: diffs[0].diff, more: diffs.slice(1),
    peer: peers[0], peers,
    docStateVector: b64(Y.encodeStateVector(doc)), docUpdate: b64(Y.encodeStateAsUpdate(doc)),
    ambiguous: ambiguous(updates),
    pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
    final: content(doc, kinds),
  }
}

mkdirSync(folder, { recursive: true })
const yjs = JSON.parse(readFileSync(new URL('node_modules/yjs/package.json', import.meta.url))).version
families.forEach((family, i) => {
  const d = dice(seeded(Number(seed) * 1000 + i))
  const vectors = Array.from({ length: Number(count) }, (_, n) => vector(`${family}-${n}`, history(family, d), d))
  writeFileSync(`${folder}/${family}.json`, JSON.stringify({ generator: `make-vectors.mjs ${seed}`, yjs, family, vectors }))
})
