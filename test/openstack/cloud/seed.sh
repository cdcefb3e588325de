#!/bin/bash
# seed.sh: volume types, projects, users, volumes and servers that tests begin with. Writes seed.json (ids by name).
# Makes only what is missing.
set -euo pipefail
# shellcheck source=lib/settings.sh source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/lib/settings.sh"
# shellcheck source=lib/system.sh source-path=SCRIPTDIR
. "$CLOUD_CODE/lib/system.sh"

require_system
[ -e "$CLOUD_HOME/cloud.json" ] || fail 1 "this cloud is not up ($CLOUD_HOME): npm run cloud:up"
lock_home
"${INSIDE[@]}" python3 "$CLOUD_CODE/tools/seed.py" "$CLOUD_HOME/cloud.json"
say "seeded: $CLOUD_HOME/seed.json"
