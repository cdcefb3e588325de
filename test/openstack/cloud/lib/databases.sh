# shellcheck shell=bash
# Databases: made once with the products' own tools, then kept pristine in an archive, so that a new cloud
# takes seconds.

PRISTINE=$SYSTEM/pristine.tar
tool() { "${INSIDE[@]}" python3 "$CLOUD_CODE/tools/run.py" "$@"; }

# The archive holds ports (catalog, message bus of the cell): with other ports it is of no use
pristine_for() { echo "$PORTS $ADMIN_PASSWORD $DEBIAN_VERSION"; }

require_same_settings() {
  [ ! -e "$DATA/for" ] || [ "$(cat "$DATA/for")" = "$(pristine_for)" ] ||
    fail "$EXIT_USAGE" 'the ports or the password have changed since this cloud was made: start it with --fresh'
}

prepare_databases() {
  [ ! -e "$DATA/for" ] || return 0
  if [ -e "$PRISTINE" ] && [ "$(cat "$PRISTINE.for")" = "$(pristine_for)" ]; then
    tar -C "$DATA" -xf "$PRISTINE"
    say 'databases restored from the pristine archive'
  else
    create_databases
  fi
  pristine_for >"$DATA/for"
}

create_databases() {
  rm -rf "$DATA"/{mysql,fernet,credential}
  mkdir -p "$DATA"/{mysql,fernet,credential}
  "${INSIDE[@]}" mariadb-install-db --no-defaults --user=root --auth-root-authentication-method=normal \
    --datadir="$DATA/mysql" --skip-test-db --skip-name-resolve >"$LOG/install-db.log" 2>&1 ||
    fail 1 "MariaDB's tables could not be made: $LOG/install-db.log"
  start_mysqld
  local name
  for name in keystone placement cinder nova_api nova nova_cell0; do
    "${INSIDE[@]}" mariadb --no-defaults -S "$MYSQL_SOCKET" -e "CREATE DATABASE $name"
  done
  say 'MariaDB is ready; creating schemas'
  create_schemas
  start_keystone
  wait_for 60 keystone answers_http "$P_KEYSTONE"
  SERVICE_PASSWORD=$SERVICE_PASSWORD "${INSIDE[@]}" python3 "$CLOUD_CODE/tools/bootstrap.py" "$ETC/cloud.json"
  say 'service users and catalog created'
  stop mysqld
  tar -C "$DATA" -cf "$PRISTINE.new" mysql fernet credential
  mv "$PRISTINE.new" "$PRISTINE"
  pristine_for >"$PRISTINE.for"
}

# Three at a time: they write to different databases
create_schemas() {
  local pids=() pid
  create_keystone_schema >"$LOG/schema-keystone.log" 2>&1 & pids+=($!)
  create_cinder_schema >"$LOG/schema-cinder.log" 2>&1 & pids+=($!)
  create_nova_schema >"$LOG/schema-nova.log" 2>&1 & pids+=($!)
  for pid in "${pids[@]}"; do wait "$pid" || fail 1 "a schema could not be created: $LOG/schema-*.log"; done
  say 'schemas created'
}

create_keystone_schema() {
  local manage=("${INSIDE[@]}" keystone-manage --config-file "$ETC/keystone.conf")
  "${manage[@]}" db_sync
  "${manage[@]}" fernet_setup --keystone-user root --keystone-group root
  "${manage[@]}" credential_setup --keystone-user root --keystone-group root
  "${manage[@]}" bootstrap --bootstrap-password "$ADMIN_PASSWORD" --bootstrap-region-id RegionOne \
    --bootstrap-admin-url "$AUTH_URL" --bootstrap-internal-url "$AUTH_URL" --bootstrap-public-url "$AUTH_URL"
}

create_cinder_schema() {
  "${INSIDE[@]}" placement-manage --config-file "$ETC/placement.conf" db sync
  tool cinder-manage --config-file "$ETC/cinder.conf" db sync
}

create_nova_schema() {
  local manage=(tool nova-manage --config-file "$ETC/nova.conf")
  "${manage[@]}" api_db sync
  "${manage[@]}" cell_v2 map_cell0 --database_connection "$(database_url nova_cell0)"
  "${manage[@]}" cell_v2 create_cell --name cell1
  "${manage[@]}" db sync
}
