// Random histories of several clients that edit, exchange some of their updates and fall behind.
import * as Y from 'yjs'

// A place that isn't inside a surrogate pair: what clients do there differs between them (yjs-wire §9).
const place = (text, at) => {
  const s = text.toString()
  return s.length === text.length && at > 0 && /[\udc00-\udfff]/.test(s[at] ?? '') ? at - 1 : at
}

const editText = (text, d, make) => {
  const at = place(text, d.below(text.length + 1))
  if (text.length === 0 || d.chance(0.65)) return text.insert(at, make())
  const from = place(text, d.below(text.length))
  const to = place(text, Math.min(text.length, from + 1 + d.below(5)))
  if (to > from) text.delete(from, to - from)
}

const editRich = (text, d) => {
  const roll = d.random()
  const at = d.below(text.length + 1)
  if (roll < 0.4 || text.length === 0) text.insert(at, d.word(), d.chance(0.3) ? { bold: true } : undefined)
  else if (roll < 0.5) text.insertEmbed(at, { image: d.word() })
  else if (roll < 0.8) {
    const from = d.below(text.length)
    text.format(from, Math.min(text.length - from, 1 + d.below(6)), { [d.one(['bold', 'em', 'link'])]: d.one([true, null, 'x']) })
  } else {
    const from = d.below(text.length)
    text.delete(from, Math.min(text.length - from, 1 + d.below(4)))
  }
}

// Arrays take these two only inside a value.
const element = (v) => (v === undefined || typeof v === 'bigint' ? [v] : v)

const editArray = (array, d) => {
  if (array.length === 0 || d.chance(0.65)) {
    const values = d.chance(0.3) ? [d.value(), d.value()] : [d.value()]
    return array.insert(d.below(array.length + 1), values.map(element))
  }
  const from = d.below(array.length)
  array.delete(from, Math.min(array.length - from, 1 + d.below(3)))
}

const editMap = (map, d) => {
  const key = d.one(['a', 'b', 'c', 'ü'])
  if (d.chance(0.2)) map.delete(key)
  else map.set(key, d.value())
}

const editNested = (array, d) => {
  const inside = array.toArray().filter((x) => x instanceof Y.AbstractType)
  if (inside.length > 0 && d.chance(0.5)) {
    const x = d.one(inside)
    if (x instanceof Y.Text) return editText(x, d, d.word)
    if (x instanceof Y.Map) return d.chance(0.3) ? x.set('deep', new Y.Text(d.word())) : editMap(x, d)
    return editArray(x, d)
  }
  if (array.length > 0 && d.chance(0.3)) return array.delete(d.below(array.length), 1)
  array.insert(d.below(array.length + 1), [d.one([() => new Y.Text(d.word()), () => new Y.Map(), () => new Y.Array()])()])
}

const editXml = (fragment, d) => {
  const inside = fragment.toArray()
  const elements = inside.filter((x) => x instanceof Y.XmlElement)
  if (elements.length > 0 && d.chance(0.5)) {
    const e = d.one(elements)
    if (d.chance(0.4)) return e.setAttribute(d.one(['class', 'id']), d.word())
    return e.insert(e.length, [d.chance(0.5) ? new Y.XmlText(d.word()) : new Y.XmlElement('b')])
  }
  if (inside.length > 0 && d.chance(0.25)) return fragment.delete(d.below(inside.length), 1)
  fragment.insert(d.below(inside.length + 1), [d.chance(0.3) ? new Y.XmlText(d.word()) : new Y.XmlElement(d.one(['p', 'div']))])
}

const editSubdoc = (map, d) => {
  if (d.chance(0.5)) map.set(d.one(['x', 'y']), new Y.Doc({ guid: 'guid-' + d.below(1e6), meta: d.chance(0.5) ? { n: d.below(9) } : undefined }))
  else editMap(map, d)
}

