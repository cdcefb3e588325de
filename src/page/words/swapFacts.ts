// The signs of a direct swap, and what had failed before a run ended.
import { elements, type Tell } from './facts.ts';

const ATTACHED = 'event.swap.attachedVolumeIds';

/** Whether Nova shows the destination attached to the server. */
export const destinationAttached: Tell = (given) => {
  if (!(`${ATTACHED}.length` in given)) return [];
  const met = elements(given, ATTACHED).includes(given['context.destinationVolumeId']);
  return [
    {
      text: met ? 'Nova shows the destination attached' : 'Nova does not show the destination attached',
      met,
    },
  ];
};

/** The same, and that Nova no longer shows the source: read only if the destination is shown. */
export const shownAttached: Tell = (given) => {
  const [destination] = destinationAttached(given);
  if (destination === undefined) return [];
  if (destination.met === false) return [destination];
  const isSource = elements(given, ATTACHED).includes(given['context.volume.id']);
  const text = isSource ? 'Nova still shows the source attached' : 'Nova no longer shows the source attached';
  return [destination, { text, met: !isSource }];
};

export const sourceGone: Tell = (given) => {
  if (given['event.swap.result'] !== 'Success') return [];
  const gone = given['event.swap.source'] === null;
  return [{ text: gone ? 'Cinder no longer shows the source' : 'Cinder still shows the source', met: gone }];
};

// Only a failure that is null is read to the end.
export const noFailure: Tell = (given) => {
  if (given['context.cancelRequested'] !== true) return [];
  const none = 'context.failure' in given;
  return [{ text: none ? 'nothing had failed' : 'the run had failed', met: none }];
};
