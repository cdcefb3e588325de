# shellcheck shell=bash
# A Debian of its own inside CLOUD_HOME, made with debootstrap from the host's mirror.

make_folder_system() {
  local mirror security log=$SYSTEM/debootstrap.log
  [ ! -e "$SYSTEM_ROOT/.complete" ] || return 0
  command -v debootstrap >/dev/null || install_debootstrap
  mirror=${CLOUD_MIRROR:-$(host_mirror Debian)}
  [ -n "$mirror" ] || fail "$EXIT_SYSTEM" "no Debian mirror in the host's apt sources: name one with CLOUD_MIRROR"
  security=${CLOUD_SECURITY_MIRROR:-$(host_mirror Debian-Security)}
  say "making a Debian $DEBIAN_VERSION in $SYSTEM_ROOT"
  rm -rf "$SYSTEM_ROOT"
  debootstrap --variant=minbase "$DEBIAN_SUITE" "$SYSTEM_ROOT" "$mirror" >"$log" 2>&1 9>&- ||
    { tail -5 "$log" >&2; fail 1 "debootstrap failed: $log"; }
  {
    printf 'deb %s %s main\n' "$mirror" "$DEBIAN_SUITE" "$mirror" "$DEBIAN_SUITE-updates"
    [ -z "$security" ] || printf 'deb %s %s main\n' "$security" "$DEBIAN_SUITE-security"
  } >"$SYSTEM_ROOT/etc/apt/sources.list"
  # the host's way to the mirror: its proxies, and whether it asks for fresh lists
  apt-config dump | grep -E '^Acquire::(.*::Proxy|Check-Valid-Until|Check-Date) ' \
    >"$SYSTEM_ROOT/etc/apt/apt.conf.d/90host" || true
  touch "$SYSTEM_ROOT/.complete"
}

install_debootstrap() {
  { apt-get -qq update || true; apt-get -qq -y --no-install-recommends install debootstrap; } >"$SYSTEM/apt.log" 2>&1 ||
    { tail -5 "$SYSTEM/apt.log" >&2; fail 1 'debootstrap could not be installed on the host'; }
}

# host_mirror LABEL: the address the host's apt takes packages of that label from ('Debian', 'Debian-Security')
host_mirror() {
  local uri
  # shellcheck disable=SC2016   # apt's own placeholders
  uri=$(apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' |
    awk -v label="$1" '$1 == label && !uri { uri = $2 } END { print uri }')
  # cloud images list their mirrors in a file
  case $uri in mirror+file:*) uri=$(grep -m1 -oE 'https?://[^ \t]+' "${uri#mirror+file:}" || true) ;; esac
  printf '%s' "${uri%/}"
}
