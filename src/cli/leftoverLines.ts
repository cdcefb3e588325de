// Leftovers as lines of text, at most 100 characters wide, and no wider than the terminal.
import type { FoundLeftover, LeftoverKind, Leftovers } from '../leftovers/types.ts';
import type { Pen } from './output.ts';
import { ageInWords } from './render.ts';
import { wrap } from './wrap.ts';

const WIDEST = 100;
// Below this, a row of the table does not fit.
const TABLE_WIDTH = 80;

const NOT_LOOKED_AT = 'not checked';

const KINDS: Readonly<Record<LeftoverKind, string>> = {
  'temporary-user': 'temporary user',
  'watcher-user': "Watcher's user",
  'destination-volume': 'destination volume',
  'named-volume': 'volume a run left',
  'target-volume': "Cinder's target",
  'source-copy': "Cinder's old copy",
  'stuck-volume': 'stuck volume',
  move: 'move under way',
  reservation: 'reserved quota',
  'undriven-run': 'run not driven',
  'stale-claim': 'stale claim',
};

const HEADS = { ...KINDS, plan: 'open plan' } as const;

const VERDICTS: Readonly<Record<FoundLeftover['verdict'], string>> = {
  removable: 'yes',
  kept: 'no',
  unfinished: 'no, run is open',
  moving: 'no, moving',
};

/** A leftover in a few words, for a question or a result. */
export const leftoverInWords = ({ kind, id }: FoundLeftover): string => `${KINDS[kind]} ${id}`;

/** A block for each leftover, then what could not be checked, then the total. */
export function leftoverLines(
  { found, notLookedAt }: Leftovers,
  now: number,
  pen: Pen,
  terminal: number | null = null,
): string[] {
  const width = Math.min(terminal ?? WIDEST, WIDEST);
  const hasTable = found.length > 0 && width >= TABLE_WIDTH;
  return [
    ...(hasTable ? [pen.paint('bold', row('KIND', 'ID', 'AGE', 'REMOVABLE'))] : []),
    ...found
      .filter(({ planId }) => planId === undefined)
      .flatMap((leftover) => blockOf(leftover, now, pen, width)),
    ...planBlocks(found, now, pen, width),
    ...notLookedAt.flatMap(({ what, why }) =>
      // Coloured only after it is broken into lines: colours have no width.
      indented(`${NOT_LOOKED_AT}: ${what}: ${why}`, ['', '  '], width).map((line, index) =>
        index === 0 ? line.replace(NOT_LOOKED_AT, (words) => pen.paint('yellow', words)) : line,
      ),
    ),
    ...sum(found, notLookedAt.length === 0),
  ];
}

const row = (kind: string, id: string, age: string, verdict: string): string =>
  `${kind.padEnd(18)}  ${id.padEnd(36)}  ${age.padEnd(11)}  ${verdict}`;

function headOf(
  {
    kind,
    id,
    since,
    verdict,
  }: Pick<FoundLeftover, 'id' | 'since' | 'verdict'> & { readonly kind: keyof typeof HEADS },
  now: number,
  width: number,
): string[] {
  const age = since === null ? 'unknown' : ageInWords(since, now);
  if (width >= TABLE_WIDTH) return [row(HEADS[kind], id, age, VERDICTS[verdict])];
  return [`${HEADS[kind]} ${id}`, `  age ${age}, removable: ${VERDICTS[verdict]}`];
}

function blockOf(leftover: FoundLeftover, now: number, { paint }: Pen, width: number): string[] {
  const { kind, verdict, evidence, missing, advice } = leftover;
  const within = (line: string): string[] => indented(line, ['  ', '    '], width);
  const style = { removable: 'green', kept: 'yellow', unfinished: 'cyan', moving: 'cyan' } as const;
  return [
    ...headOf(leftover, now, width).map((line) => paint(style[verdict], line)),
    ...evidence.flatMap(within),
    ...missing.flatMap((line) => within(kind === 'move' ? line : `not proven: ${line}`)),
    ...within(`→ ${advice}`),
    '',
  ];
}

// What belongs to an open plan is one entry, with the command that resumes the plan.
function planBlocks(found: readonly FoundLeftover[], now: number, { paint }: Pen, width: number): string[] {
  const plans = Map.groupBy(
    found.filter(({ planId }) => planId !== undefined),
    ({ planId = '' }) => planId,
  );
  return [...plans].flatMap(([planId, ofPlan]) => {
    const [first] = ofPlan as [FoundLeftover, ...FoundLeftover[]];
    const since =
      ofPlan
        .map((one) => one.since ?? '')
        .filter((time) => time !== '')
        .toSorted()[0] ?? null;
    const head = { kind: 'plan', id: planId, since, verdict: first.verdict } as const;
    return [
      ...headOf(head, now, width).map((line) => paint('cyan', line)),
      ...indented(kindsInWords(ofPlan), ['  ', '    '], width),
      ...indented(`→ ${first.advice}`, ['  ', '    '], width),
      '',
    ];
  });
}

// `6 moves under way, 2 temporary users`
function kindsInWords(found: readonly FoundLeftover[]): string {
  const counts = [...Map.groupBy(found, ({ kind }) => kind)].map(
    ([kind, { length }]) => `${length} ${length === 1 ? KINDS[kind] : (PLURALS[kind] ?? `${KINDS[kind]}s`)}`,
  );
  return counts.join(', ');
}

const PLURALS: Readonly<Partial<Record<LeftoverKind, string>>> = {
  'named-volume': 'volumes runs left',
  'source-copy': "Cinder's old copies",
  move: 'moves under way',
  reservation: 'reserved quotas',
  'undriven-run': 'runs not driven',
};

const indented = (text: string, [first, others]: readonly [string, string], width: number): string[] =>
  wrap(text, width - others.length).map((line, index) => `${index === 0 ? first : others}${line}`);

function sum(found: readonly FoundLeftover[], isComplete: boolean): string[] {
  const count = (verdict: FoundLeftover['verdict']): number =>
    found.filter((one) => one.verdict === verdict).length;
  const [removable, kept, unfinished] = [count('removable'), count('kept'), count('unfinished')];
  const moving = count('moving');
  const all = removable + kept;
  const nothing = unfinished === 0 ? 'nothing found' : 'nothing found from finished runs';
  const left =
    all === 0
      ? `${nothing}${isComplete ? '' : ' in the parts that could be checked'}`
      : `${all} found, ${removable} of them proven to belong to volume-migrate and to be unused`;
  const others = [
    ...(unfinished === 0 ? [] : [`${unfinished} from open runs`]),
    ...(moving === 0 ? [] : [`${moving} ${moving === 1 ? 'move' : 'moves'} under way that no run follows`]),
  ];
  return [[left, ...others].join('; ')];
}
