// Volume types are shown by their names, even if a run was started with an ID.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/engine/memoryStore.ts';
import { migrateVolume } from '../../src/index.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { placeInWords, titleOf } from '../../src/page/words/runs.ts';
import { NO_NAMES, typeNamesOf, withTypeNames } from '../../src/page/words/typeNames.ts';
import { volumeInWords } from '../../src/page/words/volumes.ts';
import { startSimulatedCloud } from '../../src/simulator/index.ts';
import type { TimelineMoment } from '../../src/volumeMigrate/records.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { parameters, volume } from '../machines/walk.ts';
import { useBench } from './bench.ts';
import { openTab, slider } from './browser.ts';

const ID = '9ee8f4b2-1111-4222-8333-444455556666';
const NAMES = new Map([[ID, 'gold']]);

test('a type is named in titles, places and sentences; its ID is only added to sentences', () => {
  expect(titleOf(parameters({ migrationType: 'retype', destinationType: ID }), NAMES)).toMatch(
    / to type gold$/,
  );
  expect(placeInWords({ host: 'a', type: ID }, NAMES)).toBe('a · type gold');
  expect(withTypeNames(`retyping to ${ID}, not to another`, NAMES)).toBe(
    'retyping to gold (9ee8f4b2), not to another',
  );
});

test('a type whose name nobody has read is shown by its ID', () => {
  expect(titleOf(parameters({ migrationType: 'retype', destinationType: ID }))).toMatch(` to type ${ID}`);
  expect(placeInWords({ host: 'a', type: ID })).toBe(`a · type ${ID}`);
  const unnamed = volume({ volumeType: null, volumeTypeId: ID });
  expect(volumeInWords(unnamed)).toContain(`, type ${ID}, `);
});

test('names stay the same object until a run has read more of them', () => {
  const before = volume({ volumeType: 'gold', volumeTypeId: ID });
  const [seen, other] = [before, { ...before, volumeType: 'silver', volumeTypeId: 'other-id' }].map(
    (one) => ({
      ...{ n: 1, at: '', afterMs: 0, steps: [], state: '', description: '' },
      record: { kind: 'event', event: { type: 'volume.seen', volume: one } },
    }),
  ) as unknown as [TimelineMoment, TimelineMoment];
  const names = typeNamesOf([seen], NO_NAMES);
  expect([...names]).toEqual([[ID, 'gold']]);
  expect(typeNamesOf([seen, seen], names)).toBe(names);
  expect(typeNamesOf([seen, other], names).get('other-id')).toBe('silver');
});

inBrowser('a run to a type that was given by its ID', () => {
  const bench = useBench();
  let inspector: Inspector;
  let page: Page;
  let typeId: string;
  beforeAll(async () => {
    const store = createMemoryStore();
    const running = await startSimulatedCloud({ stageMs: 10 });
    const { world, state } = running.cloud;
    typeId = [...state.volumeTypes.values()].find(({ name }) => name === 'beta')?.id ?? '';
    const given = {
      resource_id: world.volumes['free1'] ?? '',
      migration_type: 'cold',
      destination_type: typeId,
    };
    const cloud = running.cloudsYaml.clouds.simulated;
    const { status } = await migrateVolume(given, { cloud, store, pollMinMs: 5 });
    expect(status).toBe('SUCCEEDED');
    await running.stop();
    inspector = await startInspector({ store, page: bench.page });
    ({ page } = await openTab(bench.browser, inspector.url));
    await page.locator('.badge').waitFor();
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  test('names it in the list, the title, the outcome and the title of the window', async () => {
    await page.getByRole('link', { name: /Cold retype.* to type beta/ }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/ to type beta$/);
    expect((await page.locator('.way').textContent())?.replace(/\s+/g, ' ')).toBe(
      'node1@alpha#alpha · type alpha node1@beta#beta · type beta',
    );
    expect(await page.title()).toMatch(/ to type beta$/);
  });

  test('names it in the story and in the facts of each question, with the ID behind it', async () => {
    const story = (await page.locator('.rows').textContent()) ?? '';
    const short = typeId.slice(0, 8);
    expect(story).toContain(`destination_type is beta (${short})`);
    expect(story).toContain(`to type beta (${short}) begins`);
    expect(story).toMatch(/its type is alpha \([0-9a-f]{8}\), the destination type is beta \([0-9a-f]{8}\)/);
    expect(story).not.toContain(typeId);
  });

  test('shows the ID where the parameters are listed, after the name', async () => {
    await page.getByRole('tab', { name: 'Parameters' }).click();
    expect(await page.locator('.shown-about').textContent()).toContain(`destination_typebeta ${typeId}`);
    await slider(page).fill('0');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/ to type beta$/);
  });
});
