// What every test under Node needs to talk to a `snug serve` of its own. Nothing but Node itself.
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'

export const secret = 'a secret of these tests, long enough for HS256'

const b64 = (text) => Buffer.from(text).toString('base64url')
/// Seconds since 1970, as tokens count.
export const now_s = () => Math.floor(Date.now() / 1000)
/// A token of `secret` (HS256) with these claims.
export const signed = (claims) => {
  const body = `${b64('{"alg":"HS256","typ":"JWT"}')}.${b64(JSON.stringify(claims))}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

/// A port of the loopback that nobody listens on.
export const free_port = () =>
  new Promise((go) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => go(port))
    })
  })

/// True as soon as the server on `port` says that it is ready, false where it doesn't within `ms`.
export const ready = async (port, ms) => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((go) => setTimeout(go, 20))) {
    const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
    if (answer?.status === 200) return true
  }
  return false
}

/// What `promise` comes to, or a complaint that `what` didn't within `ms`.
export const within = (ms, what, promise) => {
  let timer
  const late = new Promise((_, no) => (timer = setTimeout(() => no(new Error(`${what}: nothing within ${ms} ms`)), ms)))
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
