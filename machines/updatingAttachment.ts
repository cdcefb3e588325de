// The specification's five steps. The source is deleted only on proof; the temporary user is deleted whatever happened.
import { makingDestination } from './makingDestination.ts';
import { volumeMigrateSetup } from './setup.ts';
import { swapping } from './swapping.ts';
import { takingAway } from './takingAway.ts';

export const updatingAttachment = volumeMigrateSetup.createStateConfig({
  description: 'Swap by an attachment update: the five steps',
  initial: 'creatingTemporaryUser',
  // A call under way is waited for: what it makes is known only then, and taken away after.
  on: { cancel: { actions: 'noteCancel' } },
  states: { ...makingDestination, ...swapping, ...takingAway },
});
