// volume-migrate apply --inspect: the inspector opens on the plan, live, and ends with it.
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { expect, test } from 'vitest';
import { listen } from '../../inspector/listening.ts';
import { openPlanCommands } from './planCommands.ts';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{22}#run=[\w-]+/;

test('the page opens on the plan, shows its moves live, and ends with it', async () => {
  await using place = await openPlanCommands(2);
  const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const { ended, printed, untilPrinted } = place.start('apply', place.file, '--json', '--inspect');
  await untilPrinted(ADDRESS, 'stderr');
  const [[address = ''] = []] = printed().stderr.matchAll(new RegExp(ADDRESS, 'g'));
  const [url = '', planId = ''] = address.split('#run=');
  const listener = await listen(url, planId);
  const { head } = await listener.until(({ moments }) =>
    moments.some(({ record }) => record.kind === 'intent' && String(record.call).startsWith('move.')),
  );
  expect(head).toMatchObject({ isPlan: true, runId: planId });
  expect(place.moved()).toBe(0);
  release();
  await listener.ended;
  expect(listener.heard.moments.at(-1)).toMatchObject({ record: { kind: 'ended' } });
  const { status, stdout } = await ended;
  expect(JSON.parse(stdout)).toMatchObject({ planId, status: 'SUCCEEDED' });
  expect(status).toBe(0);
});

test('=stately sends the plan to the receivers of @statelyai/inspect', async () => {
  await using place = await openPlanCommands(1);
  const release = place.cloud.faults.hold('node1@alpha', 'migrate_volume');
  const { ended, printed, untilPrinted } = place.start('apply', place.file, '--inspect=stately');
  await untilPrinted(/receivers: ws:\S+/, 'stderr');
  const packets: StatelyInspectionEvent[] = [];
  const server = /receivers: (ws:\S+)/.exec(printed().stderr)?.[1] ?? '';
  createWebSocketReceiver({ server }).subscribe((packet) => void packets.push(packet));
  await expect.poll(() => packets.length).toBeGreaterThan(0);
  release();
  expect((await ended).status).toBe(0);
  expect(packets[0]).toMatchObject({ type: '@xstate.actor', name: 'plan' });
});

test.each([
  [['--inspect-origin', 'https://stately.ai'], '--inspect-origin requires --inspect=stately'],
  [['--inspect', '--dry-run'], "option '--dry-run' cannot be used with option '--inspect [how]'"],
])('%j is refused before anything is asked or sent', async (flags, message) => {
  await using place = await openPlanCommands(1);
  const { status, stderr } = await place.run('apply', place.file, ...flags);
  expect({ status, requests: place.cloud.requests.length }).toEqual({ status: 2, requests: 0 });
  expect(stderr).toContain(message);
});
