# shellcheck shell=bash
# Packages: onto the host, or into the folder. Installs only what is missing; starts and enables no service.

# mariadb-server-core has the database without any service; of RabbitMQ there is only the package with one
# python3-openstacksdk reads clouds.yaml beside volume-migrate, for comparison
PACKAGES="python3-keystone python3-placement python3-cinder python3-nova python3-openstacksdk
  rabbitmq-server mariadb-server-core mariadb-client
  uwsgi-core uwsgi-plugin-python3 python3-pymysql ${CLOUD_EXTRA_PACKAGES-}"
UNPACKED=$SYSTEM/unpacked

install_all() {
  [ "$CLOUD_IN" = host ] || make_folder_system
  install_packages
  unpack_service_files
  quicken_replies
}

install_packages() {
  local missing
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  say "installing $(wc -w <<<"$missing") packages and what they depend on"
  deny_service_starts
  # it is there already when an installation was cut short
  [ -e "$SYSTEM/units-before" ] || enabled_units >"$SYSTEM/units-before"
  # a source that has nothing to do with this may fail; what matters shows in the installation
  "${INSIDE[@]}" apt-get -qq update >"$SYSTEM/apt.log" 2>&1 || true
  # shellcheck disable=SC2086   # a list of words
  "${INSIDE[@]}" apt-get -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold \
    -o Dpkg::Options::=--force-unsafe-io install $missing >>"$SYSTEM/apt.log" 2>&1 9>&- ||
    { tail -20 "$SYSTEM/apt.log" >&2; fail 1 "the packages could not be installed: $SYSTEM/apt.log"; }
  disable_new_units
  allow_service_starts
  [ "$CLOUD_IN" = host ] || "${INSIDE[@]}" apt-get clean
  say 'packages installed'
}

missing_packages() {
  local have package
  # shellcheck disable=SC2016   # dpkg's own placeholders
  have=$("${INSIDE[@]}" dpkg-query -W -f='${Package} ${db:Status-Status}\n' 2>/dev/null)
  for package in $PACKAGES; do
    grep -qx "$package installed" <<<"$have" || printf '%s ' "$package"
  done
}

# Packages ask /usr/sbin/policy-rc.d whether they may start their service: 101 is no.
# A policy that is there already and says no stays; another one steps aside until the packages are in.
deny_service_starts() {
  local policy=$SYSTEM_ROOT/usr/sbin/policy-rc.d code=0
  if [ -x "$policy" ]; then
    "${INSIDE[@]}" /usr/sbin/policy-rc.d rabbitmq-server start >/dev/null 2>&1 || code=$?
    [ $code != 101 ] || return 0
    mv "$policy" "$policy.before-volume-migrate-cloud"
  fi
  printf '#!/bin/sh\n# made by volume-migrate while it installs its test cloud\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap allow_service_starts EXIT
}

allow_service_starts() {
  local policy=$SYSTEM_ROOT/usr/sbin/policy-rc.d
  grep -qs 'made by volume-migrate' "$policy" || return 0
  rm -f "$policy"
  [ ! -e "$policy.before-volume-migrate-cloud" ] || mv "$policy.before-volume-migrate-cloud" "$policy"
}

# What systemd starts with the machine. In the folder no systemd ever runs.
enabled_units() {
  [ "$CLOUD_IN" = host ] && command -v systemctl >/dev/null || return 0
  systemctl --root=/ list-unit-files --state=enabled --no-legend --plain 2>/dev/null | awk '{ print $1 }' | sort
}

# The new packages' services (RabbitMQ, epmd, iSCSI) shall not appear after the next boot either
disable_new_units() {
  local new
  new=$(comm -13 "$SYSTEM/units-before" <(enabled_units))
  rm "$SYSTEM/units-before"
  [ -n "$new" ] || return 0
  # shellcheck disable=SC2086   # a list of words
  systemctl --root=/ --quiet disable $new >>"$SYSTEM/apt.log" 2>&1 || true
  say "disabled, as only these packages brought them: ${new//$'\n'/ }"
}

# Files that only the service packages carry: unpacked without their maintainer scripts
unpack_service_files() {
  local folder
  [ ! -e "$UNPACKED/.complete" ] || return 0
  folder=$(mktemp -d -p "$SYSTEM")
  # shellcheck disable=SC2016   # for the inner shell
  "${INSIDE[@]}" sh -euc 'cd "$1"
    apt-get -qq -o APT::Sandbox::User=root download nova-common cinder-common >/dev/null
    for package in *.deb; do dpkg -x "$package" "$2"; done' unpack "$folder" "$UNPACKED" ||
    fail 1 'nova-common and cinder-common could not be downloaded'
  rm -rf "$folder"
  touch "$UNPACKED/.complete"
}

# oslo.messaging of 2025.1 looks for an RPC's reply every 0.5 s (Zed: at once), which makes a server take 8 s
# to create instead of 1. CLOUD_RPC_POLL_S=0.5 keeps the product's own timing. Never on the host's own files.
quicken_replies() {
  [ "$CLOUD_IN" = folder ] || return 0
  sed -i -E "/except queue\.Empty:/{n;s/time\.sleep\([0-9.]+\)/time.sleep(${CLOUD_RPC_POLL_S:-0.02})/}" \
    "$SYSTEM_ROOT/usr/lib/python3/dist-packages/oslo_messaging/_drivers/amqpdriver.py"
}
