// The command is killed at a point on its way, and another resumes the run: the same cases on simulated and real clouds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  attachedTo,
  type Bench,
  getVolume,
  inventory,
  makeAttachedVolume,
  makeVolume,
  NO_DIRECT_SWAP,
  openBench,
  removeVolumes,
} from './bench.ts';
import { until } from './client.ts';
import { type Commands, openCommands } from './killedCommand.ts';
import type { World } from './world.ts';

const swap = ['--destination-type', 'beta', '--swap-method', 'attachment'];
const retypeInUse = ['--destination-type', 'beta', '--swap-method', 'retype'];
const migrate = ['--migration-type', 'cold', '--destination-node', 'node2@alpha#alpha'];
const migrateInUse = ['--migration-type', 'migrate', '--destination-node', 'node2@alpha#alpha'];
const retype = ['--migration-type', 'cold', '--destination-type', 'beta'];

interface Point {
  readonly course: string;
  readonly flags: readonly string[];
  /** What the run prints when it reaches the point. */
  readonly at: string;
}

const points: readonly Point[] = [
  { course: 'a cold migration', flags: migrate, at: 'Asking Cinder to migrate the volume' },
  { course: 'a cold migration', flags: migrate, at: 'Cinder is migrating the volume' },
  { course: 'a cold retype', flags: retype, at: 'Asking Cinder to retype the volume' },
  { course: 'a cold retype', flags: retype, at: 'Cinder is retyping the volume' },
  { course: 'a swap by retype', flags: retypeInUse, at: 'Cinder is retyping the volume' },
  { course: 'migrate, attached', flags: migrateInUse, at: 'Asking Cinder to migrate the volume' },
  { course: 'migrate, attached', flags: migrateInUse, at: 'Cinder is migrating the volume, and Nova' },
  { course: 'migrate, attached', flags: migrateInUse, at: 'Waiting for Cinder to show the attachment' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 1: creating a temporary user' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 1: giving the user the least' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 2: creating the destination volume' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 2: copying the bootable flag' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 3: asking Nova to swap the volumes' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 3: Nova is copying the data' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 3: checking all four signs again' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 4: deleting the source volume' },
  { course: 'a swap by attachment', flags: swap, at: 'Step 5: deleting the temporary user' },
];

/** Declares the cases for one cloud. */
export function describeCrashes(title: string, open: () => Promise<World>): void {
  describe(title, () => {
    let bench: Bench;
    let commands: Commands;

    beforeAll(async () => {
      bench = await openBench(await open());
      await bench.world.clearFaults();
      await bench.world.setGuard(false);
      commands = await openCommands(bench.world);
    });
    afterAll(async () => {
      await commands.close();
      await bench.world.close();
    });

    test.for(points)('$course, killed at "$at"', async ({ flags, at }, { skip }) => {
      const isSwap = flags === swap;
      skip(isSwap && bench.world.guard === 'always', NO_DIRECT_SWAP);
      const before = await inventory(bench);
      const isAttached = !flags.includes('cold');
      const id = await (isAttached ? makeAttachedVolume(bench, 'alpha') : makeVolume(bench, 'alpha'));
      const checksum = await bench.world.checksum(id);
      expect(await commands.killedAt(at, ['--resource-id', id, ...flags])).toBe(true);
      const outcome = await commands.resumed();
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', sourceVolumeId: id, leftovers: [] });
      const { volumeId } = outcome;
      expect(await bench.world.checksum(volumeId)).toBe(checksum);
      const now = await getVolume(bench, volumeId);
      expect(now.status).toBe(isAttached ? 'in-use' : 'available');
      if (isAttached) expect(await attachedTo(bench, bench.vm1)).toContain(volumeId);
      if (isSwap) expect(await getVolume(bench, id)).toBeNull();
      await removeVolumes(bench, [id, volumeId]);
      await until('Cinder to delete what a move left', async () => {
        return (await inventory(bench)).volumes.length <= before.volumes.length;
      });
      expect(await inventory(bench)).toEqual(before);
    });
  });
}
