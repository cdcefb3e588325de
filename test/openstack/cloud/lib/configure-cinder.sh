# shellcheck shell=bash
# Cinder: one file for all of it, and one a node with the node's backends.

configure_cinder() {
  local node
  cat >"$ETC/cinder.conf" <<EOF
[DEFAULT]
$(logging_options)
transport_url = rabbit://guest:guest@127.0.0.1:$P_RABBIT/
auth_strategy = keystone
my_ip = 127.0.0.1
host = node1
state_path = $DATA/cinder
api_paste_config = $UNPACKED/usr/share/cinder-common/api-paste.ini
resource_query_filters_file = $UNPACKED/etc/cinder/resource_filters.json
rootwrap_config = /dev/null
default_volume_type = alpha
# shorter cycles than a product's, so that tests see a change soon; with the usual fuzzy delay the
# scheduler would learn of the pools only after minutes
report_interval = 3
service_down_time = 30
periodic_interval = 3
periodic_fuzzy_delay = 0
backend_stats_polling_interval = 5
migration_create_volume_timeout_secs = 60
[database]
connection = $(database_url cinder)
$(token_checks cinder)
[nova]
$(credentials nova)
interface = public
$(service_token cinder)
[coordination]
backend_url = file://$DATA/cinder/coordination
$(messaging)
EOF
  for node in node1 node2; do configure_node "$node" >"$ETC/cinder-$node.conf"; done
}

# configure_node NODE: its own name, its backends
configure_node() {
  local backend node section name assisted capacity sections=''
  for backend in "${BACKENDS[@]}"; do
    read -r node section _ <<<"$backend"
    [ "$node" != "$1" ] || sections+=${sections:+,}$section
  done
  printf '[DEFAULT]\nhost = %s\nenabled_backends = %s\n' "$1" "$sections"
  for backend in "${BACKENDS[@]}"; do
    read -r node section name assisted capacity <<<"$backend"
    [ "$node" = "$1" ] || continue
    cat <<EOF
[$section]
volume_driver = cloud_volumes.FileDriver
volume_backend_name = $name
file_assisted_migration = $assisted
file_folder = $VOLUMES/$node@$section
file_capacity_gib = $capacity
EOF
  done
}
