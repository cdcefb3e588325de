// volume-migrate demo: the main job on the simulated cloud, scene by scene.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Status } from '../../machines/types.ts';
import { createMemoryStore } from '../journal/memoryStore.ts';
import type { JournalStore } from '../journal/store.ts';
import type { MigrateVolumeParameters } from '../parameters.ts';
import { migrateVolume } from '../run/migrateVolume.ts';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../simulator/index.ts';
import { EXIT } from './exit.ts';
import { type InspectFlags, type Inspection, inspected, isWatched } from './inspection.ts';
import { penFor, say } from './output.ts';
import { outcomeLines, progressLines } from './render.ts';

interface Scene {
  readonly title: string;
  readonly volume: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly cloud?: SimulatedCloudOptions;
  readonly ends: Status;
}

const SCENES: readonly Scene[] = [
  {
    title: 'A cold migration: a detached volume moves to another node',
    volume: 'free1',
    parameters: { migration_type: 'cold', destination_node: 'node2@tier9#alpha' },
    ends: 'SUCCEEDED',
  },
  {
    title: 'A cold retype: a detached volume gets a type of another backend',
    volume: 'free1',
    parameters: { migration_type: 'cold', destination_type: 'beta' },
    ends: 'SUCCEEDED',
  },
  {
    title: "A swap: the specification's five steps, on an attached volume",
    volume: 'data1',
    parameters: { migration_type: 'swap', destination_type: 'beta' },
    ends: 'SUCCEEDED',
  },
  {
    title: 'The same swap where Nova is guarded (OSSN-0094): by an in-use retype, the volume keeps its id',
    volume: 'data1',
    parameters: { migration_type: 'swap', destination_type: 'beta' },
    cloud: { release: '2025.1' },
    ends: 'SUCCEEDED',
  },
  {
    title: 'A refusal, with its reasons',
    volume: 'data2',
    parameters: { migration_type: 'cold', destination_node: 'node1@alpha#alpha' },
    ends: 'FAILED',
  },
];

const STAGES: SimulatedCloudOptions = { stageMs: 150, gibPerSecond: 1 };

// A run of the demo takes seconds: who wants to see it live opens the inspector first.
const AUDIENCE_MS = 20_000;

/** Plays every scene; the exit status tells whether each ended as it should. */
export async function demo(flags: InspectFlags): Promise<number> {
  // The demo's cloud runs on this machine, where no proxy could reach it.
  for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '*';
  const journal = createMemoryStore();
  return await inspected(flags, journal, undefined, async ({ options, opened }) => {
    if (flags.inspect !== undefined && isWatched(flags)) {
      say(`the demo begins when it is open, in ${AUDIENCE_MS / 1000} s at the latest`);
      await Promise.race([opened, sleep(AUDIENCE_MS, undefined, { ref: false })]);
    }
    return await playAll({ ...options, journal });
  });
}

type SceneOptions = Inspection['options'] & { readonly journal: JournalStore };

async function playAll(options: SceneOptions): Promise<number> {
  let asShown = true;
  for (const [index, scene] of SCENES.entries()) {
    const running = await startSimulatedCloud({ ...STAGES, ...scene.cloud });
    try {
      asShown = (await play(scene, index + 1, running, options)) && asShown;
    } finally {
      await running.stop();
    }
  }
  return asShown ? EXIT.succeeded : EXIT.failed;
}

async function play(
  scene: Scene,
  number: number,
  running: SimulatedCloudServer,
  options: SceneOptions,
): Promise<boolean> {
  const pen = penFor(process.stdout);
  const resourceId = running.cloud.world.volumes[scene.volume] ?? '';
  const flags = Object.entries(scene.parameters).map(
    ([name, value]) => `--${name.replaceAll('_', '-')} ${value}`,
  );
  say(pen.paint('bold', `${number}. ${scene.title}`));
  say(pen.paint('dim', `   $ volume-migrate run --resource-id ${resourceId} ${flags.join(' ')}`));
  const outcome = await migrateVolume(
    { resource_id: resourceId, ...scene.parameters },
    {
      ...options,
      cloud: running.cloudsYaml.clouds.simulated,
      onProgress: (progress) => {
        for (const line of progressLines(progress, pen)) say(line);
      },
    },
  );
  for (const line of outcomeLines(outcome, pen)) say(`   ${line}`);
  say('');
  return outcome.status === scene.ends;
}
