# shellcheck shell=bash disable=SC2034
# The daemons of a cloud and the order they start in.

SERVICES=(nova-compute nova-api nova-scheduler nova-conductor cinder-volume2 cinder-volume1 cinder-scheduler
  cinder-api placement empty-apis keystone)
FOUNDATION=(rabbit mysqld epmd)

export OS_KEYSTONE_CONFIG_DIR=$ETC OS_PLACEMENT_CONFIG_DIR=$ETC OS_NOVA_CONFIG_DIR=$ETC

# Stops before anything is started if another program holds one of the ports
require_free_ports() {
  require_free_port P_KEYSTONE keystone
  require_free_port P_CINDER cinder-api
  require_free_port P_NOVA nova-api
  require_free_port P_PLACEMENT placement
  require_free_port P_EMPTY empty-apis
  require_free_port P_RABBIT rabbit
  require_free_port P_RABBIT_DIST rabbit
  require_free_port P_EPMD epmd
}
require_free_port() { # variable, daemon
  running "$2" || ! answers "${!1}" ||
    fail "$EXIT_PORT" "port ${!1} for $2 is taken by another program: set CLOUD_PORT_BASE or $1"
}

# A database of our own beside any that the machine has: own folder, a UNIX socket, no network, no password.
# It does not wait for the disk: after a power cut, start with --fresh.
start_mysqld() {
  start mysqld mariadbd --no-defaults --user=root --datadir="$DATA/mysql" --socket="$MYSQL_SOCKET" \
    --skip-networking --skip-grant-tables --pid-file="$RUN/mysqld.own" --max-connections=600 \
    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --debug-no-sync --skip-log-bin \
    --innodb-buffer-pool-size=128M --innodb-log-file-size=32M --performance-schema=off \
    --character-set-server=utf8mb3 --collation-server=utf8mb3_general_ci --tmpdir="$CLOUD_HOME/tmp"
  wait_for 60 mysqld "${INSIDE[@]}" mariadb-admin --no-defaults -S "$MYSQL_SOCKET" ping
}

# A message bus of our own: own name server (epmd), own node, everything on 127.0.0.1
start_rabbit() {
  export ERL_EPMD_PORT=$P_EPMD ERL_EPMD_ADDRESS=127.0.0.1
  start epmd epmd -port "$P_EPMD" -address 127.0.0.1
  wait_for 10 epmd answers "$P_EPMD"
  cat >"$ETC/rabbitmq.conf" <<EOF
listeners.tcp.1 = 127.0.0.1:$P_RABBIT
loopback_users.guest = true
log.console = true
log.console.level = warning
log.file = false
disk_free_limit.absolute = 200MB
EOF
  RABBITMQ_NODENAME=volume-migrate-$CLOUD_PORT_BASE@localhost RABBITMQ_CONFIG_FILE=$ETC/rabbitmq \
    RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_ENABLED_PLUGINS_FILE=$ETC/enabled_plugins \
    RABBITMQ_MNESIA_BASE=$DATA/rabbit RABBITMQ_LOG_BASE=$LOG RABBITMQ_PID_FILE=$RUN/rabbit.own \
    RABBITMQ_DIST_PORT=$P_RABBIT_DIST \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}' \
    start rabbit /usr/lib/rabbitmq/bin/rabbitmq-server
}

start_keystone() { start_api keystone "$P_KEYSTONE" 2 4 'keystone.server.wsgi:initialize_public_application()'; }

# Zed's nova-api takes a swap of volumes from an admin. From 2025.1 on Nova refuses one that Cinder did not begin
# (OSSN-0094); on Zed our wrapper refuses it while a switch is on.
start_nova_api() {
  local module=nova.api.openstack.compute.wsgi
  [ "$CLOUD_RELEASE" != zed ] || module=cloud_nova_api
  start_api nova-api "$P_NOVA" 3 1 "$module:init_application()"
}

# start_agent NAME PROGRAM CONFIG...: a daemon that lives on the message bus
start_agent() {
  local name=$1 program=$2 arguments=() file
  shift 2
  for file; do arguments+=(--config-file "$ETC/$file"); done
  start "$name" python3 "$CLOUD_CODE/tools/run.py" "$program" "${arguments[@]}"
}

rabbit_speaks() {
  # shellcheck disable=SC2016   # for the inner shell
  timeout 3 bash -euc 'exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "AMQP\0\0\11\1" >&3
    head -c1 <&3 | grep -q .' - "$P_RABBIT"
}

start_all() {
  start_rabbit
  start_mysqld
  start_keystone
  start_api empty-apis "$P_EMPTY" 1 1 cloud_empty_apis:application
  start_api placement "$P_PLACEMENT" 1 4 'placement.wsgi:init_application()'
  wait_for 60 rabbit rabbit_speaks
  say 'RabbitMQ and MariaDB are ready'
  start_api cinder-api "$P_CINDER" 2 4 'cinder.wsgi.wsgi:initialize_application()' "--config-file $ETC/cinder.conf"
  start_agent cinder-scheduler cinder-scheduler cinder.conf
  start_agent cinder-volume1 cinder-volume cinder.conf cinder-node1.conf
  start_agent cinder-volume2 cinder-volume cinder.conf cinder-node2.conf
  start_agent nova-conductor nova-conductor nova.conf
  start_agent nova-scheduler nova-scheduler nova.conf
  start_nova_api
  wait_for 60 keystone answers_http "$P_KEYSTONE"
  wait_for 60 placement answers_http "$P_PLACEMENT"
  start_agent nova-compute nova-compute nova.conf      # asks Keystone and Placement as it starts
  wait_for 90 cinder-api answers_http "$P_CINDER"
  wait_for 90 nova-api answers_http "$P_NOVA"
  say 'the APIs answer'
}

# Every agent has reported since this start, every pool is known, the compute host is in the cell
wait_until_whole() {
  "${INSIDE[@]}" python3 "$CLOUD_CODE/tools/ready.py" "$ETC/cloud.json" agents "$1" ||
    fail 1 "not every agent has reported: $LOG"
  "${INSIDE[@]}" python3 "$CLOUD_CODE/tools/ready.py" "$ETC/cloud.json" mapped ||
    tool nova-manage --config-file "$ETC/nova.conf" cell_v2 discover_hosts >"$LOG/discover-hosts.log" 2>&1
}
