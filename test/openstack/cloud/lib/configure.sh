# shellcheck shell=bash
# Configuration files of what all services share, of Keystone and of Placement. Written anew at every start.

configure_all() {
  configure_keystone
  configure_placement
  configure_cinder
  configure_nova
}

database_url() { echo "mysql+pymysql://root@localhost/$1?unix_socket=$MYSQL_SOCKET&charset=utf8"; }

# The libraries' loggers say much and explain little
LOG_LEVELS=amqp=WARN,amqplib=WARN,sqlalchemy=WARN,oslo.messaging=INFO,oslo_messaging=INFO,iso8601=WARN,requests=WARN
LOG_LEVELS+=,urllib3=WARN,keystonemiddleware=WARN,keystoneauth=WARN,stevedore=WARN,oslo_policy=ERROR,oslo.cache=INFO

logging_options() {
  cat <<EOF
debug = ${CLOUD_DEBUG:-false}
default_log_levels = $LOG_LEVELS
use_stderr = true
EOF
}

# credentials USER: how a service presents itself to the others
credentials() {
  cat <<EOF
auth_type = password
auth_url = $AUTH_URL
project_domain_id = default
user_domain_id = default
project_name = service
username = $1
password = $SERVICE_PASSWORD
region_name = RegionOne
EOF
}

# token_checks USER: how a service judges its callers' tokens. With service tokens: without them Cinder refuses
# Nova's deletion of an attachment (the answer to CVE-2023-2088).
token_checks() {
  cat <<EOF
[keystone_authtoken]
www_authenticate_uri = $AUTH_URL
service_token_roles = service
service_token_roles_required = true
$(credentials "$1")
EOF
}

service_token() {
  cat <<EOF
[service_user]
send_service_user_token = true
$(credentials "$1")
EOF
}

messaging() {
  cat <<EOF
[oslo_messaging_rabbit]
heartbeat_in_pthread = false
[oslo_messaging_notifications]
driver = noop
[oslo_concurrency]
lock_path = $DATA/locks
EOF
}

configure_keystone() {
  cat >"$ETC/keystone.conf" <<EOF
[DEFAULT]
$(logging_options)
[database]
connection = $(database_url keystone)
[token]
provider = fernet
expiration = 43200
[fernet_tokens]
key_repository = $DATA/fernet
[credential]
key_repository = $DATA/credential
[identity]
# the least that bcrypt takes: a token costs 15 ms instead of 250
password_hash_rounds = 4
[cache]
enabled = true
backend = dogpile.cache.memory
EOF
}

configure_placement() {
  cat >"$ETC/placement.conf" <<EOF
[DEFAULT]
$(logging_options)
[placement_database]
connection = $(database_url placement)
[api]
auth_strategy = keystone
$(token_checks placement)
EOF
}
