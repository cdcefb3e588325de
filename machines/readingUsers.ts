// Reads who uses a volume that may be detached or attached: for `migrate` and `retype`.
import { serverIdsOf, volumeOf } from './context.ts';
import {
  gettingServers,
  gettingVolume,
  listingAttachments,
  listingHolders,
  listingSnapshots,
} from './reads.ts';
import { volumeMigrateSetup } from './setup.ts';

/** The states from the first reading of the volume to `askingMovable`, which the branch itself has. */
export const readingUsers = volumeMigrateSetup.createStateConfig({
  states: {
    gettingVolume: gettingVolume('listingAttachments'),
    listingAttachments: listingAttachments('listingHolders'),
    listingHolders: listingHolders('listingSnapshots'),
    listingSnapshots: listingSnapshots('askingAttached'),
    askingAttached: {
      description: 'Is the volume attached?',
      always: [{ guard: 'isAttached', target: 'gettingServers' }, { target: 'askingMovable' }],
    },
    gettingServers: gettingServers('listingMovesOfServers'),
    // Nova works on one volume of a server at a time: a second move waits, and holds space on its destination
    // meanwhile.
    listingMovesOfServers: {
      description: "Looking for moves of the server's other volumes",
      invoke: {
        id: 'listMovesOfServers',
        src: 'listMovesOfServers',
        input: ({ context }) => ({
          volumeId: volumeOf(context).id,
          projectId: volumeOf(context).projectId,
          serverIds: serverIdsOf(context),
        }),
        onDone: { target: 'askingMovable', actions: 'keepMovesOfServers' },
        onError: { target: '#failed', actions: 'keepFault' },
      },
    },
  },
}).states;
