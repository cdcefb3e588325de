// What the codes mean: anything else.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'Other codes',
  intro: '',
  meanings: {
    NotProven: {
      cause:
        'A leftover was not removed, because there is no proof that it belongs to volume-migrate and is unused. The reasons say what is missing.',
      remedy: 'Check it yourself, and remove it with the OpenStack client if nobody needs it.',
    },
    Failed: {
      cause: 'A call of a workflow, or a move of a plan, failed without a code of its own.',
      remedy: 'Read the message.',
    },
    Internal: {
      cause: 'The machine received an error in an unknown format. This is a bug in volume-migrate.',
      remedy: 'Please report it with the output of `volume-migrate export RUN`.',
    },
    Unexpected: {
      cause: 'A bug in volume-migrate, not a problem of the cloud. A call may have been made before it.',
      remedy:
        'Check the cloud, resume the run, and please report the bug with the output of `volume-migrate export RUN`.',
    },
  },
} satisfies MeaningGroup;
