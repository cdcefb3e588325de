// The environment variables that the command reads, for the manual page and the reference.

/** Names, and what they do; `*` stands for the rest of a name. */
export const ENVIRONMENT = [
  ['OS_CLOUD', 'the cloud in clouds.yaml, as --cloud; envvars means the OS_* variables'],
  ['OS_REGION_NAME', 'the region, as --region'],
  [
    'OS_*',
    'without --cloud and OS_CLOUD: the cloud itself, as for other OpenStack clients, such as OS_AUTH_URL',
  ],
  [
    'OS_CLIENT_CONFIG_FILE, OS_CLIENT_SECURE_FILE',
    'the paths of clouds.yaml and secure.yaml; they are read before the usual places',
  ],
  ['OS_CLOUD_NAME', 'the name that means the OS_* variables, instead of envvars'],
  [
    'REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE',
    'file or folder with the certificates to trust, unless cacert is configured; the first that is set counts',
  ],
  ['HTTP_PROXY, HTTPS_PROXY', 'the proxy for requests to http and to https addresses; also in lower case'],
  ['ALL_PROXY', 'the proxy for addresses whose own variable is not set; also in lower case'],
  [
    'NO_PROXY',
    'names, addresses and ranges that are reached without a proxy, separated by commas; also in lower case',
  ],
  ['RESTATE_AUTH_TOKEN', 'the token for a proxy in front of Restate, with --store and for worker'],
  ['NODE_EXTRA_CA_CERTS', 'a file with certificates to trust when connecting to Restate'],
  [
    'OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    'where traces and metrics are sent; if one is set, runs are exported',
  ],
  [
    'OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER',
    'how traces and metrics are exported, such as console or none; one other than none also starts the export',
  ],
  ['OTEL_SDK_DISABLED', 'set to true, nothing is exported'],
  ['OTEL_*', 'all other variables of OpenTelemetry, such as OTEL_SERVICE_NAME and OTEL_LOG_LEVEL'],
  [
    'XDG_STATE_HOME',
    'the folder that contains the state directory, volume-migrate, with the journal (~/.local/state)',
  ],
  ['XDG_CACHE_HOME', "the folder that contains the cache of Node's compiled code (~/.cache)"],
  [
    'XDG_CONFIG_HOME, XDG_CONFIG_DIRS',
    'folders where openstack/clouds.yaml is looked for (~/.config, /etc/xdg)',
  ],
  ['NODE_DISABLE_COMPILE_CACHE', 'set to 1, nothing is kept in that cache'],
  ['NO_COLOR', 'set, nothing is printed in colour'],
  ['TERM', 'dumb: no line at the terminal is redrawn in place'],
] as const;
