#!/usr/bin/env bash
# A thousand users with cursors at 10 Hz, in many rooms and in one; then cursors of editors in one Yjs document beside the
# server that y-websocket comes with: tests/bench/presence.sh [SECONDS]
# Needs a release build (BENCH_BUILD, `build` where not given) with snug and snug-load; nodejs and npm for the second part.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "${BENCH_BUILD:-$here/../../build}")
seconds=${1:-10}
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
server=

for rooms in 100 20 1; do
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
  options=(presence --clients 1000 --rooms "$rooms" --hertz 10 --warm-up 2 --duration "$seconds" --patience 60 --url "ws://127.0.0.1:$port")
  {
    "$build/snug-load" "${options[@]}" --server-config
    cat <<TOML
[listen]
port = $port
[store]
directory = "$work/data-$rooms"
[limits]
unidentified_per_address = 100000
TOML
  } | sed 's/^max_present = .*/&\npresence_list = 5000/' | python3 -c '
import sys
# Keys outside of tables come first; snug-load writes them as auth.guests = true.
lines = sys.stdin.read().splitlines()
top = [l for l in lines if l.startswith("auth.")]
print("\n".join(top + [l for l in lines if not l.startswith("auth.")]))' >"$work/snug.toml"
  "$build/snug" serve --config "$work/snug.toml" >"$work/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do grep -q listens "$work/log" && break || sleep 0.1; done
  kill -0 "$server" || { cat "$work/log"; exit 1; }
  echo "== 1,000 users in $rooms room(s), cursors at 10 Hz"
  "$build/snug-load" "${options[@]}" --server-pid "$server" --quiet || true
  kill "$server"
  wait "$server" || true
done
server=

cd "$here/peers/yjs"
npm ci --no-audit --no-fund >/dev/null 2>&1
for editors in 20 50 100 200; do
  echo "== $editors editors of one Yjs document, cursors at 10 Hz"
  node cursors.mjs "$build/snug" "$editors" 10 "$seconds"
done
