#!/usr/bin/env bash
# Lints with clang-tidy what the debug build compiles; .clang-tidy says which checks count and why others don't. Prints
# what it found and ends with 1 where that is anything.
#   packaging/tidy.sh                    the product: actors, store, transport, config, clients
#   packaging/tidy.sh actors/room.cpp    files or folders
# Wants `packaging/setup.sh tools` and a configured build/debug (cmake --preset debug). JOBS=1 takes one core only.
set -euo pipefail
cd "$(dirname "$0")/.."
tidy=clang-tidy-16
database=build/debug/compile_commands.json
command -v "$tidy" >/dev/null || { echo "tidy: no $tidy; see packaging/setup.sh tools" >&2; exit 2; }
[[ -f $database ]] || { echo "tidy: no $database; run cmake --preset debug" >&2; exit 2; }

(($#)) || set -- actors store transport config clients
# Only what is compiled has flags to be read with.
compiled=$(git ls-files -- "$@" | grep '\.cpp$' | while read -r file; do
  if grep -qF "$PWD/$file\"" "$database"; then echo "$file"; fi
done)
[[ -n $compiled ]] || { echo "tidy: nothing of that is compiled by build/debug" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The build's precompiled headers are gcc's; clang takes a header of that name for its own.
sed -E 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//' "$database" >"$work/compile_commands.json"
# A finding in a header is seen by each file that includes it, and told once.
{ xargs -P "${JOBS:-$(nproc)}" -n 2 "$tidy" -p "$work" --quiet <<<"$compiled" 2>/dev/null || true; } |
  awk '/^[^ ].*: (warning|error):/ { shown = !seen[$0]++ } shown' | sed "s|^$PWD/||" | tee "$work/found"
count=$(grep -cE '^[^ ].*: (warning|error):' "$work/found" || true)
echo "tidy: $(wc -l <<<"$compiled") files, $count findings"
((count == 0))
