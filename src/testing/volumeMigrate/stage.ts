// A simulated cloud on a stage: it stands still until it is told what to show next, and so does time.
import { RUN_MARK } from '../../../machines/runMark.ts';
import type { Fault, Limits } from '../../../machines/types.ts';
import {
  type HttpFault,
  type LoggedRequest,
  type SimulatedCloud,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../simulator/index.ts';
import { type ChangeSeen, createChangeWatch } from '../look.ts';
import { stageSeed } from './stageSeed.ts';
import { createStageTime, type StageTime } from './stageTime.ts';

export const STALL_MS = 120_000;
export const DEADLINE_MS = 600_000;

/** The limits that runs on a stage must have. */
export const LIMITS: Limits = { stallAfterMs: STALL_MS, deadlineMs: DEADLINE_MS, settleMs: 4 * STALL_MS };

/**
 * What requests get instead of the service's response: 403, 503, or nothing, although the service did what
 * was requested.
 */
export type StrangeAnswer = 'refused' | 'unavailable' | 'lost';

/** A simulated cloud that shows what it is told to, and the time of the run. */
export interface Stage extends Pick<StageTime, 'time' | 'clock' | 'pass' | 'workOn'> {
  readonly server: SimulatedCloudServer;
  readonly cloud: SimulatedCloud;
  /** The volume of the run, and the server that it may be attached to. */
  readonly volumeId: string;
  readonly serverId: string;
  /** The volume that the run created, even if it no longer exists; empty before. */
  readonly destinationId: () => string;
  /** The changing requests so far. */
  readonly changes: readonly ChangeSeen[];
  /** Every password and token so far. */
  readonly secrets: ReadonlySet<string>;
  /** Responds to requests in another way than the service would. */
  readonly answer: (match: NonNullable<HttpFault['match']>, how: StrangeAnswer) => void;
  /** The next watch throws this when it starts. */
  readonly breakWatch: (fault: Fault) => void;
  /** What the next watch throws, if anything. */
  readonly broken: () => Fault | null;
  /** The fingerprint of the owner's data; null if the last of it was deleted by others than the run. */
  readonly data: () => string | null;
  /** The owner's data is deleted by others than the run. */
  readonly loseData: () => void;
  /** Resets what was set for one reply: errors, responses, time that was to pass. */
  readonly calm: () => void;
}

const ANSWERS: Readonly<Record<StrangeAnswer, Omit<HttpFault, 'match'>>> = {
  refused: { status: 403, body: { forbidden: { code: 403, message: 'policy does not allow it' } } },
  unavailable: { status: 503, body: { serviceUnavailable: { code: 503, message: 'try again later' } } },
  lost: { dropConnection: 'after' },
};

/**
 * Sets up a stage with one volume of type alpha and one server, and serves it over HTTP until
 * `server.stop()`.
 */
export async function setStage(): Promise<Stage> {
  const { onRequest: tick, stand, ...times } = createStageTime();
  const watch = createChangeWatch();
  const secrets = new Set<string>();
  const onRequest = (request: LoggedRequest): void => {
    tick();
    watch.onRequest(request);
    if (request.method !== 'GET') noteSecrets(server.cloud, secrets);
  };
  const server = await startSimulatedCloud({ clock: times.time, stageMs: 10, seed: stageSeed(), onRequest });
  const { cloud } = server;
  watch.watch(cloud);
  const memory = createMemory(cloud);
  const calm = (): void => {
    cloud.faults.clear();
    memory.forget();
    stand();
  };
  const answer: Stage['answer'] = (match, how) => void cloud.faults.http({ match, ...ANSWERS[how] });
  return { ...times, ...memory, server, cloud, secrets, changes: watch.changes, answer, calm };
}

// What a stage must remember.
function createMemory(cloud: SimulatedCloud) {
  const { volumes, servers } = cloud.world;
  const volumeId = volumes['data1'] ?? '';
  const memory = { madeId: '', data: cloud.data(volumeId), fault: null as Fault | null };
  const put = (changes: Partial<typeof memory>): void => void Object.assign(memory, changes);
  return {
    volumeId,
    serverId: servers['vm1'] ?? '',
    destinationId: (): string => {
      put({ madeId: madeIn(cloud) ?? memory.madeId });
      return memory.madeId;
    },
    data: () => memory.data,
    loseData: () => put({ data: null }),
    broken: () => memory.fault,
    breakWatch: (fault: Fault) => put({ fault }),
    forget: () => put({ fault: null }),
  };
}

const madeIn = ({ state }: SimulatedCloud): string | undefined =>
  [...state.volumes.values()].find(({ metadata }) => RUN_MARK in metadata)?.id;

function noteSecrets({ state }: SimulatedCloud, secrets: Set<string>): void {
  for (const { password } of state.users.values()) if (password !== null) secrets.add(password);
  for (const token of state.tokens.keys()) secrets.add(token);
}
