// The page's pure functions: words, places, addresses, readings, and what part of the drawing is shown.
import { expect, test } from 'vitest';
import { around, fits, reveal, union, whole, zoom } from '../../src/page/chart/viewport.ts';
import { observedIn } from '../../src/page/story/observed.ts';
import { addressOf, readAddress } from '../../src/page/travel/address.ts';
import { PACES, waitAt } from '../../src/page/travel/pace.ts';
import { indexOfName, nameOf, positionsOf, trailOf } from '../../src/page/travel/positions.ts';
import { marksOf } from '../../src/page/travel/stretches.ts';
import { momentInWords } from '../../src/page/words/moments.ts';
import { requestInWords, splitPath } from '../../src/page/words/requests.ts';
import { actionInWords, titleOf } from '../../src/page/words/runs.ts';
import { standingOf } from '../../src/page/words/standings.ts';
import { clock, duration, list, short } from '../../src/page/words/units.ts';
import { timelineOf } from '../../src/volumeMigrate/definition.ts';
import type { JournalEvent, JournalRecord, TimelineMoment } from '../../src/volumeMigrate/records.ts';
import type { MigrationSummary } from '../../src/volumeMigrate/runSummary.ts';
import { attached, fault, parameters, swapped, VOLUME_ID, volume } from '../machines/walk.ts';
import { COURSES, finished } from './runs.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 00 s'],
  [247_000, '4 min 07 s'],
  [3_599_600, '1 h 00 min'],
  [3_720_000, '1 h 02 min'],
])('%i milliseconds are %s', (milliseconds, words) => {
  expect(duration(milliseconds)).toBe(words);
});

test.each([
  [412, '0.412'],
  [61_500, '1:01.5'],
  [3_723_000, '1:02:03'],
])('%i milliseconds into a run the clock shows %s', (milliseconds, words) => {
  expect(clock(milliseconds)).toBe(words);
});

test('identifiers are shortened where they are long', () => {
  expect(short('2c91c4af-44ad-4e16-8d56-c27db583a459')).toBe('2c91c4af');
  expect(short('a4b88ee41dcc4d6b8de3516e122d19d5')).toBe('a4b88ee4…');
  expect(short('alpha-gold')).toBe('alpha-gold');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
});

test("a request is shown without the common prefix of its service's paths", () => {
  const project = 'a4b88ee41dcc4d6b8de3516e122d19d5';
  const path = `/volume/v3/${project}/volumes/2c91c4af-44ad-4e16-8d56-c27db583a459/action`;
  expect(requestInWords({ method: 'POST', path })).toBe('POST volumes/2c91c4af/action');
  expect(splitPath(path).join('')).toBe(path);
  expect(requestInWords({ method: 'GET', path: '/compute/v2.1/servers/x' })).toBe('GET servers/x');
  expect(requestInWords({ method: 'GET', path: '/elsewhere' })).toBe('GET /elsewhere');
});

test.each([
  [
    { migrationType: 'cold', destinationNode: 'n' },
    'Cold migration',
    'Cold migration of volume 11111111 to n',
  ],
  [
    { migrationType: 'cold', destinationType: 'beta' },
    'Cold retype',
    'Cold retype of volume 11111111 to type beta',
  ],
  [{ migrationType: 'swap', destinationType: 'beta' }, 'Swap', 'Swap of volume 11111111 to type beta'],
  [
    { migrationType: 'migrate', destinationNode: 'n', destinationType: 'beta' },
    'Migration',
    'Migration of volume 11111111 to n',
  ],
  [
    { migrationType: 'retype', destinationNode: 'n', destinationType: 'beta' },
    'Retype',
    'Retype of volume 11111111 to type beta',
  ],
  [{ migrationType: 'warm' }, '“warm”', '“warm” of volume 11111111'],
])('%o is a %s', (changes, action, title) => {
  expect(actionInWords(parameters(changes))).toBe(action);
  expect(titleOf(parameters(changes))).toBe(title);
});

const summary = (changes: Partial<MigrationSummary>): MigrationSummary => ({
  runId: 'run',
  volumeId: VOLUME_ID,
  parameters: parameters({}),
  cloud: null,
  startedAt: '2026-11-21T20:00:00.000Z',
  endedAt: null,
  status: null,
  state: null,
  holder: null,
  ...changes,
});

test('a run is running while a process drives it, left when none does, given up when it ended without a status', () => {
  const holder = { id: 'x', pid: 1, host: 'h', since: '' };
  expect(standingOf(summary({ holder }))).toBe('RUNNING');
  expect(standingOf(summary({}))).toBe('LEFT');
  expect(standingOf(summary({ endedAt: 'now' }))).toBe('GIVEN_UP');
  expect(standingOf(summary({ endedAt: 'now', status: 'CANCELLED' }))).toBe('CANCELLED');
});

