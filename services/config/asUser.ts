// The configuration of a cloud for a user that the run has made.
import type { Secret } from '../secret.ts';
import type { CloudConfig } from './cloudConfig.ts';

/** The same cloud, with the user's own credentials, in one of that user's projects. */
export function asUser(
  config: CloudConfig,
  ownProjectId: string,
  user: { readonly id: string; readonly password: Secret; readonly projectId: string },
): CloudConfig {
  // The user is not from the file or the variables.
  const { source: _, endpoints, ...rest } = config;
  const { volume } = endpoints;
  const override = volume.override?.replace(ownProjectId, user.projectId) ?? null;
  return {
    ...rest,
    auth: {
      method: 'password',
      user: { id: user.id },
      password: user.password,
      project: { id: user.projectId },
    },
    endpoints: { ...endpoints, volume: { ...volume, override } },
  };
}
