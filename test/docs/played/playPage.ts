// Plays a page as its reader does: files are written, commands run one after the other in one shell, output is compared.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Block, Page } from '../pages.ts';
import type { ReadersFolder } from './folder.ts';

/** What differs between a page and what its commands printed; empty if it works as written. */
export async function playPage(page: Page, { folder, env }: ReadersFolder): Promise<string[]> {
  const blocks = page.blocks.filter(({ language, file }) => file !== null || SHELL.includes(language));
  const script = blocks.map((block, index) => scriptOf(block, index)).join('\n');
  const file = join(folder, '.page.sh');
  await writeFile(file, `set -euo pipefail\n${script}\nprintf '\\036'\n`);
  const child = spawn('bash', [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [status, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  const parts = stdout.split('\u001e').slice(1);
  if (status !== 0) {
    const last = blocks[parts.length - 1];
    return [
      `${page.path}:${last?.line}: exit status ${status}\n${last?.code}\n${parts.at(-1)}\n${stderr.slice(-2000)}`,
    ];
  }
  return blocks.flatMap((block, index) => compare(page, block, parts[index] ?? ''));
}

const SHELL = ['sh', 'console'];

function scriptOf({ language, file, code }: Block, index: number): string {
  const mark = "printf '\\036'";
  if (file !== null) return `${mark}\ncat > ${file} <<'END_OF_${index}'\n${code}END_OF_${index}`;
  if (language === 'sh') return `${mark}\n${code}`;
  return `${mark}\nset +e\n${commandsOf(code).join('\n')}\nset -e`;
}

const commandsOf = (code: string): string[] =>
  [...code.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command ?? '');

function compare({ path }: Page, { language, code, line }: Block, printed: string): string[] {
  if (language !== 'console') return [];
  const shown = code.replaceAll(/^\$ .*\n/gm, '');
  if (masked(shown) === masked(printed)) return [];
  return [`${path}:${line} shows\n${shown}but the command prints\n${printed}`];
}

// What differs from run to run, and the spaces that align a column with it.
const masked = (output: string): string =>
  output
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID')
    .replaceAll(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, 'TIME')
    .replaceAll(/\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/g, 'ID')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1')
    .replaceAll(/\b\d+(\.\d+)? ?(ms|s|min|minutes?|seconds?)\b/g, 'DURATION')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-{3,}|─{3,}/g, '---')
    .trim();
