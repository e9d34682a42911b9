#!/usr/bin/env bash
# What of this folder needs no npm: python-socketio, as Debian packages it, against `snug serve`.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec /usr/bin/python3 tests/conformance/python/foreign.py "${SNUG_TEST_BUILD:-build/check}/snug"
