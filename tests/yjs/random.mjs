// Random numbers that a seed repeats, and what histories are made of.

/** @returns {() => number} numbers in [0, 1), the same for the same seed (mulberry32) */
export const seeded = (seed) => {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const dice = (random) => {
  const below = (n) => Math.floor(random() * n)
  const one = (list) => list[below(list.length)]
  const chance = (p) => random() < p
  const word = () => Array.from({ length: 1 + below(6) }, () => one([...'abcdefghij \n'])).join('')
  const emoji = () => Array.from({ length: 1 + below(4) }, () => one(['😀', 'é', '𝒳', 'a', '€', '👩‍👧'])).join('')
  const value = (depth = 0) =>
    one([
      () => below(1000), () => -below(1000), () => random() * 1e6, () => 2147483648 + below(1e6), () => word(), () => true,
      () => null, () => undefined, () => emoji(), () => new Uint8Array([below(256), below(256)]), () => BigInt(below(1e9)),
      () => (depth < 2 ? [value(depth + 1), value(depth + 1)] : 1),
      () => (depth < 2 ? { a: value(depth + 1), [word()]: value(depth + 1) } : 'x'),
    ])()
  return { random, below, one, chance, word, emoji, value }
}
