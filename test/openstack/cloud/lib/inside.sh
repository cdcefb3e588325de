#!/bin/sh
# inside.sh COMMAND [ARGUMENT...]: runs it in $SYSTEM_ROOT with the host's network and process ids.
#
# The mounts lie in a mount namespace that is the command's own and vanish with it: none is ever left over,
# and the folder can be removed at any time. Only exec, never fork: the process id stays the caller's child.
# CLOUD_HOME and the code keep their paths inside.
# shellcheck disable=SC2016   # for the inner shell
exec unshare --mount /bin/sh -eu -c '
for folder in /proc /sys /dev; do mount --rbind "$folder" "$SYSTEM_ROOT$folder"; done
for folder in "$CLOUD_HOME" "$CLOUD_CODE"; do
  mkdir -p "$SYSTEM_ROOT$folder"
  mount --bind "$folder" "$SYSTEM_ROOT$folder"
done
for file in /etc/hosts /etc/resolv.conf; do
  [ -e "$file" ] || continue
  [ -e "$SYSTEM_ROOT$file" ] || : >"$SYSTEM_ROOT$file"
  mount --bind "$file" "$SYSTEM_ROOT$file"
done
exec chroot "$SYSTEM_ROOT" "$@"' inside "$@"
