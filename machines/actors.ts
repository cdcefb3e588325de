// The actors that the chart invokes, by name. The chart performs no call itself: whoever runs it provides them.
import { type CallbackActorLogic, fromCallback, fromPromise, type PromiseActorLogic } from 'xstate';
import type { Ports, Watches } from './ports.ts';

/** The name of a call. */
export type PortName = keyof Ports;
/** The name of a watch. */
export type WatchName = keyof Watches;

export type PortInput<P extends PortName> = Parameters<Ports[P]>[0];
export type PortOutput<P extends PortName> = Awaited<ReturnType<Ports[P]>>;
export type WatchInput<O extends WatchName> = Parameters<Watches[O]>[0];

/** The argument of `volumeMigrateMachine.provide({ actors })`. */
export type Actors = {
  readonly [P in PortName]: PromiseActorLogic<PortOutput<P>, PortInput<P>>;
} & {
  // biome-ignore lint/suspicious/noExplicitAny: a watch receives no events
  readonly [O in WatchName]: CallbackActorLogic<any, WatchInput<O>>;
};

/** The calls of the chart: those that change nothing, and those that do. */
export const PORTS = {
  getVolume: 'reads',
  listAttachments: 'reads',
  listHolders: 'reads',
  listSnapshots: 'reads',
  getPools: 'reads',
  getVolumeType: 'reads',
  getTypeDetails: 'reads',
  getQuotas: 'reads',
  listPools: 'reads',
  listOrphans: 'reads',
  getServers: 'reads',
  listMovesOfServers: 'reads',
  listMessages: 'reads',
  probeSwap: 'reads',
  requestMigration: 'changes',
  requestRetype: 'changes',
  createTemporaryUser: 'changes',
  grantRole: 'changes',
  createDestinationVolume: 'changes',
  copyAttributes: 'changes',
  swapVolume: 'changes',
  deleteSourceVolume: 'changes',
  deleteDestinationVolume: 'changes',
  unmarkDestinationVolume: 'changes',
  deleteTemporaryUser: 'changes',
} as const satisfies Record<PortName, 'reads' | 'changes'>;

/** The watches of the chart. */
export const WATCHES = [
  'watchVolume',
  'watchMove',
  'watchSwap',
  'watchSourceCopies',
] as const satisfies WatchName[];

/** Placeholders: a machine that is started with them fails at its first call, with an error that names it. */
export const unprovided = Object.fromEntries([
  ...Object.keys(PORTS).map((name) => [name, fromPromise(async () => notProvided(name))]),
  ...WATCHES.map((name) => [name, fromCallback(() => notProvided(name))]),
]) as unknown as Actors;

function notProvided(name: string): never {
  throw new Error(`volumeMigrate: the actor ${name} is not provided; see createActors`);
}
