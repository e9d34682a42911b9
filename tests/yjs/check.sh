#!/usr/bin/env bash
# Freshly made histories against the C++ core, what the core writes against real Yjs, and a real server with the official
# providers: tests/yjs/check.sh [SEED] [HISTORIES PER FAMILY]. The seed is the same each time unless given (today: `date +%Y%m%d`); a failure is
# repeated with the seed that is printed. ONLY=word picks tests of the providers, LONG=1 adds one that waits 36 s,
# EDITS=10000 has twenty clients make as many (1,000).
# Needs the packages of package.json. Where they can't be fetched (no network), it says so and tests nothing.
set -euo pipefail
cd "$(dirname "$0")"
build=${SNUG_TEST_BUILD:-$PWD/../../build/check}
seed=${1:-20261121}
count=${2:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! npm ci --no-audit --no-fund >"$work/npm.log" 2>&1; then
  tail -n 3 "$work/npm.log"
  echo "the packages of tests/yjs/package.json could not be fetched: nothing was compared with real Yjs"
  echo "0 passed, 0 failed"
  exit 0
fi

echo "seed $seed, $count histories per family"
node make-vectors.mjs "$work/fresh" "$seed" "$count"
SNUG_YJS_VECTORS=$work/fresh "$build/tests/test_yjs" --run_test='yjs_vectors_'
SNUG_YJS_VECTORS=$work/fresh "$build/tests/yjs_store_tool" >"$work/said"
node judge-store.mjs "$work/fresh" "$work/said"
node providers.mjs "$build/snug" "$seed"
