// What every change of type has in common while it reads what the type means.
import type { Reply } from './after.ts';
import { cancelled, refused } from './reached.ts';
import { cancel, details, done, failed } from './walk.ts';

const noAccess = details({ hasAccess: false });

/** The replies to the reading; `next` is the state that follows if nothing is against the type. */
export const typeDetailsReplies = (next: string): readonly Reply[] => [
  ['nothing against it', done('getTypeDetails', details()), next, { typeDetails: details() }],
  [
    'a type that the project may not use',
    done('getTypeDetails', noAccess),
    'failed',
    { typeDetails: noAccess, failure: 'VolumeTypeNotAllowed', status: 'FAILED' },
  ],
  ['a refusal', failed('getTypeDetails'), 'failed', refused],
  ['a cancel', cancel, 'cancelled', cancelled],
];
