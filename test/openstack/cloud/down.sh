#!/bin/bash
# down.sh [--wipe | --purge] [DAEMON...]: stops what up.sh started, and nothing else.
#   --wipe      forget the cloud's state as well; packages and pristine databases stay
#   --purge     remove the whole folder
#   DAEMON...   stop only these (nova-compute, cinder-volume2, ...); up.sh starts them again
set -euo pipefail
# shellcheck source=lib/settings.sh source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/lib/settings.sh"
for part in system daemons services; do
  # shellcheck source=/dev/null
  . "$CLOUD_CODE/lib/$part.sh"
done

remove=
case ${1:-} in
  --wipe | --purge) remove=${1#--}; shift ;;
  -*) fail "$EXIT_USAGE" "unknown option $1: expected --wipe or --purge" ;;
esac
[ -e "$CLOUD_HOME/.volume-migrate-cloud" ] || { say "nothing to stop: there is no cloud in $CLOUD_HOME"; exit 0; }
[ "$EUID" = 0 ] || fail "$EXIT_SYSTEM" 'not root: the daemons run as root (try sudo)'
lock_home

if [ $# != 0 ]; then
  for name; do
    [[ " ${SERVICES[*]} ${FOUNDATION[*]} " == *" $name "* ]] ||
      fail "$EXIT_USAGE" "unknown daemon $name: expected one of ${SERVICES[*]} ${FOUNDATION[*]}"
  done
  stop "$@"
  say "stopped $*"
  exit 0
fi

rm -f "$CLOUD_HOME/cloud.json"
HURRY=${remove:+1} stop "${SERVICES[@]}"
HURRY=${remove:+1} stop "${FOUNDATION[@]}"
stop_strays
case $remove in
  wipe) wipe_state ;;
  purge) rm -rf --one-file-system "$CLOUD_HOME" ;;
esac
say "the cloud is down${remove:+ and removed with --$remove}"
