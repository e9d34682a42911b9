#!/usr/bin/env bash
# Installs what is missing of the named sections of packaging/debian-packages.txt. Does nothing, and needs no root, if
# nothing is missing.
#   packaging/setup.sh build test
set -euo pipefail
cd "$(dirname "$0")"

# packages_of SECTION: its packages, comments dropped.
packages_of() {
  awk -v wanted="[$1]" '/^\[/ { inside = ($1 == wanted); found = found || inside; next }
    { sub(/#.*/, "") } inside && NF { print $1 }
    END { exit !found }' debian-packages.txt || { echo "setup: no section $1" >&2; exit 2; }
}

is_installed() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

missing=()
for section in "$@"; do
  packages=$(packages_of "$section")
  for package in $packages; do
    is_installed "$package" || missing+=("$package")
  done
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "setup: not root and no sudo; please install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" </dev/null; }

echo "setup: installing ${missing[*]}"
apt update || echo "setup: package lists could not be refreshed, trying with those at hand" >&2
apt install --no-install-recommends "${missing[@]}"
