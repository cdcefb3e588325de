// What the state of the cinder-volume services means for a move.
import type { Volume, VolumeService } from './types.ts';
import { backendOf } from './volumeRules.ts';

/** The service that runs the volume's backend; in a cluster, there may be several. Empty if Cinder does not list it. */
export const servicesOf = (
  { host, clusterName }: Pick<Volume, 'host' | 'clusterName'>,
  services: readonly VolumeService[],
): VolumeService[] =>
  services.filter(
    (service) =>
      (host !== null && service.host === backendOf(host)) ||
      (clusterName !== null && service.cluster === backendOf(clusterName)),
  );

/**
 * A volume whose service is down: Cinder accepts the request, does nothing, and moves the volume whenever the service is back.
 * Source: cinder/volume/rpcapi.py casts without a check of the source.
 */
export function sourceServiceReasons({ host, clusterName, isServiceUp }: Volume): string[] {
  if (isServiceUp !== false) return [];
  return [
    `the service cinder-volume on ${backendOf(host ?? clusterName ?? '')}, where the volume is, is down: Cinder would accept the request, and move the volume only when that service is back. Start it first`,
  ];
}

/** What a frozen source may mean: Cinder refuses to change what is on it. */
export const frozenSourceWarnings = (volume: Volume, services: readonly VolumeService[]): string[] =>
  servicesOf(volume, services)
    .filter(({ isFrozen }) => isFrozen)
    .map(
      ({ host }) =>
        `the backend ${host}, where the volume is, is frozen: Cinder may be unable to delete the copy that a move leaves there`,
    );

/** The services of a node, named with or without a pool, by its host or by its cluster. */
export function servicesAt(node: string, services: readonly VolumeService[]): VolumeService[] {
  const backend = backendOf(node);
  return services.filter(({ host, cluster }) => host === backend || cluster === backend);
}

/** Why a node is not a destination: what is the matter with its service, and what to do. */
export function destinationServiceReasons(node: string, services: readonly VolumeService[]): string[] {
  const own = servicesAt(node, services);
  if (own.length === 0) return [`no cinder-volume service is called ${backendOf(node)}`];
  return own.flatMap(({ host, isUp, isEnabled, isFrozen, disabledReason }) => [
    ...(isUp ? [] : [`the service cinder-volume on ${host} is down. Start it first`]),
    ...(isEnabled ? [] : [disabled(host, isFrozen, disabledReason)]),
  ]);
}

function disabled(host: string, isFrozen: boolean, why: string | null): string {
  const remedy = isFrozen
    ? `Thaw it first: cinder thaw-host ${host}`
    : `Enable it first: openstack volume service set --enable ${host} cinder-volume`;
  return `the service cinder-volume on ${host} is disabled${why ? `: ${why}` : ''}. ${remedy}`;
}
