// The pages of the documentation, and their code blocks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Block {
  /** As the fence gives it; empty if it gives none. */
  readonly language: string;
  /** The name in square brackets behind the language: the file that the block is. */
  readonly file: string | null;
  readonly code: string;
  /** The number of its first line in the page. */
  readonly line: number;
}

export interface Page {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^( *)```(\w*)(?: \[([^\]\n]+)\])?[^\n]*\n(.*?)^\1```$/gms;

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const blocks = [...text.matchAll(FENCE)].map((match): Block => {
    const [, indent = '', language = '', file = null, code = ''] = match;
    const line = text.slice(0, match.index).split('\n').length + 1;
    return { language, file, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), line };
  });
  return { path, text, blocks };
}

/** Every page of the site. */
export const sitePages = (): Page[] =>
  readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
    .toSorted()
    .map((file) => readPage(join('docs', file)));

/** The code of the blocks of a page in one language. */
export const codeIn = (path: string, language: string): string[] =>
  readPage(path)
    .blocks.filter((block) => block.language === language)
    .map(({ code }) => code);
