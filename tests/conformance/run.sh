#!/usr/bin/env bash
# Runs the suites of Engine.IO 4 (24 cases at the commit below) and Socket.IO 5 (32 cases) against the echo application,
# with one shard and with three:
#   tests/conformance/run.sh [runs, 1 where not given]
# They are fetched with git and their packages with npm, below the build folder: nothing of them is ours. Other places
# to fetch them from: ENGINEIO_SUITE and SOCKETIO_SUITE. The build folder is SNUG_TEST_BUILD, or build/check; SHARDS are
# the numbers of shards. Each run's outcome is a line, and the cases that failed follow it.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-1}
build=${SNUG_TEST_BUILD:-build/check}
engine_from=${ENGINEIO_SUITE:-https://github.com/socketio/engine.io-protocol}
socket_from=${SOCKETIO_SUITE:-https://github.com/socketio/socket.io-protocol}
# The states the two were tried with.
engine_at=${ENGINEIO_COMMIT:-f21de7b00ed09b3bbad2807db718ea5d6bc36aba}
socket_at=${SOCKETIO_COMMIT:-4f633dd6a4445492d57af3b27ddd2d336014f1f1}
port=3917

for tool in git npm node; do
  command -v $tool >/dev/null || { echo "the suites need $tool (packaging/setup.sh node)" >&2; exit 1; }
done
[[ -n ${BUILT:-} ]] || cmake --build "$build" --target conformance_server

# fetch NAME FROM COMMIT: the suite, ready to run.
fetch() {
  local to=$build/conformance/$1
  if [[ ! -d $to ]]; then
    git clone -q "$2" "$to.new"
    git -C "$to.new" checkout -q "$3"
    (cd "$to.new/test-suite" && npm ci --no-audit --no-fund --silent)
    sed -i "s|http://localhost:3000|http://127.0.0.1:$port|" "$to.new/test-suite/test-suite.js"
    mv "$to.new" "$to"
  fi
}

# suite NAME LAYER CASES SHARDS: one run against a server of its own.
suite() {
  local log=$build/conformance/$1.$4.log ok=0
  "$build/tests/conformance/conformance_server" "$2" $port "$4" >"$log.server" &
  local server=$!
  for _ in $(seq 50); do grep -q listening "$log.server" && break; sleep 0.1; done
  (cd "$build/conformance/$1/test-suite" && npx mocha test-suite.js) >"$log" 2>&1 || ok=1
  kill $server && wait $server || ok=1
  grep -q " $3 passing" "$log" || ok=1
  echo "$1 on $4 shard(s): $(grep -Eo '[0-9]+ (passing|failing)' "$log" | paste -sd ' ')"
  ((ok == 0)) || sed -n '/ failing/,$p' "$log"
  return $ok
}

mkdir -p "$build/conformance"
fetch engine.io "$engine_from" "$engine_at"
fetch socket.io "$socket_from" "$socket_at"
passed=0 failed=0
for run in $(seq "$runs"); do
  for shards in ${SHARDS:-1 3}; do
    for one in "engine.io engine 24" "socket.io socket 32"; do
      # shellcheck disable=SC2086
      if suite $one "$shards"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done
  done
done
echo "$passed passed, $failed failed"
((failed == 0))
