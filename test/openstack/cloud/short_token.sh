#!/bin/bash
# short_token.sh USER PROJECT SECONDS: prints a token, by ids, that ends after so many seconds.
set -euo pipefail
# shellcheck source=lib/settings.sh source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/lib/settings.sh"

[ $# = 3 ] || fail $EXIT_USAGE 'short_token.sh USER PROJECT SECONDS'
"${INSIDE[@]}" python3 "$CLOUD_CODE/tools/short_token.py" "$ETC/keystone.conf" "$@" 2>>"$LOG/short_token.log"
