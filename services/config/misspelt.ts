// Rejects misspelt keys of a cloud, which nothing reads, and names the right key.
import { nearest } from '../spelling.ts';
import { isGiven } from './reader.ts';
import { isRefused } from './unsupported.ts';

// The services of OpenStack under all their names, as openstacksdk puts them before a key (os_service_types,
// service-types.json).
const SERVICES: ReadonlySet<string> = new Set([
  ...['accelerator', 'admin_logic', 'alarm', 'alarming', 'application_catalog', 'application_container'],
  ...['application_deployment', 'backup', 'bare_metal', 'baremetal', 'baremetal_introspection'],
  ...['block_storage', 'block_store', 'cluster', 'clustering', 'compute', 'container', 'container_infra'],
  ...['container_infrastructure', 'container_infrastructure_management', 'data_processing'],
  ...['data_protection_orchestration', 'database', 'dns', 'ec2_api', 'event', 'events', 'function_engine'],
  ...['ha', 'identity', 'image', 'infra_optim', 'instance_ha', 'key_manager', 'load_balancer', 'message'],
  ...['messaging', 'meter', 'metering', 'monitoring', 'monitoring_events', 'monitoring_log_api'],
  ...['monitoring_logging', 'multi_region_network_automation', 'network', 'nfv_orchestration'],
  ...['object_store', 'operator_policy', 'orchestration', 'placement', 'policy', 'rating', 'rca'],
  ...['registration', 'reservation', 'resource_cluster', 'resource_optimization', 'root_cause_analysis'],
  ...['search', 'share', 'shared_file_system', 'sharev2', 'telemetry', 'tricircle', 'volume', 'volumev2'],
  ...['volumev3', 'workflow', 'workflowv2'],
]);

const ENDINGS = [
  ...['endpoint_override', 'endpoint', 'endpoint_type', 'interface', 'region_name', 'service_type'],
  ...['service_name', 'api_version', 'default_microversion', 'api_timeout', 'timeout'],
];

// The keys that are read here. No other key that openstacksdk reads is similar enough to one of these to be
// mistaken for it.
const READ: readonly string[] = [
  ...['auth', 'auth_type', 'auth_plugin', 'profile', 'cloud', 'regions', 'region_name', 'interface'],
  ...['endpoint_type', 'verify', 'insecure', 'cacert', 'cert', 'key', 'api_timeout'],
  ...['auth_url', 'username', 'user_name', 'user_id', 'password', 'token', 'auth_token'],
  ...['project_id', 'project_name', 'tenant_id', 'tenant_name', 'default_domain'],
  ...['user_domain', 'project_domain', 'domain', 'default_domain'].flatMap((of) => [
    `${of}_id`,
    `${of}_name`,
  ]),
  ...['id', 'name', 'secret'].map((part) => `application_credential_${part}`),
  ...['block_storage', 'volume', 'compute', 'identity', 'volumev3', 'volumev2', 'block_store'].flatMap(
    (service) => ENDINGS.map((ending) => `${service}_${ending}`),
  ),
];

const NOT_READ = 'is not read by the OpenStack clients; use';

/**
 * Problems of a cloud's keys (with underscores) that look like a key that is read, or like the address of a
 * service.
 */
export function misspelt(
  values: Readonly<Record<string, unknown>>,
  label: (key: string) => string,
): readonly string[] {
  // A hook of the cloud's vendor may add services of its own.
  const hasOwnServices = isGiven(values['vendor_hook']);
  return Object.keys(values).flatMap((key) => {
    const isKnown = !isGiven(values[key]) || READ.includes(key) || isRefused(key);
    const why = isKnown ? null : whyNot(key, hasOwnServices);
    return why === null ? [] : [`${label(key)}: ${why}`];
  });
}

function whyNot(key: string, hasOwnServices: boolean): string | null {
  if (key === 'region') return `${NOT_READ} region_name`;
  const [, service = '', ending = ''] = /^(.+)_(endpoint_over.*)$/.exec(key) ?? [];
  const isService = SERVICES.has(service);
  if (ending === 'endpoint_override' && (isService || hasOwnServices)) return null;
  const near = nearest(key, READ);
  if (near !== null) return `${NOT_READ} ${near}`;
  if (ending === '') return null;
  return isService
    ? `${NOT_READ} ${service}_endpoint_override`
    : 'does not name an OpenStack service; use compute_endpoint_override or block_storage_endpoint_override';
}
