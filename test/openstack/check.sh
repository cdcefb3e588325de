#!/usr/bin/env bash
# Each release in turn: bring its cloud up, run the suites on it, take it down.
set -euo pipefail
cd "$(dirname "$0")/../.."

for release in "${@:-zed}"; do
  export CLOUD_RELEASE=$release
  trap 'bash test/openstack/cloud/down.sh --wipe' EXIT
  bash test/openstack/cloud/up.sh --fresh
  bash test/openstack/cloud/seed.sh
  npm run test:openstack
  bash test/openstack/cloud/down.sh --wipe
  trap - EXIT
done
