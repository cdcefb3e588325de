# shellcheck shell=bash disable=SC2034
# Names, folders and ports of one cloud. Sourced first by up.sh, seed.sh and down.sh.
# Everything that may be chosen from outside stands here, with its default.

EXIT_USAGE=2      # a wrong option or a value that makes no sense
EXIT_SYSTEM=3     # this machine cannot run the cloud; the message says what is missing
EXIT_PORT=4       # another program holds a port that the cloud needs

# say TEXT: with the seconds since the start
say() {
  awk -v from="$STARTED" -v now="$EPOCHREALTIME" -v text="$*" 'BEGIN { printf "[%6.1f s] %s\n", now - from, text }'
}

# fail CODE TEXT...
fail() { local code=$1; shift; printf '%s\n' "$@" >&2; exit "$code"; }

STARTED=$EPOCHREALTIME
CLOUD_CODE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Which OpenStack: zed (from Debian 12) or 2025.1 (from Debian 13).
# Where its packages go: host (this machine's own system, which must be that Debian) or
# folder (a Debian of its own inside CLOUD_HOME, entered with chroot).
CLOUD_RELEASE=${CLOUD_RELEASE:-zed}
case $CLOUD_RELEASE in
  zed) DEBIAN_VERSION=12 DEBIAN_SUITE=bookworm CLOUD_IN=${CLOUD_IN:-host} base=15000 ;;
  2025.1) DEBIAN_VERSION=13 DEBIAN_SUITE=trixie CLOUD_IN=${CLOUD_IN:-folder} base=16000 ;;
  *) fail $EXIT_USAGE "CLOUD_RELEASE is '$CLOUD_RELEASE': expected zed or 2025.1" ;;
esac

# The one folder that holds all that is made. The longest UNIX socket in it must fit in 107 bytes,
# and RabbitMQ's scripts do not survive a blank.
CLOUD_HOME=${CLOUD_HOME:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/volume-migrate-cloud/$CLOUD_RELEASE}
CLOUD_HOME=$(realpath -m -- "$CLOUD_HOME")
[[ $CLOUD_HOME =~ ^[A-Za-z0-9_./+-]{2,70}$ ]] ||
  fail $EXIT_USAGE "CLOUD_HOME is '$CLOUD_HOME': expected at most 70 letters, digits and _ . / + -"

case $CLOUD_IN in
  host) SYSTEM_ROOT='' INSIDE=() ;;
  folder) SYSTEM_ROOT=$CLOUD_HOME/system/root INSIDE=("$CLOUD_CODE/lib/inside.sh") ;;
  *) fail $EXIT_USAGE "CLOUD_IN is '$CLOUD_IN': expected host or folder" ;;
esac

# Ports, all on 127.0.0.1: a block of a thousand, or one by one.
CLOUD_PORT_BASE=${CLOUD_PORT_BASE:-$base}
P_KEYSTONE=${P_KEYSTONE:-$((CLOUD_PORT_BASE + 0))}
P_CINDER=${P_CINDER:-$((CLOUD_PORT_BASE + 776))}
P_NOVA=${P_NOVA:-$((CLOUD_PORT_BASE + 774))}
P_PLACEMENT=${P_PLACEMENT:-$((CLOUD_PORT_BASE + 778))}
P_EMPTY=${P_EMPTY:-$((CLOUD_PORT_BASE + 696))}            # the empty network and image APIs
P_RABBIT=${P_RABBIT:-$((CLOUD_PORT_BASE + 672))}
P_RABBIT_DIST=${P_RABBIT_DIST:-$((CLOUD_PORT_BASE + 673))}
P_EPMD=${P_EPMD:-$((CLOUD_PORT_BASE + 369))}
PORTS="$P_KEYSTONE $P_CINDER $P_NOVA $P_PLACEMENT $P_EMPTY $P_RABBIT $P_RABBIT_DIST $P_EPMD"
AUTH_URL=http://127.0.0.1:$P_KEYSTONE/v3

# Known passwords: the cloud listens on 127.0.0.1 only and holds nothing of worth.
CLOUD_NAME=volume-migrate
ADMIN_PASSWORD=${ADMIN_PASSWORD:-admin-password}
USER_PASSWORD=${USER_PASSWORD:-user-password}
SERVICE_PASSWORD=service-password

SYSTEM=$CLOUD_HOME/system         # outlives --fresh: packages' files, the pristine databases
ETC=$CLOUD_HOME/etc
LOG=$CLOUD_HOME/log
RUN=$CLOUD_HOME/run
DATA=$CLOUD_HOME/data
VOLUMES=$CLOUD_HOME/volumes
FAULTS=$CLOUD_HOME/faults
MYSQL_SOCKET=$RUN/mysqld.sock

# The storage backends: node, section of cinder.conf, volume_backend_name, driver-assisted migration, GiB.
# node1 has more room, so the scheduler puts new volumes there. The section tier9 is not called after its
# volume_backend_name: a pool's name (node2@tier9#alpha) must not be taken apart to learn it.
BACKENDS=(
  'node1 alpha alpha true 2000'
  'node1 beta beta true 2000'
  'node2 alpha alpha true 1000'
  'node2 tier9 alpha false 1000'
  'node2 beta beta false 1000'
)

# Debian's own python and tools only: not what pyenv, conda or npm put in front of them
PATH=$CLOUD_CODE/shims:/usr/sbin:/usr/bin:/sbin:/bin
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV PYENV_VERSION
export PYTHONDONTWRITEBYTECODE=1 DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
export PATH CLOUD_CODE CLOUD_HOME SYSTEM_ROOT
