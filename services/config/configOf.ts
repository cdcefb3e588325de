// The configuration of a cloud, in whichever way a caller names it.
import type { CloudConfig } from './cloudConfig.ts';
import { loadCloudConfig } from './load.ts';
import { parseCloudConfig } from './parse.ts';

/** By name, as an entry of clouds.yaml, or as it is; without any, as for the OpenStack clients. */
export async function configOf(cloud: string | object | undefined): Promise<CloudConfig> {
  if (cloud === undefined || typeof cloud === 'string') return await loadCloudConfig({ cloud });
  return isConfig(cloud) ? cloud : parseCloudConfig(cloud);
}

// A copy of a configuration counts too.
const isConfig = (cloud: object | null): cloud is CloudConfig =>
  cloud !== null && 'authUrl' in cloud && 'auth' in cloud && 'endpoints' in cloud;
