#!/usr/bin/env bash
# Proves that a bare Debian 12 with only git is enough: makes such a root, clones this repository into it (what is
# committed) and runs a command inside; without one, `./check`. Needs root, debootstrap and network for apt.
#   packaging/fresh-root.sh [--keep] [--at DIRECTORY] [COMMAND...]
#   packaging/fresh-root.sh ./run --build-only
set -euo pipefail
export LC_ALL=C.UTF-8 # EPOCHREALTIME has a comma in some languages

source_tree=$(cd "$(dirname "$0")/.." && pwd)
root=
keep=false
while (($#)); do
  case $1 in
  --keep) keep=true ;;
  --at) root=$2 && shift ;;
  *) break ;;
  esac
  shift
done
command=("$@")
((${#command[@]})) || command=(./check)
((EUID == 0)) || { echo "fresh-root: must be root (chroot, mounts)" >&2; exit 1; }
: "${root:=$(mktemp -d -t snug-fresh-root-XXXXXX)}"
# mktemp makes it private; apt drops to a user of its own and must get in.
mkdir -p "$root" && chmod 755 "$root"

mounts=()
mount_into() {
  mount "$@"
  mounts=("${@: -1}" "${mounts[@]}")
}

clean_up() {
  local code=$? mounted=false point
  for point in "${mounts[@]}"; do
    umount -R "$point" 2>/dev/null || umount -R -l "$point" || mounted=true
  done
  # Never delete through a mount that would not go: /dev is the machine's own.
  if $keep || $mounted || grep -qF " $root/" /proc/self/mounts; then
    echo "fresh-root: kept at $root"
  else
    rm -rf --one-file-system "$root"
  fi
  exit $code
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# step NAME COMMAND...: runs it and says how long it took.
step() {
  local name=$1 started=$EPOCHREALTIME code=0
  shift
  "$@" || code=$?
  awk -v name="$name" -v a="$started" -v b="$EPOCHREALTIME" -v code="$code" \
    'BEGIN { printf "fresh-root: %-12s %7.1f s%s\n", name, b - a, code ? "  FAILED" : "" }'
  return $code
}

# The machine's own Debian sources as one-line entries: "URI suite components".
debian_sources() {
  cat /etc/apt/sources.list 2>/dev/null | awk '$1 == "deb" {
    sub(/\[[^]]*\] */, ""); print $2, $3, $4 }' | grep -E ' bookworm' || true
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] || continue
    awk 'function flush(  i, n, suites) {
           n = split(suite, suites, " ")
           for (i = 1; i <= n; i++) if (suites[i] ~ /^bookworm/ && types ~ /deb/) print uri, suites[i], "main"
           uri = suite = types = "" }
         /^Types:/ { $1 = ""; types = $0 } /^URIs:/ { uri = $2 } /^Suites:/ { $1 = ""; suite = $0 }
         /^$/ { flush() } END { flush() }' "$file"
  done
}

bootstrap() {
  local mirror
  mirror=$(debian_sources | awk '$2 == "bookworm" { print $1; exit }')
  [[ -n $mirror ]] || { echo "fresh-root: no source for bookworm in the machine's apt configuration" >&2; return 1; }
  # What the machine needs to reach its mirror, the root needs too.
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; return 1; }
  rm -f "$root.log"
  debian_sources | sed 's/^/deb /' >"$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(http|https)::(Proxy|CaInfo)|^Acquire::Check-' >"$root/etc/apt/apt.conf.d/90machine" || true
  cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null || true
}

mount_all() {
  mount_into -t proc proc "$root/proc"
  mount_into --rbind --make-rslave /dev "$root/dev"
  mount_into -t tmpfs -o mode=1777 tmpfs "$root/tmp"
}

clone() {
  git clone --quiet --no-hardlinks "file://$source_tree" "$root/root/snug" 2>&1
}

inside() {
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
    /bin/bash -c 'cd /root/snug && exec "$@"' inside "${command[@]}" </dev/null
}

step bootstrap bootstrap
step mount mount_all
step clone clone
step "${command[0]}" inside
