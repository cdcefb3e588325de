// The specification's five steps. The source is deleted only on proof; the temporary user is deleted whatever happened.
import { finishing } from './finishing.ts';
import { makingDestination } from './makingDestination.ts';
import { volumeMigrateSetup } from './setup.ts';
import { swapping } from './swapping.ts';

export const updatingAttachment = volumeMigrateSetup.createStateConfig({
  description: 'Swap by attachment update: the five steps',
  initial: 'creatingTemporaryUser',
  // A cancel waits for the call under way: only then is it known what it created, to be rolled back.
  on: { cancel: { actions: 'noteCancel' } },
  states: { ...makingDestination, ...swapping, ...finishing },
});
