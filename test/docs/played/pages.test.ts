// Every page works as written: its files and commands, in order, against a simulated cloud.
import { expect, test } from 'vitest';
import { type Page, sitePages } from '../pages.ts';
import { openReadersFolder } from './folder.ts';
import { PLAYED_ELSEWHERE } from './playedElsewhere.ts';
import { playPage } from './playPage.ts';
import { prepare } from './prepare.ts';

const isPlayed = ({ path, blocks }: Page): boolean =>
  !PLAYED_ELSEWHERE.has(path) && blocks.some(({ language }) => ['sh', 'console'].includes(language));

test.concurrent.each(sitePages().filter(isPlayed))('$path works as written', async (page) => {
  await using reader = await openReadersFolder();
  expect(await playPage(await prepare(page, reader), reader)).toEqual([]);
});
