# shellcheck shell=bash
# What others read: cloud.json for tests and tools, clouds.yaml for OpenStack's clients, openrc for a shell.

describe_backends() {
  local backend node section name assisted capacity comma=''
  for backend in "${BACKENDS[@]}"; do
    read -r node section name assisted capacity <<<"$backend"
    printf '%s\n    "%s@%s#%s": { "service": "%s@%s", "volumeBackendName": "%s", "assisted": %s, "capacityGib": %s,\n' \
      "$comma" "$node" "$section" "$name" "$node" "$section" "$name" "$assisted" "$capacity"
    printf '      "volumes": "%s", "faults": "%s" }' "$VOLUMES/$node@$section" "$FAULTS/$node@$section"
    comma=,
  done
}

# describe_cloud FILE
describe_cloud() {
  local always=true switch=null
  if [ "$CLOUD_RELEASE" = zed ]; then always=false switch="\"$FAULTS/nova/guard_swap\""; fi
  cat >"$1" <<EOF
{
  "release": "$CLOUD_RELEASE",
  "authUrl": "$AUTH_URL",
  "region": "RegionOne",
  "cloudsYaml": "$CLOUD_HOME/clouds.yaml",
  "cloud": "$CLOUD_NAME",
  "state": "$CLOUD_HOME",
  "seed": "$CLOUD_HOME/seed.json",
  "logs": "$LOG",
  "faults": "$FAULTS",
  "novaFaults": "$FAULTS/nova",
  "swapGuard": { "always": $always, "switch": $switch },
  "endpoints": {
    "identity": "$AUTH_URL",
    "volume": "http://127.0.0.1:$P_CINDER/v3",
    "compute": "http://127.0.0.1:$P_NOVA/v2.1",
    "placement": "http://127.0.0.1:$P_PLACEMENT",
    "network": "http://127.0.0.1:$P_EMPTY",
    "image": "http://127.0.0.1:$P_EMPTY/image"
  },
  "users": {
    "admin": { "password": "$ADMIN_PASSWORD", "project": "admin" },
    "alice": { "password": "$USER_PASSWORD", "project": "demo" },
    "bob": { "password": "$USER_PASSWORD", "project": "other" }
  },
  "backends": {$(describe_backends)
  }
}
EOF
}

# describe_login NAME USER PASSWORD PROJECT: one entry of clouds.yaml
describe_login() {
  cat <<EOF
  $1:
    region_name: RegionOne
    identity_api_version: 3
    volume_api_version: 3
    auth:
      auth_url: $AUTH_URL
      username: $2
      password: $3
      project_name: $4
      user_domain_id: default
      project_domain_id: default
EOF
}

describe_logins() {
  {
    echo 'clouds:'
    describe_login "$CLOUD_NAME" admin "$ADMIN_PASSWORD" admin
    describe_login "$CLOUD_NAME-alice" alice "$USER_PASSWORD" demo
    describe_login "$CLOUD_NAME-bob" bob "$USER_PASSWORD" other
  } >"$CLOUD_HOME/clouds.yaml"
  cat >"$CLOUD_HOME/openrc" <<EOF
export OS_AUTH_URL=$AUTH_URL OS_USERNAME=admin OS_PASSWORD=$ADMIN_PASSWORD OS_PROJECT_NAME=admin
export OS_USER_DOMAIN_ID=default OS_PROJECT_DOMAIN_ID=default OS_IDENTITY_API_VERSION=3 OS_REGION_NAME=RegionOne
EOF
}

print_use() {
  cat <<EOF

OpenStack $CLOUD_RELEASE is up at $AUTH_URL
  OS_CLIENT_CONFIG_FILE=$CLOUD_HOME/clouds.yaml
  OS_CLOUD=$CLOUD_NAME            the admin; after seeding also $CLOUD_NAME-alice and $CLOUD_NAME-bob
  for tests        $CLOUD_HOME/cloud.json
  logs             $LOG
  faults           $FAULTS/<node@section, * or nova>/<operation>
Fill it with npm run cloud:seed, stop it with npm run cloud:down (with the same CLOUD_* variables).
EOF
}
