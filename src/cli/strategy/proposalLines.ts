// A proposed plan in lines: what moves and why, what stays and why, and the pools before and after.
import process from 'node:process';
import type { Volume } from '../../../machines/types.ts';
import type { Plan, PlanPool } from '../../plan/file/types.ts';
import { penFor } from '../output.ts';
import { groupedLines } from '../plan/groupedLines.ts';
import { namedVolume } from '../plan/planWords.ts';
import { type Column, tableLines, terminalWidth } from '../table.ts';

const pen = penFor(process.stdout);

/** What the view knows of a volume, for its lines. */
export type SeenVolume = Pick<Volume, 'id' | 'name' | 'attachments'>;

/** The plan for a person. `rest`: the command that shows all of it. */
export function proposalLines(
  { actions, skipped, pools, notes }: Plan,
  volumes: readonly SeenVolume[],
  rest: string,
): string[] {
  const seen = new Map(volumes.map((volume) => [volume.id, volume]));
  return [
    ...(actions.length === 0
      ? ['nothing to move']
      : ['', pen.paint('bold', 'Moves:'), ...moveLines(actions, seen)]),
    ...(skipped.length === 0 ? [] : ['', pen.paint('bold', 'Stay:'), ...stayLines(skipped, seen, rest)]),
    ...(pools.length === 0 ? [] : ['', pen.paint('bold', 'Pools:'), ...poolLines(pools)]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ];
}

type Seen = ReadonlyMap<string, SeenVolume>;

const MOVE_COLUMNS: readonly Column[] = [
  { head: 'NAME', min: 8, drop: 2 },
  { head: 'VOLUME', min: 8 },
  { head: 'ATTACHED', drop: 1 },
  { head: 'HOW', drop: 0 },
  { head: 'TO', min: 12 },
  { head: 'WHY', min: 12, drop: 3 },
];

const moveLines = (actions: Plan['actions'], seen: Seen): string[] =>
  tableLines(
    MOVE_COLUMNS,
    actions.map(({ parameters: { resourceId, migrationType, ...to }, resourceName, reason }) => [
      resourceName ?? seen.get(resourceId)?.name ?? '',
      resourceId,
      attachedInWords(seen.get(resourceId)),
      migrationType,
      to.destinationNode ?? `type ${to.destinationType}`,
      reason ?? '',
    ]),
    terminalWidth(),
  );

const attachedInWords = (volume: SeenVolume | undefined): string =>
  volume === undefined ? '' : volume.attachments.length > 0 ? 'yes' : 'no';

const MOST_GROUPS = 20;

// The same reasons often keep many volumes back.
const stayLines = (skipped: Plan['skipped'], seen: Seen, rest: string): string[] =>
  groupedLines(
    skipped.map(({ resourceId, reasons }) => ({
      ...{ label: stateOf(seen.get(resourceId)), message: null, reasons },
      volume: namedVolume(resourceId, seen.get(resourceId)?.name || null),
    })),
    { most: MOST_GROUPS, rest, paint: (label) => label },
  );

const stateOf = (volume: SeenVolume | undefined): string =>
  volume === undefined ? 'volume' : volume.attachments.length > 0 ? 'attached' : 'detached';

const POOL_COLUMNS: readonly Column[] = [
  { head: 'POOL', min: 12 },
  { head: 'VOLUMES', isNumber: true },
  { head: 'AFTER', isNumber: true },
  { head: 'USED GIB', isNumber: true, drop: 0 },
  { head: 'AFTER', isNumber: true, drop: 1 },
  { head: 'USED %', isNumber: true },
  { head: 'AFTER', isNumber: true },
];

const FIGURES = ['volumes', 'used_gib', 'used_percent'];

const poolLines = (pools: readonly PlanPool[]): string[] =>
  tableLines(
    POOL_COLUMNS,
    pools.map(({ name, before, after }) => [
      name,
      ...FIGURES.flatMap((figure) => [String(before[figure] ?? '?'), String(after[figure] ?? '?')]),
    ]),
    terminalWidth(),
  );
