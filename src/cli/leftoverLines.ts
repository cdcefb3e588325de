// Leftovers as lines of text, at most 100 characters wide.
import type { FoundLeftover, LeftoverKind, Leftovers } from '../leftovers/types.ts';
import type { Pen } from './output.ts';
import { ageInWords } from './render.ts';
import { wrap } from './wrap.ts';

const WIDTH = 100;

const NOT_LOOKED_AT = 'not checked';

const KINDS: Readonly<Record<LeftoverKind, string>> = {
  'temporary-user': 'temporary user',
  'watcher-user': "Watcher's user",
  'destination-volume': 'destination volume',
  'named-volume': 'volume a run left',
  'target-volume': "Cinder's target",
  'source-copy': "Cinder's old copy",
  'stuck-volume': 'stuck volume',
  reservation: 'reserved quota',
};

const VERDICTS: Readonly<Record<FoundLeftover['verdict'], string>> = {
  removable: 'yes',
  kept: 'no',
  unfinished: 'no, run is open',
};

/** A leftover in a few words, for a question or a result. */
export const leftoverInWords = ({ kind, id }: FoundLeftover): string => `${KINDS[kind]} ${id}`;

/** A block for each leftover, then what could not be checked, then the total. */
export function leftoverLines({ found, notLookedAt }: Leftovers, now: number, pen: Pen): string[] {
  return [
    ...(found.length === 0 ? [] : [pen.paint('bold', row('KIND', 'ID', 'AGE', 'REMOVABLE'))]),
    ...found.flatMap((leftover) => blockOf(leftover, now, pen)),
    ...notLookedAt.flatMap(({ what, why }) =>
      // Coloured only after it is broken into lines: colours have no width.
      indented(`${NOT_LOOKED_AT}: ${what}: ${why}`, '', '  ').map((line, index) =>
        index === 0 ? line.replace(NOT_LOOKED_AT, (words) => pen.paint('yellow', words)) : line,
      ),
    ),
    ...sum(found, notLookedAt.length === 0),
  ];
}

const row = (kind: string, id: string, age: string, verdict: string): string =>
  `${kind.padEnd(18)}  ${id.padEnd(36)}  ${age.padEnd(11)}  ${verdict}`;

function blockOf(leftover: FoundLeftover, now: number, { paint }: Pen): string[] {
  const { kind, id, since, verdict, evidence, missing, advice } = leftover;
  const style = { removable: 'green', kept: 'yellow', unfinished: 'cyan' } as const;
  return [
    paint(
      style[verdict],
      row(KINDS[kind], id, since === null ? 'unknown' : ageInWords(since, now), VERDICTS[verdict]),
    ),
    ...evidence.flatMap((line) => indented(line, '  ', '    ')),
    ...missing.flatMap((line) => indented(`not proven: ${line}`, '  ', '    ')),
    ...indented(`→ ${advice}`, '  ', '    '),
    '',
  ];
}

const indented = (text: string, first: string, others: string): string[] =>
  wrap(text, WIDTH - others.length).map((line, index) => `${index === 0 ? first : others}${line}`);

function sum(found: readonly FoundLeftover[], isComplete: boolean): string[] {
  const count = (verdict: FoundLeftover['verdict']): number =>
    found.filter((one) => one.verdict === verdict).length;
  const [removable, kept, unfinished] = [count('removable'), count('kept'), count('unfinished')];
  const all = removable + kept;
  const nothing = unfinished === 0 ? 'nothing found' : 'nothing found from finished runs';
  const left =
    all === 0
      ? `${nothing}${isComplete ? '' : ' in the parts that could be checked'}`
      : `${all} found, ${removable} of them proven to belong to volume-migrate and to be unused`;
  return [`${left}${unfinished === 0 ? '' : `; ${unfinished} from open runs`}`];
}
