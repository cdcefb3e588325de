#!/bin/bash
# What an operator writes with the openstack client: ask for one move, then poll until it is over.
#
# clientScript.sh migrate|retype VOLUME DESTINATION: exit 0 if it is done as far as the script can tell.
set -uo pipefail
kind=$1 volume=$2 destination=$3
poll_s=${POLL_S:-10}        # as Watcher does

shown() { openstack volume show "$volume" -f json; }
of() { python3 -c 'import json,sys; v=json.load(sys.stdin).get(sys.argv[1]); print("" if v is None else v)' "$1"; }

case $kind in
  migrate) openstack volume migrate --host "$destination" "$volume" || exit 1 ;;
  retype) openstack volume set --type "$destination" --retype-policy on-demand "$volume" || exit 1 ;;
esac
while true; do
  now=$(shown) || exit 1
  status=$(of status <<<"$now") migration=$(of migration_status <<<"$now")
  case $kind/$status/$migration in
    migrate/*/error) exit 1 ;;
    migrate/available/success | migrate/in-use/success) exit 0 ;;
    retype/available/* | retype/in-use/*)
      [ "$(of type <<<"$now")" = "$destination" ] && exit 0 || exit 1 ;;
  esac
  sleep "$poll_s"
done
