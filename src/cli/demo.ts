// volume-migrate demo: the main job on the simulated cloud, scene by scene.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunStatus } from '../../machines/types.ts';
import { createMemoryStore } from '../engine/memoryStore.ts';
import type { JournalStore } from '../engine/store.ts';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../simulator/index.ts';
import { migrateVolume } from '../volumeMigrate/migrateVolume.ts';
import type { MigrateVolumeParameters } from '../volumeMigrate/parameters.ts';
import { EXIT } from './exit.ts';
import { type InspectFlags, type Inspection, inspected, isWatched } from './inspection.ts';
import { penFor, say } from './output.ts';
import { outcomeLines, progressLines } from './render.ts';

interface Scene {
  readonly title: string;
  readonly volume: string;
  readonly parameters: Omit<MigrateVolumeParameters, 'resource_id'>;
  readonly cloud?: SimulatedCloudOptions;
  readonly ends: RunStatus;
}

const SCENES: readonly Scene[] = [
  {
    title: 'A cold migration: a detached volume moves to another node',
    volume: 'free1',
    parameters: { migration_type: 'cold', destination_node: 'node2@tier9#alpha' },
    ends: 'SUCCEEDED',
  },
  {
    title: 'A cold retype: a detached volume gets a volume type of another backend',
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
    title:
      'The same swap where Nova rejects direct swaps (OSSN-0094): Cinder retypes the volume in use, and it keeps its ID',
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

// A run of the demo takes seconds: this leaves time to open the inspector first.
const AUDIENCE_MS = 20_000;

/** Plays every scene; the exit status shows whether each ended as expected. */
export async function demo(flags: InspectFlags): Promise<number> {
  // The demo's cloud runs on this machine, which no proxy can reach.
  for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = '*';
  const store = createMemoryStore();
  return await inspected(flags, store, undefined, async ({ options, opened }) => {
    if (flags.inspect !== undefined && isWatched(flags)) {
      say(`the demo starts when you open the page, or after ${AUDIENCE_MS / 1000} s`);
      await Promise.race([opened, sleep(AUDIENCE_MS, undefined, { ref: false })]);
    }
    return await playAll({ ...options, store });
  });
}

type SceneOptions = Inspection['options'] & { readonly store: JournalStore };

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
