#!/usr/bin/env bash
# The official socket.io-client against a real server with each shipped profile: tests/profile/check.sh [PROFILE]
# Needs the packages of package.json. Where they can't be fetched (no network), it says so and tests nothing.
set -euo pipefail
cd "$(dirname "$0")"
build=${SNUG_TEST_BUILD:-$PWD/../../build/check}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

if ! npm ci --no-audit --no-fund >"$log" 2>&1; then
  tail -n 3 "$log"
  echo "the packages of tests/profile/package.json could not be fetched: no profile was tested with its clients"
  echo "0 passed, 0 failed"
  exit 0
fi
node run.mjs "$(realpath "$build/snug")" "$@"
