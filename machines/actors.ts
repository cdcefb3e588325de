// The actors that the chart invokes, by name. It does no call itself: whoever runs it provides them.
import { type CallbackActorLogic, fromCallback, fromPromise, type PromiseActorLogic } from 'xstate';
import type { Observers, Ports } from './ports.ts';

export type PortName = keyof Ports;
export type ObserverName = keyof Observers;

export type PortInput<P extends PortName> = Parameters<Ports[P]>[0];
export type PortOutput<P extends PortName> = Awaited<ReturnType<Ports[P]>>;
export type ObserverInput<O extends ObserverName> = Parameters<Observers[O]>[0];

/** What `volumeMigrateMachine.provide({ actors })` wants. */
export type Actors = {
  readonly [P in PortName]: PromiseActorLogic<PortOutput<P>, PortInput<P>>;
} & {
  // biome-ignore lint/suspicious/noExplicitAny: an observer receives no events
  readonly [O in ObserverName]: CallbackActorLogic<any, ObserverInput<O>>;
};

/** Calls that change nothing, and calls that do. */
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

export const OBSERVERS = [
  'watchVolume',
  'watchMove',
  'watchSwap',
  'watchSourceCopies',
] as const satisfies ObserverName[];

/** Placeholders: a machine that is started with them fails at its first call, naming it. */
export const unprovided = Object.fromEntries([
  ...Object.keys(PORTS).map((name) => [name, fromPromise(async () => notProvided(name))]),
  ...OBSERVERS.map((name) => [name, fromCallback(() => notProvided(name))]),
]) as unknown as Actors;

function notProvided(name: string): never {
  throw new Error(`volumeMigrate: the actor ${name} is not provided; see createActors`);
}
