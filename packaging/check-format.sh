#!/usr/bin/env bash
# Fails if clang-format would change a source file of ours, and names it. `packaging/check-format.sh --fix` changes them.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(--dry-run --Werror)
[[ "${1:-}" == --fix ]] && mode=(-i)
find actors clients config store tests transport -name node_modules -prune -o \
  \( -name '*.hpp' -o -name '*.cpp' \) -print0 |
  xargs -0 -r -n 32 -P "$(nproc)" clang-format-16 "${mode[@]}"
