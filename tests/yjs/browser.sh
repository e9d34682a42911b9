#!/usr/bin/env bash
# Two windows of a headless Chromium type into one CodeMirror document at once: tests/yjs/browser.sh [PICTURE.png]
# A command of its own, not a part of ./check. Needs Debian's `chromium`, `nodejs` and `npm`, and a built snug
# (SNUG_TEST_BUILD, build/check where not given).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${SNUG_TEST_BUILD:-$here/../../build/check}
picture=$(realpath -m "${1:-editors.png}")
cd "$here" && npm ci --no-audit --no-fund >/dev/null
cd "$here/../../clients/examples/codemirror" && npm ci --no-audit --no-fund >/dev/null && npm run --silent build
node "$here/browser.mjs" "$build/snug" "$picture"
