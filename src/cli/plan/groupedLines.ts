// Messages about volumes of a plan as lines of text: volumes with the same message share their lines, and many of them are only counted.
import { counted } from './planWords.ts';

/** A message about a volume. */
export interface Told {
  /** Such as `FAILED`. */
  readonly label: string;
  /** Its volume in words. */
  readonly volume: string;
  /** Null if the reasons say it all. */
  readonly message: string | null;
  readonly reasons: readonly string[];
  /** What follows the volume if its lines are its own, such as its run. */
  readonly detail?: string;
}

export interface GroupedOptions {
  /** How many groups are shown. */
  readonly most: number;
  /** The command that shows all of them. */
  readonly rest: string;
  /** Colours a label. */
  readonly paint: (label: string) => string;
}

const MOST_VOLUMES = 5;

/**
 * The lines of at most `most` groups; the other volumes are counted by their messages. If there are more groups, reasons
 * that differ only in IDs and numbers count as the same.
 */
export function groupedLines(all: readonly Told[], { most, rest, paint }: GroupedOptions): string[] {
  const exact = [...Map.groupBy(all, keyOf).values()];
  const groups = exact.length <= most ? exact : [...Map.groupBy(all, alike).values()];
  const others = groups.slice(most).flat();
  const isWhole = groups.length === exact.length && others.length === 0;
  return [
    ...groups.slice(0, most).flatMap((group) => linesOf(group, paint)),
    ...(others.length === 0 ? [] : [`and ${restOf(others)}`]),
    ...(isWhole ? [] : [`to see each of them, run: ${rest}`]),
  ];
}

const keyOf = ({ label, message, reasons }: Told): string => JSON.stringify([label, message, reasons]);

const alike = (told: Told): string => withoutFigures(keyOf(told));

/** The text with `…` in place of each ID and each number. */
export const withoutFigures = (text: string): string => text.replaceAll(ID_OR_NUMBER, '…');

const ID_OR_NUMBER = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b\d+(?:\.\d+)?\b/g;

function linesOf(group: readonly Told[], paint: GroupedOptions['paint']): string[] {
  const [first] = group as [Told, ...Told[]];
  const { label, volume, detail = '' } = first;
  const [message, reasons] = saidOnce(first);
  const said = message === null ? '' : `: ${message}`;
  if (group.length === 1)
    return [`${paint(label)}: ${volume}${said}${detail}`, ...reasons.map((reason) => `  - ${reason}`)];
  const isSame = group.every((told) => keyOf(told) === keyOf(first));
  const isMessageSame = group.every((told) => told.message === first.message);
  return [
    `${paint(label)}: ${counted(group.length, 'volume')}${isMessageSame ? '' : ', for example'}${said}`,
    ...reasons.map((reason) => `  - ${isSame ? '' : 'for example: '}${reason}`),
    `  ${volumesOf(group)}`,
  ];
}

// A message is not repeated as a reason, and a single reason needs no message.
function saidOnce({ message, reasons }: Told): [string | null, readonly string[]] {
  const others = reasons.filter((reason) => reason !== message);
  const [only, ...more] = others;
  return message === null && only !== undefined && more.length === 0 ? [only, []] : [message, others];
}

function volumesOf(group: readonly Told[]): string {
  const more = group.length - MOST_VOLUMES;
  const shown = group.slice(0, MOST_VOLUMES).map(({ volume }) => volume);
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

// `30 more: 20 FAILED (no space left), 10 SKIPPED`
function restOf(others: readonly Told[]): string {
  const kinds = Map.groupBy(others, ({ label, message }) =>
    message === null ? label : `${label} (${message})`,
  );
  const counts = [...kinds].map(([kind, { length }]) => `${length} ${kind}`);
  return `${others.length} more: ${counts.slice(0, MOST_VOLUMES).join(', ')}${counts.length > MOST_VOLUMES ? ' …' : ''}`;
}
