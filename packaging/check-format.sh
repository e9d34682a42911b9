#!/usr/bin/env bash
# Fails if clang-format would change a source file of ours, and names it. `packaging/check-format.sh --fix` changes them.
set -euo pipefail
cd "$(dirname "$0")/.."

sources() {
  find actors clients config store tests transport -name node_modules -prune -o \
    \( -name '*.hpp' -o -name '*.cpp' \) -print0
}

if [[ "${1:-}" == --fix ]]; then
  sources | xargs -0 -r -n 32 -P "$(nproc)" clang-format-16 -i
  exit
fi
# -n 1: the answer is a list of files, not of every place in them.
if sources | xargs -0 -r -n 1 -P "$(nproc)" sh -c 'clang-format-16 --dry-run --Werror "$1" 2>/dev/null || { echo "$1"; exit 1; }' -; then
  exit
fi
echo "not formatted: packaging/check-format.sh --fix" >&2
exit 1
