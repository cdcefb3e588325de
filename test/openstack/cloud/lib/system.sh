# shellcheck shell=bash
# What the machine must be, and the folder that the cloud may use.

# Stops with everything that is missing, all at once.
require_system() {
  local missing=() id='' version='' what="OpenStack $CLOUD_RELEASE"
  if [ -r /etc/os-release ]; then
    id=$(. /etc/os-release; echo "${ID:-}")
    version=$(. /etc/os-release; echo "${VERSION_ID:-}")
  fi
  [ "$EUID" = 0 ] || missing+=('root, to install packages and to run the daemons (try sudo)')
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    missing+=("apt: $what is installed from Debian's packages")
  if [ "$CLOUD_IN" = host ] && { [ "$id" != debian ] || [ "$version" != "$DEBIAN_VERSION" ]; }; then
    missing+=("Debian $DEBIAN_VERSION on the host (this is ${id:-unknown} $version), or CLOUD_IN=folder on any Debian")
  elif [ "$CLOUD_IN" = folder ] && [ "$id" != debian ]; then
    missing+=("a Debian (this is ${id:-unknown} $version): the folder is made from the host's own mirror")
  fi
  if [ "$CLOUD_IN" = folder ] && [ "$EUID" = 0 ] && ! unshare --mount true 2>/dev/null; then
    missing+=('CAP_SYS_ADMIN, for mount namespaces (in a container: --cap-add SYS_ADMIN, seccomp that allows mount)')
  fi
  [ ${#missing[@]} = 0 ] || fail "$EXIT_SYSTEM" "$what cannot run on this machine; it needs" "${missing[@]/#/  - }"
}

# Takes the folder: a new or an empty one, or one that this script made. Only such a folder is ever cleared.
claim_home() {
  if [ -d "$CLOUD_HOME" ] && [ ! -e "$CLOUD_HOME/.volume-migrate-cloud" ] && [ -n "$(ls -A "$CLOUD_HOME")" ]; then
    fail "$EXIT_USAGE" "CLOUD_HOME $CLOUD_HOME holds other files: choose a folder that is empty or does not exist"
  fi
  mkdir -p "$SYSTEM"
  touch "$CLOUD_HOME/.volume-migrate-cloud"
}

# One script at a time for one cloud. The lock lies on descriptor 9, which no daemon inherits.
lock_home() {
  exec 9>"$CLOUD_HOME/.lock"
  flock --nonblock 9 || { echo 'another script works on this cloud: waiting' >&2; flock 9; }
}

# Forgets the cloud's state. What took long to get (packages, pristine databases) stays.
wipe_state() {
  rm -rf "$ETC" "$LOG" "$RUN" "$DATA" "$VOLUMES" "$FAULTS" "${CLOUD_HOME:?}"/{home,tmp} \
    "$CLOUD_HOME"/{cloud.json,clouds.yaml,openrc,seed.json}
}

make_folders() {
  local backend node section _
  mkdir -p "$ETC" "$LOG" "$RUN" "$FAULTS/nova" "$CLOUD_HOME"/{home,tmp} \
    "$DATA"/{mysql,rabbit,fernet,credential,locks,nova,cinder/coordination}
  chmod 700 "$ETC" "$RUN" "$DATA" "$CLOUD_HOME"/{home,tmp}      # the database's socket asks for no password
  for backend in "${BACKENDS[@]}"; do
    read -r node section _ <<<"$backend"
    mkdir -p "$VOLUMES/$node@$section" "$FAULTS/$node@$section"
  done
}
