# shellcheck shell=bash
# Nova: one cell, one compute host with the fake hypervisor, no networks and no images.

configure_nova() {
  cp "$UNPACKED/usr/share/nova-common/api-paste.ini" "$ETC/api-paste.ini"
  cat >"$ETC/nova.conf" <<EOF
[DEFAULT]
$(logging_options)
transport_url = rabbit://guest:guest@127.0.0.1:$P_RABBIT/
my_ip = 127.0.0.1
host = compute1
state_path = $DATA/nova
# looked for under nova.virt: tools/run.py makes it be found there
compute_driver = cloud_servers.CopyingDriver
rootwrap_config = /dev/null
enabled_apis = osapi_compute
report_interval = 5
service_down_time = 60
block_device_allocate_retries_interval = 1
instance_build_timeout = 120
heal_instance_info_cache_interval = -1
sync_power_state_interval = -1
[api_database]
connection = $(database_url nova_api)
[database]
connection = $(database_url nova)
[api]
auth_strategy = keystone
$(token_checks nova)
$(service_token nova)
[placement]
$(credentials nova)
[cinder]
catalog_info = volumev3::publicURL
os_region_name = RegionOne
$(credentials nova)
[neutron]
$(credentials nova)
[glance]
api_servers = http://127.0.0.1:1
[key_manager]
backend = nova.keymgr.conf_key_mgr.ConfKeyManager
[scheduler]
workers = 1
[conductor]
workers = 1
[vnc]
enabled = false
[spice]
enabled = false
$(messaging)
EOF
}