const momentOf = (record: JournalRecord): TimelineMoment => ({
  n: 1,
  at: '',
  afterMs: 0,
  record,
  steps: [],
  state: 'cold',
  description: '',
});
const told = (event: JournalEvent, lastSeen = new Map()) =>
  momentInWords(momentOf({ kind: 'event', event }), lastSeen);

test.each<[JournalEvent, string, string]>([
  [{ type: 'cancel' }, 'cancel', 'Cancel requested'],
  [{ type: 'watch.stalled', forMs: 60_000 }, 'warning', 'No change for 1 min 00 s'],
  [
    { type: 'watch.deadline', afterMs: 1500, lastFault: null },
    'fault',
    'The time limit has passed, after 1.5 s',
  ],
  [
    { type: 'watch.failed', fault: fault() },
    'fault',
    'Watching failed: the service said no (status 400, req-1)',
  ],
  [
    { type: 'failed', call: 'getServers', fault: fault({ status: null, requestId: null, uncertain: true }) },
    'fault',
    'Nova failed: the service said no; it is not known whether the call took effect',
  ],
  [
    { type: 'done', call: 'listSnapshots', output: ['a', 'b'] },
    'answer',
    'Cinder responds: 2 snapshots: a and b',
  ],
  [{ type: 'volume.seen', volume: null }, 'seen', 'Cinder shows that the volume no longer exists'],
  [{ type: 'sourceCopies.seen', copies: [] }, 'seen', 'Cinder shows no copy left on the old backend'],
  [
    { type: 'swap.seen', swap: swapped({ result: null, source: null }) },
    'seen',
    'Nova’s swap has no result yet, source gone, destination in-use, Nova shows 22222222 attached',
  ],
])('%o is shown as %s: %s', (event, kind, text) => {
  expect(told(event)).toEqual({ kind, text });
});

test('a reading is described by what has changed since the last', () => {
  const before = new Map([[VOLUME_ID, volume()]]);
  const moving = volume({ status: 'maintenance', migrationStatus: 'starting' });
  const { text } = told({ type: 'volume.seen', volume: moving }, before);
  expect(text).toBe('Cinder shows status available → maintenance, migration_status none → starting');
  expect(told({ type: 'volume.seen', volume: attached() }).text).toContain('attached to server 33333333');
});

test('a run that is resumed or given up says so', () => {
  const machine = { version: '1', fingerprint: 'f' };
  expect(momentInWords(momentOf({ kind: 'resumed', machine }), new Map()).text).toContain('Another process');
  const { text } = momentInWords(momentOf({ kind: 'givenUp', why: 'the cloud is gone' }), new Map());
  expect(text).toBe('The run was given up: the cloud is gone');
});

test('an address names the run and the moment, and can be read again', () => {
  const address = { run: 'a run/with & signs', at: '12.1' };
  expect(readAddress(addressOf(address))).toEqual(address);
  expect(readAddress('')).toEqual({ run: null, at: null });
  expect(addressOf({ run: 'r', at: null })).toBe('#run=r');
});

async function momentsOf(course: (typeof COURSES)[keyof typeof COURSES]): Promise<readonly TimelineMoment[]> {
  const store = await finished([course]);
  const [run] = await store.list();
  return timelineOf(await store.read(run?.runId ?? '')).moments;
}

test('every position has a name that leads back to it, and requests have none', async () => {
  const moments = await momentsOf(COURSES.migration);
  const positions = positionsOf(moments);
  for (const [index, position] of positions.entries())
    expect(indexOfName(moments, positions, nameOf(moments, position))).toBe(index);
  const request = moments.find(({ record }) => record.kind === 'request');
  const at = indexOfName(moments, positions, String(request?.n));
  expect(moments[positions[at]?.moment ?? 0]?.n).toBe((request?.n ?? 0) - 1);
  expect(indexOfName(moments, positions, '100000')).toBe(positions.length - 1);
  expect(indexOfName(moments, positions, 'nonsense')).toBe(0);
});

test('a trail holds what was passed through, and no more', async () => {
  const moments = await momentsOf(COURSES.refusal);
  const positions = positionsOf(moments);
  const first = trailOf(moments, { moment: 0, step: 0 });
  expect([...first.visitedStates]).toEqual(['askingMigrationType']);
  expect(first.taken).toEqual([]);
  const last = trailOf(moments, positions.at(-1) ?? { moment: 0, step: 0 });
  expect(last.state).toBe('failed');
  expect(last.cameFrom).toBe('cold.askingDetachedWithoutSnapshots');
  expect(last.visitedTransitions).toContain('cold.askingDetachedWithoutSnapshots||1');
  expect(last.visitedStates).not.toContain('cold.askingDestination');
});

