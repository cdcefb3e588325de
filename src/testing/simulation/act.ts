// Makes what a story says happen: to a run itself, or to the cloud around it.
import { happen } from './events.ts';
import { abandon, type Player, resume } from './player.ts';
import type { RunEvent, StoryEvent } from './story.ts';
import type { Theatre } from './theatre.ts';

/** Makes an event happen now. */
export function act(event: StoryEvent, theatre: Theatre): void {
  theatre.tell?.(JSON.stringify(event));
  theatre.happened.push({ at: theatre.stage.time.now(), event });
  if (isRunEvent(event)) befall(event, theatre);
  else happen(event, theatre.scene);
}

const RUN_EVENTS: readonly StoryEvent['kind'][] = [
  'cancel',
  'crash',
  'abandon',
  'journal fails',
  'clock jumps',
];

const isRunEvent = (event: StoryEvent): event is RunEvent => RUN_EVENTS.includes(event.kind);

// Nothing befalls a run that has ended, or that no living process drives.
function befall(event: RunEvent, theatre: Theatre): void {
  const player = theatre.players[event.run];
  if (player === undefined || player.hasEnded || !player.house.process.isAlive()) return;
  if (event.kind === 'cancel') player.cancel.abort();
  if (event.kind === 'crash') crash(player, event.resumeAfterMs, theatre);
  if (event.kind === 'journal fails') player.house.process.failJournal(event.forMs);
  if (event.kind === 'clock jumps') player.house.process.setClock(event.byMs);
  if (event.kind === 'abandon') abandon(player, event.resumeAfterMs, theatre);
}

// All who live in the house die with its process, and are gone on with together.
function crash({ house }: Player, resumeAfterMs: number, theatre: Theatre): void {
  const inhabitants = theatre.players.filter((each) => each.house === house);
  house.process.die();
  for (const each of inhabitants) each.run = null;
  theatre.stage.time.after(resumeAfterMs, () => {
    house.restart();
    for (const each of inhabitants) if (each.hasBegun && !each.hasEnded) void resume(each, theatre);
  });
}
