#!/bin/sh
# Cuts the power CUTS times at random moments and checks that nothing acknowledged is lost and every store is in order.
#   tests/store/power_cut/run.sh CUTS [--forgetful|--nometasync]
# --forgetful: the journal files' syncs do nothing; then records must be found lost.
# --nometasync switches LMDB's weaker flag on in the test's writer: then stores must be found where the journal goes on
# before LMDB has what it let go of.
# SNUG_BUILD names the build directory (build), SNUG_SEED the seed (1).
set -eu
cuts=${1:?usage: run.sh CUTS [--nometasync]}
root=$(cd "$(dirname "$0")/../../.." && pwd)
bin=${SNUG_BUILD:-$root/build}/tests/store/power_cut
seed=${SNUG_SEED:-1}
if [ "${2:-}" = --nometasync ]; then export SNUG_NOMETASYNC=1; fi
if [ "${2:-}" = --forgetful ]; then export SNUG_FORGETFUL_JOURNAL=1; fi

# Memory where there is some: a thousand small stores are written and thrown away.
place=${TMPDIR:-/tmp}
if [ -d /dev/shm ] && [ -w /dev/shm ]; then place=/dev/shm; fi
work=$(mktemp -d "$place/snug-power-cut-XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# About as many moments as cuts, so that a long run sees a long history.
messages=$((cuts * 3 < 600 ? 600 : cuts * 3))
if [ "$messages" -gt 6000 ]; then messages=6000; fi
SNUG_DISK_LOG="$work/log" LD_PRELOAD="$bin/libpower_cut_disk_log.so" \
  "$bin/power_cut_writer" "$work/data" "$messages" "$seed"
unset SNUG_NOMETASYNC SNUG_FORGETFUL_JOURNAL
"$bin/power_cut_replay" "$work/log" "$work/cut" "$cuts" "$seed"
