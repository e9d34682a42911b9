#!/usr/bin/env bash
# Builds the tests under sanitizers and runs them.
#   packaging/sanitize.sh asan [TEST...]    addresses, leaks, undefined behaviour: every test binary
#   packaging/sanitize.sh tsan [TEST...]    data races: the binaries with threads in them
# A test fails where it fails, and where it or a server it started was reported: reports are in build/PRESET/reports.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:?usage: sanitize.sh asan|tsan [TEST...]}
shift
[[ $preset == asan || $preset == tsan ]] || { echo "sanitize: asan or tsan, not $preset" >&2; exit 2; }
packaging/setup.sh build test
cmake --preset "$preset" >/dev/null
tests=(test_risk test_store test_actors test_transport test_client test_scenarios)
[[ $preset == tsan ]] || mapfile -t tests < <(ctest --test-dir "build/$preset" -N | awk '$NF ~ /^test_/ { print $NF }')
(($#)) && tests=("$@")
cmake --build "build/$preset" --target snug "${tests[@]}"

# Into files, not onto the screen: a test throws away what the servers it starts have to say.
reports=$PWD/build/$preset/reports
rm -rf "$reports"
mkdir -p "$reports"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:log_path=$reports/report
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:log_path=$reports/report
export TSAN_OPTIONS=suppressions=$PWD/tests/support/tsan.supp:second_deadlock_stack=1:log_path=$reports/report

failed=0
for test in "${tests[@]}"; do
  started=$SECONDS
  before=$(find "$reports" -type f | wc -l)
  outcome=passed
  "build/$preset/tests/$test" --color_output=no || outcome=failed
  reported=$(($(find "$reports" -type f | wc -l) - before))
  ((reported == 0)) || outcome="failed: $reported processes were reported"
  [[ $outcome == passed ]] || failed=$((failed + 1))
  echo "== $test $outcome ($((SECONDS - started)) s)"
done
find "$reports" -type f -exec cat {} +
echo "$((${#tests[@]} - failed)) passed, $failed failed"
((failed == 0))
