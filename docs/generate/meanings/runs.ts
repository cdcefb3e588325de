// What the codes mean: a run cannot be started or resumed.
import type { MeaningGroup } from './types.ts';

export default {
  title: 'A run cannot be started or resumed',
  intro: 'Nothing was sent to the cloud.',
  meanings: {
    RunHeld: {
      cause: 'Another run has the volume, or another process drives this run. The message names it.',
      remedy: 'Follow it with `volume-migrate watch RUN`. If its process is gone, resume it.',
    },
    RunNotFound: {
      messages: ['the journal has no run <ID>'],
      cause: 'The journal does not contain the run.',
      remedy:
        'List the runs with `volume-migrate runs`. Check that `--journal` or `--store` is the right one.',
    },
    RunEnded: {
      cause: 'The run has ended, or was given up.',
      remedy: 'See what happened with `volume-migrate show RUN`, and start a new run.',
    },
    RunOpen: {
      cause: 'The run has not ended, so it cannot be removed.',
      remedy: 'Resume it, or give it up.',
    },
    RunStopped: {
      cause: 'The run was stopped before it began, or by its worker.',
      remedy: 'Start it again. If it is listed as open, resume it.',
    },
    RunDriven: {
      cause: 'The run already has an actor, or was closed.',
      remedy: 'Call `createRun` or `embed` once for each run.',
    },
    RunSuspended: {
      cause: 'The run was left open, because its token has expired and no more requests are possible.',
      remedy: 'Sign in again, and resume the run.',
    },
    RunGivenUp: {
      cause: 'The run was given up, so there is no outcome.',
      remedy: 'To see what it may have left, run `volume-migrate leftovers`.',
    },
    StartedByOtherUser: {
      cause:
        'Another user started the run. A user with less access could mistake existing resources for deleted ones.',
      remedy:
        'Resume it as that user. If you are sure that you can see everything that user can, add `--as-other-user`.',
    },
    StartedOnOtherCloud: {
      cause: 'The run was started on another cloud.',
      remedy: 'Select that cloud with `--cloud`.',
    },
    ReplayDiffers: {
      cause:
        'The records do not lead to the recorded results: they were altered, or the machine has changed.',
      remedy:
        'Resume the run with the version that started it. For your own machine, keep the earlier version under `earlier`.',
    },
    ChildOpen: {
      cause: 'A child run has not ended, so its parent waits for it.',
      remedy: 'Resume the parent: it resumes its children.',
    },
    Closed: {
      cause: 'The application closed the run.',
      remedy: 'Resume it.',
    },
    WorkflowUnknown: {
      cause: 'The engine does not know the workflow of the run.',
      remedy: 'Give the workflow to `createEngine`. The command resumes only migrations and plans.',
    },
    WorkflowUnusable: {
      cause: 'The machine cannot be run durably. The message lists every problem.',
      remedy: 'Give the actors names (`src`) and the invocations IDs; replace delays (`after`).',
    },
    MachineMisused: {
      cause:
        'The machine of an embedded run was given other implementations, or a new run was given a snapshot.',
      remedy: 'Pass the machine and the input to `createActor` as `createRun` returns them.',
    },
    JournalUnusable: {
      messages: ['the journal <file> cannot be opened: <reason>'],
      cause:
        'The journal file cannot be used: it or its folder does not exist, it is not a journal, is damaged, was written by a newer version, or is not readable.',
      remedy:
        'The message says which. Choose another file with `--journal`, or use the version that wrote it.',
    },
    JournalUnwritable: {
      cause: 'The journal could not be written, so the call was not made.',
      remedy: 'Free space on the disk, then resume the run with the command in the reason.',
    },
    StoreClosed: {
      cause: 'The store was closed while it was still needed.',
      remedy: 'Close the store after the last run has ended.',
    },
  },
} satisfies MeaningGroup;
