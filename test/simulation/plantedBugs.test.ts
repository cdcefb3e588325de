// Planted bugs: workloads find them.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { guards } from '../../machines/guards.ts';
import { volumeMigrateMachine } from '../../machines/volumeMigrate.ts';
import { brokenIn, runWorkload, type Workload } from '../../src/testing/simulation/index.ts';
import { checkWorkloads } from './property.ts';

const planted = { bug: '' };

// Every run gets its guards from the machine.
const implemented = volumeMigrateMachine.implementations.guards as typeof guards;
const right = { ...guards };

const isSwapProven: typeof right.isSwapProven = ({ context, event }) => {
  if (planted.bug !== 'three signs' || event.type !== 'swap.seen' || event.swap.destination === null)
    return right.isSwapProven({ context, event });
  const attachments = [{ attachmentId: null, serverId: 'any', device: null, hostName: null }];
  const destination = { ...event.swap.destination, status: 'in-use', attachments };
  return right.isSwapProven({ context, event: { ...event, swap: { ...event.swap, destination } } });
};
const hasTemporaryUser: typeof right.hasTemporaryUser = (asked) =>
  right.hasTemporaryUser(asked) &&
  !(planted.bug === 'user stays' && asked.context.destinationVolumeId === null);
const isRetyped: typeof right.isRetyped = (asked) =>
  right.isRetyped(asked) ||
  (planted.bug === 'old success' &&
    asked.event.type === 'volume.seen' &&
    asked.event.volume?.migrationStatus === 'success');

beforeAll(() => void Object.assign(implemented, { isSwapProven, hasTemporaryUser, isRetyped }));
// Other files share the machine.
afterAll(() => void Object.assign(implemented, right));
afterEach(() => {
  planted.bug = '';
});

const bugs = [
  {
    title: 'the temporary user not deleted when no volume could be made',
    bug: 'user stays',
    among: { workloads: 500, seed: 3 },
    breaks: /user \S+ remains, and is not among the leftovers/,
  },
  {
    title: 'an old success taken for that of a retype',
    bug: 'old success',
    among: { workloads: 500, seed: 3 },
    breaks: /the run succeeded, but the volume is of type alpha, not beta/,
  },
];

test.each(bugs)('$title: a seed finds it', { timeout: 300_000 }, async ({ bug, among, breaks }) => {
  planted.bug = bug;
  const { counterexample, errorInstance } = await checkWorkloads(among);
  expect(String(errorInstance)).toMatch(breaks);
  // The shrunken workload shows what is needed.
  expect(counterexample?.[0].interventions.length).toBeLessThan(2);
});

// Few workloads take the destination away just then: which seed has one changes with every request that a run
// makes.
test('the source deleted on three signs only, without checking the destination: a workload that takes it away finds it', async () => {
  planted.bug = 'three signs';
  const file = new URL('regressions/destinationLostItsAttachment.json', import.meta.url);
  const { story: workload } = JSON.parse(readFileSync(file, 'utf8')) as { readonly story: Workload };
  expect(brokenIn(await runWorkload(workload)).join()).toMatch(
    /source \S+ was deleted although the destination was not in-use/,
  );
});
