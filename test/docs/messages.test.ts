// The page "What a message means" explains every code, and nothing else.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCodes } from '../../docs/generate/codes.ts';
import { MEANINGS } from '../../docs/generate/meanings/index.ts';
import type { Meaning } from '../../docs/generate/meanings/types.ts';
import { messagesPage } from '../../docs/generate/messagesPage.ts';
import { REFUSALS } from '../../machines/refusals.ts';
import { ROOT } from './pages.ts';

const explained = MEANINGS.flatMap(({ meanings }) => Object.keys(meanings));

test('every code of the sources is explained, once, and no other', () => {
  expect(explained.toSorted()).toEqual(findCodes());
});

test('the codes are found in every form in which sources write them', () => {
  const codes = findCodes();
  for (const code of Object.keys(REFUSALS)) expect(codes).toContain(code);
  // A literal, a member, a union, a choice, a table of HTTP statuses, and one of two after a question.
  for (const code of [
    'PlanTooOld',
    'JournalUnusable',
    'MachineMisused',
    'StillDeleting',
    'RateLimited',
    'TlsFailed',
  ])
    expect(codes).toContain(code);
});

test('the messages that are quoted are those of the sources', () => {
  const sources = globSync(['{src,services,machines}/**/*.ts'], { cwd: ROOT })
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  const quoted = MEANINGS.flatMap(({ meanings }) =>
    Object.values<Meaning>(meanings).flatMap(({ messages = [] }) => messages),
  );
  expect(quoted.length).toBeGreaterThan(5);
  for (const message of quoted) {
    const parts = message.split(/<[^>]+>/).map((part) => part.replaceAll(/[.*+?^$(){}|[\]\\]/g, '\\$&'));
    expect(sources).toMatch(new RegExp(parts.join('\\$\\{[^`]*\\}')));
    expect(messagesPage()).toContain(message.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  }
});

test('each has a cause, a remedy and, if the chart refuses with it, its message', () => {
  const page = messagesPage();
  for (const { meanings } of MEANINGS)
    for (const [code, { cause, remedy }] of Object.entries(meanings)) {
      expect(page).toContain(`### ${code}\n`);
      for (const sentence of [cause, remedy]) expect(sentence).toMatch(/^[`*A-Z].*[.?*]$/s);
    }
  expect(page).toContain('> Volume type must be same for migrating\n');
  expect(page).not.toMatch(/undefined|\[object|=&gt;/);
});