/** What each family edits: root name → how. */
const edits = {
  text: { text: (doc, d) => editText(doc.getText('text'), d, d.word) },
  emoji: { text: (doc, d) => editText(doc.getText('text'), d, d.emoji) },
  rich: { rich: (doc, d) => editRich(doc.getText('rich'), d) },
  array: { array: (doc, d) => editArray(doc.getArray('array'), d) },
  map: { map: (doc, d) => editMap(doc.getMap('map'), d) },
  nested: { array: (doc, d) => editNested(doc.getArray('array'), d) },
  xml: { xml: (doc, d) => editXml(doc.getXmlFragment('xml'), d) },
  subdoc: { map: (doc, d) => editSubdoc(doc.getMap('map'), d) },
}
edits.mixed = { ...edits.text, ...edits.rich, ...edits.map, ...edits.nested }
edits.gaps = edits.text
edits.overlap = edits.mixed
export const families = Object.keys(edits)

/** One history: the updates in an order in which a server could get them. `gaps`: some never arrive. */
export const history = (family, d) => {
  const kinds = Object.keys(edits[family])
  const ids = new Set()
  const clients = Array.from({ length: 1 + d.below(4) }, () => {
    const doc = new Y.Doc({ gc: d.chance(0.7) })
    do doc.clientID = 1 + d.below(d.chance(0.5) ? 200 : 2 ** 32 - 2)
    while (ids.has(doc.clientID))
    ids.add(doc.clientID)
    const out = []
    doc.on('update', (u, origin) => origin !== 'other' && out.push(u))
    return { doc, out, known: 0 }
  })
  const log = []
  const steps = 5 + d.below(40)
  for (let i = 0; i < steps; i++) {
    const c = d.one(clients)
    c.doc.transact(() => {
      for (let n = 1 + d.below(3); n > 0; n--) edits[family][d.one(kinds)](c.doc, d)
    })
    if (d.chance(0.6)) log.push(...c.out.splice(0))
    if (d.chance(0.4)) {
      const other = d.one(clients)
      Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(c.doc, Y.encodeStateVector(other.doc)), 'other')
    }
    // What comes of a reconnect: a state that has much of what was sent already.
    if (family === 'overlap' && d.chance(0.3)) log.push(Y.encodeStateAsUpdate(d.one(clients).doc))
  }
  for (const c of clients) log.push(...c.out.splice(0))
  const kept = family === 'gaps' ? log.filter(() => d.chance(0.75)) : log
  const updates = kept.length > 0 ? kept : log.slice(0, 1)
  if (d.chance(0.3)) updates.sort(() => d.random() - 0.5)
  return { kinds, updates: updates.length > 0 ? updates : [Y.encodeStateAsUpdate(clients[0].doc)] }
}

/** What a document holds, as values that can be compared. */
export const content = (doc, kinds) => {
  const plain = (v) => {
    if (v === undefined) return { $undef: true }
    if (typeof v === 'bigint') return { $bigint: v.toString() }
    if (v instanceof Uint8Array) return { $bin: Buffer.from(v).toString('base64') }
    if (v instanceof Y.Doc) return { $doc: v.guid }
    if (v instanceof Y.XmlElement || v instanceof Y.XmlFragment) return { $xml: v.toString() }
    if (v instanceof Y.Text) return { $text: v.toString(), delta: v.toDelta().map(plain) }
    if (v instanceof Y.Array) return { $array: v.toArray().map(plain) }
    if (v instanceof Y.Map) return { $map: Object.fromEntries([...v.entries()].sort().map(([k, x]) => [k, plain(x)])) }
    if (Array.isArray(v)) return v.map(plain)
    if (v && typeof v === 'object') return Object.fromEntries(Object.entries(v).sort().map(([k, x]) => [k, plain(x)]))
    return v
  }
  const roots = { text: 'getText', rich: 'getText', array: 'getArray', map: 'getMap', xml: 'getXmlFragment' }
  return Object.fromEntries(kinds.map((k) => [k, plain(doc[roots[k]](k))]))
}