test('playing in its own time waits as long as the run did; otherwise a number of steps per second', async () => {
  const moments = await momentsOf(COURSES.migration);
  const positions = positionsOf(moments);
  const paceOf = (name: string) => PACES.find((pace) => pace.name === name) ?? PACES[0];
  const wait = (name: string, index: number) =>
    waitAt(paceOf(name) as (typeof PACES)[number], moments, positions, index);
  const gaps = positions.slice(1).map(({ moment }, index) => {
    const before = moments[positions[index]?.moment ?? 0]?.afterMs ?? 0;
    return (moments[moment]?.afterMs ?? 0) - before;
  });
  const longest = gaps.indexOf(Math.max(...gaps));
  expect(wait('its own time', longest)).toBe(gaps[longest]);
  expect(wait('its time × 0.1', longest)).toBeCloseTo(10 * (gaps[longest] ?? 0));
  expect(wait('5 steps/s', longest)).toBe(200);
});

test('what goes wrong stands out on the slider', async () => {
  const moments = [
    momentOf({ kind: 'event', event: { type: 'cancel' } }),
    momentOf({ kind: 'event', event: { type: 'watch.stalled', forMs: 1 } }),
    momentOf({ kind: 'event', event: { type: 'failed', call: 'getVolume', fault: fault() } }),
  ];
  expect(marksOf(moments, positionsOf(moments)).map(({ kind }) => kind)).toEqual([
    'cancel',
    'warning',
    'fault',
  ]);
});

test('what was read of a volume is kept change by change, to its end', async () => {
  const subjects = observedIn(await momentsOf(COURSES.swap));
  expect(subjects.map(({ id }) => id.split(' ')[0])).toEqual(['volume', 'server', 'volume', 'swap']);
  const [source, , destination] = subjects;
  expect(source?.sightings.at(-1)?.fields['status']).toBe('gone');
  expect(destination?.sightings.at(-1)?.fields['status']).toBe('in-use');
  for (const { sightings } of subjects)
    for (const { changed } of sightings) expect(changed.size).toBeGreaterThan(0);
});

const DRAWING = { width: 1000, height: 3000 };
const FRAME = { width: 500, height: 500 };

test('the whole drawing fits its frame, and a part of it is shown with its surroundings', () => {
  const all = whole(DRAWING, FRAME);
  expect(all).toEqual({ x: -1000, y: 0, width: 3000, height: 3000 });
  const part = { x: 100, y: 2000, width: 200, height: 60 };
  const view = around(part, 1, DRAWING, FRAME);
  expect(view.width).toBe(500);
  expect(reveal(view, part, FRAME)).toEqual(view);
  expect(union(part, { x: 0, y: 0, width: 1, height: 1 })).toEqual({ x: 0, y: 0, width: 300, height: 2060 });
});

const VIEW = { x: 200, y: 1000, width: 500, height: 500 };

test.each([
  ['to the left', { x: 100, y: 1200, width: 100, height: 50 }, { ...VIEW, x: 80 }],
  ['to the right', { x: 690, y: 1200, width: 100, height: 50 }, { ...VIEW, x: 310 }],
  ['above', { x: 300, y: 700, width: 100, height: 50 }, { ...VIEW, y: 680 }],
  ['below, and clear of the tools', { x: 300, y: 1460, width: 100, height: 50 }, { ...VIEW, y: 1066 }],
  ['nowhere if it is visible', { x: 300, y: 1200, width: 100, height: 50 }, VIEW],
])('a part is revealed by the least movement: %s', (_, part, expected) => {
  expect(reveal(VIEW, part, FRAME)).toEqual(expected);
});

test('a part that is larger than the view is revealed by zooming out just as far', () => {
  const part = { x: 250, y: 1100, width: 920, height: 100 };
  const view = reveal(VIEW, part, FRAME);
  expect(view).toEqual({ x: 210, y: 750, width: 1000, height: 1000 });
  expect([fits(part, 2, FRAME), fits(part, 1.9, FRAME)]).toEqual([true, false]);
});

test('zooming keeps the point under the pointer, and ends when all is shown', () => {
  const view = { x: 200, y: 1000, width: 500, height: 500 };
  const nearer = zoom(view, 0.5, { x: 0.25, y: 0.5 }, DRAWING, FRAME);
  expect(nearer.x + 0.25 * nearer.width).toBeCloseTo(view.x + 0.25 * view.width);
  expect(nearer.y + 0.5 * nearer.height).toBeCloseTo(view.y + 0.5 * view.height);
  expect(zoom(view, 100, { x: 0.5, y: 0.5 }, DRAWING, FRAME)).toEqual(whole(DRAWING, FRAME));
});
