// Which folder may import which: machines ← services ← src ← test.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

interface Rule {
  readonly folder: string;
  /** Folders within it that have rules of their own. */
  readonly except?: readonly string[];
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  /** Folders from which only types may be imported. */
  readonly typesOf?: readonly string[];
}

// The ground floor: rules and names that several parts share, the page too. At run time they need each other alone.
const GROUND_FLOOR = [
  'src/engine/phases.ts',
  'src/engine/calls.ts',
  'src/engine/statePath.ts',
  'src/plan/name.ts',
  'src/volumeMigrate/name.ts',
  'machines/attachmentReasons.ts',
  'machines/completion.ts',
  'machines/encryption.ts',
  'machines/limits.ts',
  'machines/migrationTypes.ts',
  'machines/plan/slots.ts',
  'machines/slotAmount.ts',
  'machines/volumeMigrateError.ts',
  'machines/volumeRules.ts',
  'machines/quotaRules.ts',
  'machines/runMark.ts',
  'machines/serviceReasons.ts',
];

const rules: readonly Rule[] = [
  { folder: 'machines', folders: ['machines'], packages: ['xstate'] },
  {
    folder: 'services',
    folders: ['services', ...GROUND_FLOOR.filter((file) => file.startsWith('machines/'))],
    typesOf: ['machines'],
    packages: ['got', 'zod', 'yaml', 'node:'],
  },
  // It runs any machine: nothing in it knows of OpenStack.
  {
    folder: 'src/engine',
    folders: [
      'src/engine',
      'src/printable.ts',
      'machines/transitions.ts',
      'machines/volumeMigrateError.ts',
      'machines/slotAmount.ts',
    ],
    packages: ['xstate', 'node:'],
  },
  // The engine on Restate: nothing in it knows of OpenStack either.
  {
    folder: 'src/restate/engine',
    folders: [
      'src/restate/engine',
      'src/engine',
      'src/printable.ts',
      'machines/volumeMigrateError.ts',
      'machines/slotAmount.ts',
    ],
    packages: ['@restatedev/restate-sdk', 'xstate', 'node:'],
  },
  // Only what is loaded for spans and metrics needs OpenTelemetry's packages.
  {
    folder: 'src/opentelemetry',
    folders: [
      'src/opentelemetry',
      'src/engine',
      'src/plan/name.ts',
      'src/printable.ts',
      'services/version.ts',
    ],
    typesOf: ['machines'],
    packages: ['@opentelemetry/api', '@opentelemetry/sdk-node', 'node:'],
  },
  {
    folder: 'src',
    except: ['src/page', 'src/restate/engine', 'src/opentelemetry'],
    folders: ['src', 'services', 'machines'],
    packages: ['xstate', 'zod', 'commander', 'log-update', 'yaml', 'ws', 'node:'],
  },
  // It runs in a browser: from the rest it imports types, the drawing, and what imports nothing at run time.
  {
    folder: 'src/page',
    folders: ['src/page', 'diagrams', ...GROUND_FLOOR],
    typesOf: ['src', 'machines'],
    packages: ['preact'],
  },
];

const sources = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const statements = source.matchAll(/^\s*(import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = source.matchAll(/import\('([^']+)'\)/g);
  return [
    ...[...statements].map(([, , type, from]) => ({ from: from ?? '', typeOnly: type !== undefined })),
    ...[...dynamic].map(([, from]) => ({ from: from ?? '', typeOnly: false })),
  ];
}

function isAllowed(file: string, { from, typeOnly }: Import, rule: Rule): boolean {
  if (!from.startsWith('.')) {
    return rule.packages.some(
      (name) => from === name || from.startsWith(name.endsWith(':') ? name : `${name}/`),
    );
  }
  const target = relative(ROOT, join(ROOT, dirname(file), from));
  const isIn = (place: string): boolean => target === place || target.startsWith(`${place}/`);
  return rule.folders.some(isIn) || (typeOnly && (rule.typesOf ?? []).some(isIn));
}

test.each(rules)('$folder imports $folders, $packages and nothing else', (rule) => {
  const isElsewhere = (file: string): boolean =>
    (rule.except ?? []).some((folder) => file.startsWith(`${folder}/`));
  const files = sources(rule.folder).filter((file) => !isElsewhere(file));
  expect(files.length).toBeGreaterThan(0);
  const imports = files.flatMap((file) => importsOf(file).map((one) => ({ file, ...one })));
  expect(imports.length).toBeGreaterThan(files.length / 2);
  expect(imports.filter((one) => !isAllowed(one.file, one, rule))).toEqual([]);
});

test.each(GROUND_FLOOR)('%s needs nothing but the ground floor when it runs', (file) => {
  const ground = { folder: 'the ground floor', folders: GROUND_FLOOR, packages: [] };
  const needed = importsOf(file).filter(({ typeOnly }) => !typeOnly);
  expect(needed.filter((one) => !isAllowed(file, one, ground))).toEqual([]);
});

test('the simulated cloud imports neither the machine nor its services: it is OpenStack, not this tool', () => {
  const own = sources('src').filter((file) => file.startsWith('src/simulator/'));
  const foreign = own.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from }) => relative(ROOT, join(ROOT, dirname(file), from)))
      .filter((target) => !target.startsWith('src/simulator/')),
  );
  expect(own.length).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
