// A bench for cases that share one cloud: after each case the cloud must be as it was before it.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Bench, inventory, openBench, removeVolumes } from './bench.ts';
import { until } from './client.ts';
import type { World } from './world.ts';

export interface TidyBench extends Bench {
  /** Has a volume removed after the case. Returns its id. */
  readonly own: (id: string | Promise<string>) => Promise<string>;
  /** The users that the cloud had before the case. */
  readonly usersBefore: () => readonly string[];
  /** Expects the second volume in place of the first after the case. */
  readonly expectReplaced: (id: string, by: string) => void;
}

/** The bench of the case that runs. */
export type At = () => TidyBench;

/** Opens a cloud for the suite that calls it. After each case: no temporary user, no grant, no stray volume. */
export function tidyBench(open: () => Promise<World>): At {
  let bench: TidyBench;
  let before: Awaited<ReturnType<typeof inventory>>;
  const mine = new Set<string>();
  const own = async (id: string | Promise<string>): Promise<string> => {
    mine.add(await id);
    return await id;
  };
  const expectReplaced = (id: string, by: string): void => {
    before = { ...before, volumes: before.volumes.map((one) => (one === id ? by : one)).sort() };
  };

  beforeAll(async () => {
    const usersBefore = (): readonly string[] => before.users;
    bench = { ...(await openBench(await open())), own, usersBefore, expectReplaced };
  });
  afterAll(async () => await bench.world.close());
  beforeEach(async () => {
    await bench.world.clearFaults();
    await bench.world.setGuard(false);
    before = await inventory(bench);
  });
  afterEach(async () => {
    await bench.world.clearFaults();
    await removeVolumes(bench, mine);
    mine.clear();
    await until(
      'Cinder to delete what a move left',
      async () => (await inventory(bench)).volumes.length <= before.volumes.length,
    ).catch(() => undefined);
    expect(await inventory(bench)).toEqual(before);
  });
  return () => bench;
}

/** Returns a check that a volume holds the data that the given one holds now. */
export async function keepsData({ world }: Bench, id: string): Promise<(now: string) => Promise<void>> {
  const checksum = await world.checksum(id);
  return async (now) => expect(await world.checksum(now)).toBe(checksum);
}
