#!/usr/bin/env bash
# Builds the tests under sanitizers and runs them.
#   packaging/sanitize.sh asan [TEST...]    addresses, leaks, undefined behaviour: every test binary
#   packaging/sanitize.sh tsan [TEST...]    data races: the binaries with threads in them
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:?usage: sanitize.sh asan|tsan [TEST...]}
shift
packaging/setup.sh build test
cmake --preset "$preset" >/dev/null

case $preset in
asan) tests=(test_model test_facets test_dialect test_config test_store test_risk test_actors test_transport test_client
  test_scenarios) ;;
tsan) tests=(test_risk test_store test_actors test_transport test_client test_scenarios) ;;
*) echo "sanitize: asan or tsan, not $preset" >&2 && exit 2 ;;
esac
(($#)) && tests=("$@")

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export TSAN_OPTIONS=suppressions=$PWD/tests/support/tsan.supp:halt_on_error=0:second_deadlock_stack=1

cmake --build "build/$preset" --target snug "${tests[@]}"
failed=0
for test in "${tests[@]}"; do
  echo "== $test"
  "build/$preset/tests/$test" --color_output=no || failed=$((failed + 1))
done
echo "$((${#tests[@]} - failed)) passed, $failed failed"
((failed == 0))
