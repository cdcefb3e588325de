// The OpenStack service of each call.
import { type PortName, WATCHES, type WatchName } from '../../machines/actors.ts';

export const SERVICES = {
  getVolume: 'Cinder',
  listAttachments: 'Cinder',
  listHolders: 'Nova',
  listMovesOfServers: 'Cinder',
  getTypeDetails: 'Cinder',
  getQuotas: 'Cinder',
  listSnapshots: 'Cinder',
  getPools: 'Cinder',
  getVolumeType: 'Cinder',
  listPools: 'Cinder',
  listOrphans: 'Cinder',
  listMessages: 'Cinder',
  requestMigration: 'Cinder',
  requestRetype: 'Cinder',
  createDestinationVolume: 'Cinder',
  copyAttributes: 'Cinder',
  deleteSourceVolume: 'Cinder',
  deleteDestinationVolume: 'Cinder',
  unmarkDestinationVolume: 'Cinder',
  getServers: 'Nova',
  probeSwap: 'Nova',
  swapVolume: 'Nova',
  createTemporaryUser: 'Keystone',
  grantRole: 'Keystone',
  deleteTemporaryUser: 'Keystone',
  watchVolume: 'Cinder',
  watchMove: 'Nova, Cinder',
  watchSwap: 'Nova, Cinder',
  watchSourceCopies: 'Cinder',
} as const satisfies Record<PortName | WatchName, string>;

export const isWatch = (call: string): boolean => WATCHES.some((watch) => watch === call);
