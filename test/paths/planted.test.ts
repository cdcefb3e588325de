// Planted bugs: the paths of each broken machine, walked on a cloud, violate an invariant.
import { expect, test } from 'vitest';
import type { ChartEvent, MigrationContext } from '../../machines/context.ts';
import { seenSwap, seenVolume } from '../../machines/events.ts';
import { guards } from '../../machines/guards.ts';
import { volumeMigrateSetup } from '../../machines/setup.ts';
import type { SwapSighting } from '../../machines/types.ts';
import { type VolumeMigrateMachine, volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import {
  brokenInvariants,
  StrayedError,
  type VolumeMigratePath,
  volumeMigratePaths,
  walkOnCloud,
} from '../../src/testing/index.ts';

interface Asked {
  readonly context: MigrationContext;
  readonly event: ChartEvent;
}

const wayOf = ({ walk }: VolumeMigratePath): string =>
  JSON.stringify(walk.map(({ reply, taken }) => [reply?.words, taken.map(({ id }) => id)]));

const known = new Set(volumeMigratePaths().map(wayOf));

/**
 * The violated invariants on paths that the true machine does not have, and the walks that stray from their
 * path.
 */
async function findings(machine: VolumeMigrateMachine): Promise<string[]> {
  const found: string[] = [];
  for (const path of volumeMigratePaths(machine)) {
    if (known.has(wayOf(path))) continue;
    try {
      const { observed } = await walkOnCloud(machine, path.input, path.walk);
      found.push(...brokenInvariants(observed));
    } catch (error) {
      if (!(error instanceof StrayedError)) throw error;
      found.push(error.message);
    }
  }
  return found;
}

const DELETED = /^source .* was deleted although/;

/**
 * A reading of a swap with one of the four signs as it must be, and what is found if that sign is not
 * checked.
 */
const granted: readonly (readonly [
  sign: string,
  grant: (swap: SwapSighting) => SwapSighting,
  found: RegExp,
])[] = [
  ["Nova's result", (swap) => ({ ...swap, result: 'Success' }), DELETED],
  ['what Nova lists', (swap) => ({ ...swap, attachedVolumeIds: [swap.destination?.id ?? ''] }), DELETED],
  [
    'the source',
    (swap) => ({ ...swap, source: swap.source && { ...swap.source, status: 'available', attachments: [] } }),
    // The service checks the source as well.
    /SourceChanged.* was not deleted: its status is error/,
  ],
  [
    'the destination',
    (swap) => ({ ...swap, destination: swap.destination && { ...swap.destination, status: 'in-use' } }),
    DELETED,
  ],
];

test.each(
  granted,
)('the source deleted on three signs only, without checking %s, is found', async (_, grant, found) => {
  const isSwapProven = ({ context, event }: Asked): boolean => {
    const swap = seenSwap(event);
    return (
      swap !== undefined && guards.isSwapProven({ context, event: { type: 'swap.seen', swap: grant(swap) } })
    );
  };
  const broken = volumeMigrateMachine.provide({ guards: { isSwapProven } });
  expect(await findings(broken)).toContainEqual(expect.stringMatching(found));
});

test('a user that stays when the volume cannot be created is found', async () => {
  const broken = volumeMigrateSetup.createMachine(
    changed(
      volumeMigrateMachine.config,
      'states.swap.states.updatingAttachment.states.creatingDestinationVolume',
      {
        onError: { target: '#failed', actions: 'keepFault' },
      },
    ) as never,
  );
  expect(await findings(broken as never)).toContainEqual(expect.stringMatching(/^user .* remains/));
});

/** A machine's definition with another invoke in one of its states. */
function changed(config: object, path: string, invoke: object): object {
  const [key = '', ...rest] = path.split('.');
  const part = (config as Record<string, { invoke?: object }>)[key] ?? {};
  const next =
    rest.length > 0
      ? changed(part, rest.join('.'), invoke)
      : { ...part, invoke: { ...part.invoke, ...invoke } };
  return { ...config, [key]: next };
}

test('an old success that is mistaken for the success of a retype is found', async () => {
  const isRetyped = (asked: Asked): boolean =>
    guards.isRetyped(asked) || seenVolume(asked.event)?.migrationStatus === 'success';
  const broken = volumeMigrateMachine.provide({ guards: { isRetyped } });
  expect(await findings(broken)).toContainEqual(expect.stringContaining('the run succeeded, but'));
});

test('a success that is mistaken for a migration to the requested node is found', async () => {
  const isMigrated = (asked: Asked): boolean => guards.isMigrated(asked) || guards.isMigratedElsewhere(asked);
  const broken = volumeMigrateMachine.provide({ guards: { isMigrated } });
  expect(await findings(broken)).toContainEqual(expect.stringContaining('the run succeeded, but'));
});
