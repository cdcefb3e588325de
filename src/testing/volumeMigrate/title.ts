// A path as a sentence: "cold, detached, no snapshots, node given, same type, Cinder accepts, moved → succeeded".
import type { GuardName } from '../../../machines/guards.ts';
import type { VolumeMigrateMachine } from '../../../machines/volumeMigrate.ts';
import type { Walk } from '../walk.ts';
import type { SteeredReply } from './reply.ts';

/** What the result of a question says; null if the reply before has already said it. */
const QUESTIONS: Partial<Record<GuardName, readonly [yes: string | null, no: string | null]>> = {
  isCold: ['cold', null],
  isSwap: ['swap', null],
  isMigrate: ['migrate', null],
  isRetype: ['retype', 'an unknown type'],
  hasDestinationNode: ['node given', null],
  isPoolUnnamed: ['without its pool', null],
  hasDestinationType: ['type given', 'no destination given'],
  isSameVolumeType: ['same type', 'another type'],
  isDifferentVolumeType: ['another type', 'its own type'],
  asksForRetype: ['retype requested', null],
  isStartableOtherwise: ['retype instead', null],
  asksForAttachmentWithOldMigrationStatus: ['attachment update requested', null],
  asksForAttachment: ['attachment update requested', null],
};

/** The walk in words, and its end. */
export function titleOf(walk: Walk<VolumeMigrateMachine, SteeredReply>): string {
  const said = walk.flatMap(({ reply, guards }, index) => [
    ...(reply === null || reply.isPlain ? [] : [inWords(reply, walk[index - 1]?.state ?? '')]),
    ...guards.flatMap(({ transition, answer }) => {
      const [yes, no] = QUESTIONS[transition.guard as GuardName] ?? [null, null];
      return (answer ? yes : no) ?? [];
    }),
  ]);
  return `${said.join(', ')} → ${endOf(walk)}`;
}

// A cancel may come at any time: the title says when, `creatingTemporaryUser` as "creating temporary user".
function inWords({ words, isOwn }: SteeredReply, state: string): string {
  if (!isOwn) return words;
  const doing = state.split('.').at(-1) ?? '';
  return `${words} while ${doing.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
}

function endOf(walk: Walk<VolumeMigrateMachine, SteeredReply>): string {
  const last = walk.at(-1);
  const code = last?.snapshot.output?.error?.code;
  return `${last?.state}${code === undefined ? '' : ` (${code})`}`;
}
