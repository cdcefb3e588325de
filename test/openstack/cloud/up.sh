#!/bin/bash
# up.sh [--fresh] [--install-only]: a real OpenStack control plane on 127.0.0.1, for tests.
#
# Installs what is missing, makes the databases once, starts what does not run: call it as often as you like.
#   --fresh          forget the cloud's state and begin with pristine databases
#   --install-only   stop after the packages
# What can be chosen by variables stands in lib/settings.sh, how it is used in CONTRIBUTING.md.
set -euo pipefail
# shellcheck source=lib/settings.sh source-path=SCRIPTDIR
. "$(dirname "${BASH_SOURCE[0]}")/lib/settings.sh"
for part in system folder install configure configure-cinder configure-nova describe daemons services databases; do
  # shellcheck source=/dev/null
  . "$CLOUD_CODE/lib/$part.sh"
done

main() {
  local fresh=0 install_only=0 option since
  for option; do
    case $option in
      --fresh) fresh=1 ;;
      --install-only) install_only=1 ;;
      *) fail "$EXIT_USAGE" "unknown option $option: expected --fresh or --install-only" ;;
    esac
  done
  require_system
  claim_home
  lock_home
  since=$(date -u +%Y-%m-%dT%H:%M:%S)
  install_all
  [ $install_only = 0 ] || return 0
  [ $fresh = 0 ] || forget_state
  require_same_settings
  require_free_ports
  make_folders
  configure_all
  describe_cloud "$ETC/cloud.json"
  describe_logins
  prepare_databases
  start_all
  wait_until_whole "$since"
  cp "$ETC/cloud.json" "$CLOUD_HOME/cloud.json"      # its presence says: the cloud is up
  say 'the cloud is up'
  print_use
}

forget_state() {
  HURRY=1 stop "${SERVICES[@]}" "${FOUNDATION[@]}"
  stop_strays
  wipe_state
}

main "$@"; exit      # on one line, as bash reads a script while it runs: the file may change meanwhile
