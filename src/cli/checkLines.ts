// A check as lines of text.
import type { MigrationParameters } from '../../machines/types.ts';
import type { MigrationCheck, PlannedCall } from '../check/types.ts';
import { actionInWords } from './actionInWords.ts';
import type { Pen } from './output.ts';

/** What blocks the run, or that nothing does; the warnings; and, if wanted, the changes that the run would make, in order. */
export function checkLines(
  checked: MigrationCheck,
  parameters: MigrationParameters,
  withCalls: boolean,
  { paint }: Pen,
): string[] {
  const { clear, volumeId, operation, note, message, reasons, warnings, calls } = checked;
  const verdict = clear
    ? `${paint(['green', 'bold'], 'CLEAR')}: nothing blocks volume ${volumeId} (${actionInWords(parameters)}): ${operation === null ? '' : HOW[operation]}`
    : `${paint(['red', 'bold'], 'BLOCKED')}: ${message}`;
  return [
    verdict,
    ...reasons.map((reason) => `  - ${reason}`),
    ...(note === null ? [] : [`note: ${note}`]),
    ...warnings.map((warning) => `${paint('yellow', 'warning')}: ${warning}`),
    ...(withCalls && clear
      ? ['The run would make these changes, in order:', ...calls.flatMap(callLines)]
      : []),
  ];
}

const HOW = {
  migrate: 'Cinder would migrate it',
  retype: 'Cinder would retype it',
  swap: 'Nova would swap it for a new volume (swap by attachment)',
} as const;

const callLines = ({ service, method, path, description }: PlannedCall, index: number): string[] => [
  `${String(index + 1).padStart(3)}. ${description}`,
  `     ${method} ${service} ${path}`,
];
