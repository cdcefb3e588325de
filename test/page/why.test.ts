// Why a run took its path: its questions, its calls, its readings, its outcome.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalStore } from '../../src/engine/store.ts';
import { type Inspector, startInspector } from '../../src/inspector/server.ts';
import { duration } from '../../src/page/words/units.ts';
import { timelineOf } from '../../src/volumeMigrate/definition.ts';
import { inBrowser, PATIENCE_MS } from '../browser/inBrowser.ts';
import { useBench } from './bench.ts';
import { openTab, slider, stateInChart } from './browser.ts';
import { COURSES, finished } from './runs.ts';

const SHOWN = [COURSES.refusal, COURSES.swap, COURSES.swapWithCleanUp, COURSES.failedSwap];

inBrowser('the page explains', () => {
  const bench = useBench();
  let store: JournalStore;
  let inspector: Inspector;
  beforeAll(async () => {
    store = await finished(SHOWN);
    inspector = await startInspector({ store, page: bench.page });
  }, PATIENCE_MS);
  afterAll(async () => {
    await inspector.close();
  });

  async function open(course: (typeof SHOWN)[number]) {
    const runs = (await store.list()).toReversed();
    const runId = runs[SHOWN.indexOf(course)]?.runId ?? '';
    const { page, errors } = await openTab(bench.browser, `${inspector.url}#run=${runId}`);
    await page.locator('.badge').waitFor();
    return { page, errors, runId, timeline: timelineOf(await store.read(runId)) };
  }
  const showTab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
  const textsOf = async (page: Page, selector: string) =>
    (await page.locator(selector).allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());

  test('a guard that did not hold: by the facts against it, and what it read', async () => {
    const { page, errors, timeline } = await open(COURSES.refusal);
    const server = timeline.result?.error?.reasons[0]?.match(/server ([0-9a-f]{8})/)?.[1];
    const question = page.locator('.question', { hasText: 'Is the volume detached, and without snapshots?' });
    expect(await question.locator('.said').textContent()).toBe('No');
    expect(await textsOf(page, '.question .fact.is-unmet')).toEqual([
      'does not hold: its status is in-use',
      `does not hold: it is attached to server ${server}`,
    ]);
    expect(await textsOf(page, '.question .fact:not(.is-unmet)')).toContain('holds: it has no snapshots');
    await page.getByRole('button', { name: 'see where it failed' }).click();
    expect(await stateInChart(page)).toBe('failed');
    await page.getByRole('button', { name: 'what isDetachedWithoutSnapshots was given' }).click();
    const given = page.locator('.row.is-here .readings');
    expect(await given.textContent()).toContain('context.volume.attachments.length1');
    expect(errors).toEqual([]);
  });

  test('every guard that was evaluated, including those that did not hold', async () => {
    const { page, timeline } = await open(COURSES.swap);
    const asked = timeline.moments.flatMap(({ steps }) => steps.flatMap(({ guards }) => guards));
    const shown: boolean[] = [];
    for (const { n, steps } of timeline.moments) {
      if (steps.every(({ guards }) => guards.length === 0)) continue;
      await page.evaluate(`location.hash = location.hash.replace(/&at=.*|$/, '&at=${n}')`);
      await page.locator('.row.is-here', { has: page.locator(`a.time[href$="at=${n}"]`) }).waitFor();
      shown.push(...(await textsOf(page, '.row.is-here .said')).map((said) => said === 'Yes'));
    }
    expect(shown).toEqual(asked.map(({ answer }) => answer));
    expect(shown).toContain(false);
  });

  test('a refusal: by its message, its code, and each reason', async () => {
    const { page, timeline } = await open(COURSES.refusal);
    const error = timeline.result?.error;
    const header = page.locator('.head');
    expect(await header.locator('.badge').textContent()).toBe('Failed');
    expect(await header.locator('.error strong').textContent()).toBe('Invalid state for cold migration');
    expect(await header.locator('.error code').textContent()).toBe(error?.code);
    expect(await header.locator('.error li').allTextContents()).toEqual(error?.reasons);
    expect(error?.reasons).toHaveLength(1);
  });

  test('what is left behind, and the warnings', async () => {
    const swap = await open(COURSES.swap);
    expect(await swap.page.locator('.outcome').textContent()).toContain('needs a hard reboot');
    const failed = await open(COURSES.failedSwap);
    const left = (await textsOf(failed.page, '.outcome .warning')).filter((text) =>
      text.includes('Left behind'),
    );
    expect(left).toHaveLength(failed.timeline.result?.leftovers.length ?? 0);
    expect(left[0]).toContain('source of a swap that is not proven');
  });

  test('every call, and each of its requests with method, path, status, duration and request ID', async () => {
    const { page, timeline } = await open(COURSES.swap);
    await showTab(page, 'Calls');
    const more = page.getByRole('button', { name: 'earlier request' });
    while ((await more.count()) > 0) await more.first().click();
    expect(await textsOf(page, '.call-head code')).toEqual(timeline.calls.map(({ call }) => call));
    const requests = timeline.calls.flatMap((made) => made.requests);
    expect(await textsOf(page, '.requests-made .path')).toEqual(
      requests.map(({ method, path }) => `${method} ${path}`),
    );
    expect(await textsOf(page, '.requests-made .status')).toEqual(
      requests.map(({ status }) => String(status)),
    );
    expect(await page.locator('.requests-made .took').count()).toBe(requests.length);
    await page.getByRole('button', { name: 'Copy request id' }).nth(1).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(requests[1]?.requestId);
  });

  test('what was read of each volume and server, change by change', async () => {
    const { page, timeline } = await open(COURSES.swap);
    await showTab(page, 'Observed');
    const table = page.getByRole('table', { name: `Volume ${timeline.input.parameters.resourceId}` });
    const statuses = await table.locator('tbody tr td:nth-child(2)').allTextContents();
    expect([statuses.at(0), statuses.at(-1)]).toEqual(['in-use', 'gone']);
    expect(statuses).toContain('detaching');
    const server = page.getByRole('table', { name: 'Server vm1' });
    expect(await server.locator('tbody').textContent()).toContain('active');
    await slider(page).fill('0');
    expect(await table.locator('tbody tr.is-later').count()).toBe(statuses.length);
  });

  test('the phases, each with its duration, and the parameters', async () => {
    const { page, timeline } = await open(COURSES.swapWithCleanUp);
    await showTab(page, 'Phases');
    expect(await textsOf(page, '.phases tbody code')).toEqual(timeline.phases.map(({ state }) => state));
    const took = await textsOf(page, '.phases tbody td.took');
    const all = timeline.phases.map(({ ms }) => (ms === null ? '' : duration(ms)));
    expect(took).toEqual(all);
    await page.getByRole('button', { name: 'Deleting the unused destination volume' }).click();
    expect(await stateOf(page)).toBe('cleaningUp.deletingDestinationVolume');
    await showTab(page, 'Parameters');
    const given = await page.locator('.shown-about').textContent();
    for (const [name, value] of Object.entries(timeline.input.parameters)) {
      const parameter = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(given).toContain(`${parameter}${value ?? 'not given'}`);
    }
    expect(given).toContain(`req-${timeline.runId}`);
  });

  const stateOf = (page: Page) => page.locator('.now code').textContent();

  test('only the decisions, on request', async () => {
    const { page, timeline } = await open(COURSES.refusal);
    await page.getByLabel('decisions only').check();
    const decisive = timeline.moments.filter(({ steps }) => steps.some(({ guards }) => guards.length > 0));
    expect(await page.locator('.row').count()).toBe(decisive.length);
  });
});
