// Replies to the readings of the volume: the first one, and the one after a failed request.
import { type MigrationContext, volumeOf } from '../../../machines/context.ts';
import { answered, failed, plainly, type RepliesOf, type SteeredReply } from './reply.ts';
import { attached, detached, refused, unavailable } from './rows.ts';
import { attach, remove, show } from './scenes.ts';

const notFound = { ...refused('VolumeNotFound', 404) };
const oldSuccess = { migrationStatus: 'success' } as const;

const noVolume = failed('getVolume', notFound, 'no such volume', (stage) => remove(stage, stage.volumeId));

// After a failed request: the state of the volume.
const comparedVolume: RepliesOf = ({ context }) =>
  context.failure?.code === 'VolumeGone' ? [noVolume] : compared(context);

const compared = (context: MigrationContext): SteeredReply[] => [
  plainly('getVolume', volumeOf(context), 'the volume is as it was'),
  answered(
    'getVolume',
    { ...volumeOf(context), multiattach: true },
    'a flag of the volume was flipped',
    (stage) => show(stage, { multiattach: true }),
  ),
  failed('getVolume', unavailable(), 'the volume cannot be read again', (stage) =>
    stage.answer({ path: /\/volumes\/[^/]+$/ }, 'unavailable'),
  ),
];

export const getVolume: RepliesOf = (situation) => {
  const { state, context } = situation;
  const { parameters } = context;
  if (state.startsWith('comparing')) return comparedVolume(situation);
  if (state.startsWith('swap')) {
    return [
      answered('getVolume', attached, 'attached', attach),
      answered('getVolume', { ...attached, ...oldSuccess }, 'attached, with an old success', (stage) => {
        attach(stage);
        show(stage, oldSuccess);
      }),
      answered('getVolume', detached, 'detached'),
      noVolume,
    ];
  }
  if (state.startsWith('retype')) {
    return [
      answered('getVolume', detached, 'detached'),
      answered('getVolume', attached, 'attached', attach),
      noVolume,
    ];
  }
  const untyped = { ...detached, volumeType: null, volumeTypeId: null };
  const { destinationNode } = parameters;
  return [
    answered('getVolume', detached, 'detached'),
    ...(destinationNode === null
      ? []
      : [
          answered('getVolume', { ...detached, host: destinationNode }, 'on the node already', (stage) =>
            show(stage, { host: destinationNode }),
          ),
        ]),
    destinationNode === null
      ? answered('getVolume', { ...detached, ...oldSuccess }, 'detached, with an old success', (stage) =>
          show(stage, oldSuccess),
        )
      : answered('getVolume', untyped, 'detached, without a type', (stage) => show(stage, { typeId: null })),
    answered('getVolume', attached, 'attached', attach),
    noVolume,
  ];
};
