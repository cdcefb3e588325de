// The golden transcripts as files: each shape and set of headers is stored once, and the steps refer to it.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Release } from '../../src/simulator/index.ts';
import type { Shape } from './shape.ts';
import type { CallStep, Golden, GoldenStep } from './transcript.ts';

interface Tables {
  readonly shapes: Record<string, Shape>;
  readonly headers: Record<string, readonly string[]>;
}

interface GoldenFile extends Tables {
  readonly release: Release;
  /** Calls as `[title, request, status, headers, body]`; courses as `{course, rows}`. */
  readonly scenarios: Record<string, readonly FileStep[]>;
}

type FileCall = readonly [title: string, request: string, status: number, headers: string, body: string];

interface FileCourse {
  readonly course: string;
  /** A state as it is; `briefly: …` or `sometimes: …`. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

type FileStep = FileCall | FileCourse;

const fileOf = (release: Release): URL => new URL(`transcripts/${release}.json`, import.meta.url);

export async function readGolden(release: Release): Promise<Golden> {
  const file = JSON.parse(await readFile(fileOf(release), 'utf8')) as GoldenFile;
  const scenarios = Object.entries(file.scenarios).map(
    ([name, steps]) => [name, steps.map((step) => fromFile(step, file))] as const,
  );
  return { release, scenarios: Object.fromEntries(scenarios) };
}

function fromFile(step: FileStep, tables: Tables): GoldenStep {
  if (!('course' in step)) {
    const [title, request, status, headers, body] = step;
    return {
      ...{ kind: 'call', title, request, status },
      headers: tables.headers[headers] ?? [],
      body: tables.shapes[body] ?? body,
    };
  }
  const rows = Object.entries(step.rows).map(([row, states]) => [row, states.map(toState)] as const);
  return { kind: 'course', title: step.course, rows: Object.fromEntries(rows) };
}

function toState(text: string) {
  const [, seen = 'always', state = text] = /^(briefly|sometimes): (.*)$/.exec(text) ?? [];
  return { state, seen: seen as 'always' | 'briefly' | 'sometimes' };
}

export async function writeGolden({ release, scenarios }: Golden): Promise<void> {
  const tables: Tables = { shapes: {}, headers: {} };
  const steps = Object.entries(scenarios).map(
    ([name, all]) => [name, all.map((step) => toFile(step, tables))] as const,
  );
  const file: GoldenFile = {
    release,
    scenarios: Object.fromEntries(steps),
    headers: sorted(tables.headers),
    shapes: sorted(tables.shapes),
  };
  await writeFile(fileOf(release), `${lines(file)}\n`);
}

// A step on one line, so that a change of one shows as one.
function lines(file: GoldenFile): string {
  const table = (entries: object, each: (value: unknown) => string): string =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${each(value)}`)
      .join(',\n');
  const steps = (value: unknown): string =>
    `[\n${(value as unknown[]).map((step) => `      ${JSON.stringify(step)}`).join(',\n')}\n    ]`;
  const parts = [
    `  "release": ${JSON.stringify(file.release)}`,
    `  "scenarios": {\n${table(file.scenarios, steps)}\n  }`,
    `  "headers": {\n${table(file.headers, JSON.stringify)}\n  }`,
    `  "shapes": {\n${table(file.shapes, JSON.stringify)}\n  }`,
  ];
  return `{\n${parts.join(',\n')}\n}`;
}

function toFile(step: GoldenStep, tables: Tables): FileStep {
  if (step.kind === 'call') return callToFile(step, tables);
  const rows = Object.entries(step.rows).map(
    ([row, states]) =>
      [row, states.map(({ state, seen }) => (seen === 'always' ? state : `${seen}: ${state}`))] as const,
  );
  return { course: step.title, rows: Object.fromEntries(rows) };
}

function callToFile({ title, request, status, headers, body }: CallStep, tables: Tables): FileCall {
  const headersName = `headers ${digest(headers)}`;
  tables.headers[headersName] = headers;
  if (typeof body === 'string') return [title, request, status, headersName, body];
  const bodyName = `${Object.keys(body)[0]} ${digest(body)}`;
  tables.shapes[bodyName] = body;
  return [title, request, status, headersName, bodyName];
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 6);

const sorted = <T>(table: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(table).sort(([left], [right]) => (left < right ? -1 : 1)));
