#!/usr/bin/env bash
# The official socket.io-client, three versions of it, both parsers and all transports, against `snug serve`:
#   tests/conformance/clients/run.sh [path of snug, build/snug where not given]
# Its packages are fetched with npm as package-lock.json pins them. Needs Node (packaging/setup.sh node) and a network.
set -euo pipefail
program=$(realpath "${1:-build/snug}")
cd "$(dirname "$0")"
for tool in npm node; do
  command -v $tool >/dev/null || { echo "this needs $tool (packaging/setup.sh node)" >&2; exit 1; }
done
[[ -d node_modules ]] || npm ci --no-audit --no-fund --silent
node scenario.mjs "$program"
node recovery.mjs "$program"
node crowd.mjs "$program"
