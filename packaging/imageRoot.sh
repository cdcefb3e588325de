#!/usr/bin/env bash
# Puts what the container image consists of into a folder: Node with its libraries, and the command. Run after `npm run build`.
set -euo pipefail
cd "$(dirname "$0")/.."
root=${1:?usage: imageRoot.sh FOLDER}

node=$(readlink -f "$(command -v node)")
install -D "$node" "$root/usr/bin/node"
# The libraries, and the loader, at the paths that the binary names.
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  install -D "$(readlink -f "$library")" "$root$library"
done
mkdir -p "$root/app"
cp -r dist/command dist/page LICENSE "$root/app/"
install -d -m 1777 "$root/tmp"
# The user of the image has no name; its journal is here.
install -d -m 0700 -o 65532 -g 65532 "$root/state"
# For the names of hosts.
mkdir -p "$root/etc"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
