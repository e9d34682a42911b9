#!/bin/sh
# Builds the fuzz targets and runs each: tests/fuzz/run.sh [seconds per target, 10 where not given].
# What the fuzzer finds of new inputs goes below build/fuzz; an input that breaks something is kept there and named.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-10}
command -v clang++-16 >/dev/null || { echo "fuzzing needs clang++-16" >&2; exit 1; }
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
cmake --build build/fuzz --target fuzz
export UBSAN_OPTIONS=halt_on_error=1:suppressions=$PWD/tests/fuzz/ubsan.supp
for target in payload native_msgpack native_json http_request yjs_update y_protocol engineio_body engineio_session socketio_packets socketio_connection websocket_frames profile_mapper; do
  found="build/fuzz/found/$target"
  mkdir -p "$found"
  echo "fuzzing $target for ${seconds} s"
  if ! build/fuzz/tests/fuzz/fuzz_$target -max_total_time="$seconds" -max_len=4096 -timeout=5 -print_final_stats=1 \
      -artifact_prefix="$found/broken-" "$found" "tests/fuzz/corpus/$target" >"$found.log" 2>&1; then
    tail -n 40 "$found.log"
    echo "$target failed; the whole run is in $found.log" >&2
    exit 1
  fi
  grep number_of_executed_units "$found.log"
done
