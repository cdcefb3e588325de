// The specification's execution diagram: its boxes, their places, and the state that implements each of them.
export const SPECIFICATION_URL =
  'https://specs.openstack.org/openstack/watcher-specs/specs/pike/implemented/volume-migrate-action.html';

export interface SpecificationBox {
  readonly id: string;
  /** The specification's words. */
  readonly words: string;
  /** Path of the state that implements this box. */
  readonly state: string;
  /** Its place in the specification's diagram, from the upper left. */
  readonly column: 0 | 1;
  readonly row: number;
  /** What follows a yes; null for a box that is not a question. */
  readonly yes: string | null;
  /**
   * What follows a no: another box, or an error beside or below it; null for a box that is not a question.
   */
  readonly no: string | 'error beside' | 'error below' | null;
}

const box = (
  [column, row]: readonly [0 | 1, number],
  id: string,
  words: string,
  state: string,
  yes: string | null = null,
  no: string | null = null,
): SpecificationBox => ({ id, words, state, column, row, yes, no });

export const SPECIFICATION: readonly SpecificationBox[] = [
  box([0, 0], 'isCold', 'if "migration_type" is \'cold\'?', 'askingMigrationType', 'isDetached', 'isSwap'),
  box(
    [1, 0],
    'isSwap',
    'if "migration_type" is \'swap\'?',
    'askingMigrationType',
    'hasTypeForSwap',
    'error beside',
  ),
  box(
    [1, 1],
    'hasTypeForSwap',
    'is "destination_type" given?',
    'swap.askingDestinationType',
    'isAttached',
    'error beside',
  ),
  box(
    [0, 2],
    'isDetached',
    'is volume detached and no snapshots?',
    'cold.askingDetachedWithoutSnapshots',
    'hasNode',
    'error beside',
  ),
  box(
    [1, 2],
    'isAttached',
    'is volume attached and instance is active, paused, or resized?',
    'swap.askingAttachedToActiveServer',
    'fiveSteps',
    'error beside',
  ),
  box([1, 3], 'fiveSteps', '5 steps described above', 'swap.updatingAttachment'),
  box([0, 4], 'hasNode', 'is "destination_node" given?', 'cold.askingDestination', 'isSameType', 'hasType'),
  box(
    [1, 4],
    'hasType',
    'is "destination_type" given?',
    'cold.askingDestination',
    'isDifferentType',
    'error beside',
  ),
  box(
    [0, 5],
    'isSameType',
    'is volume type the same?',
    'cold.migrating.askingSameVolumeType',
    'migrate',
    'error below',
  ),
  box(
    [1, 5],
    'isDifferentType',
    'is volume type different?',
    'cold.retyping.askingDifferentVolumeType',
    'retype',
    'error below',
  ),
  box([0, 6], 'migrate', 'call cinder migrate', 'cold.migrating.requestingMigration'),
  box([1, 6], 'retype', 'call cinder retype', 'cold.retyping.requestingRetype'),
];

/** Quoted verbatim. */
export const QUOTED = `if "migration_type" +------------->if "migration_type" +------>ERROR
is 'cold'?              no         is 'swap'?              no
      +                                   +
      | yes                               | yes
      |                                   v
      |                            is "destination_type" +---->ERROR
      |                            given?                  no
      |                                   +
      |                                   |yes
      |                                   v
      v                            is volume attached
is volume detached                 and instance is active
and no snapshots? +----> ERROR     paused, or resized?    +--->ERROR
      +             no                    +                no
      |                                   | yes
      | yes                               v
      |                            5 steps described above
      |
      v
is "destination_node"+------------>is "destination_type" +---->ERROR
given ?                  no        given?                  no
      +                                   +
      | yes                               | yes
      |                                   |
      v                                   v
is volume type                     is volume type
the same?                          different?
      +---------------+                   +------------------+
      |               |                   |                  |
      | yes           | no                | yes              | no
      v               v                   v                  v
call cinder migrate  ERROR         call cinder retype       ERROR`;

/** Such as `4` or `7, 8`: which boxes of the specification a state implements; null for none. */
export function boxNumbers(state: string): string | null {
  const numbers = SPECIFICATION.flatMap((one, index) => (one.state === state ? [index + 1] : []));
  return numbers.length === 0 ? null : numbers.join(', ');
}
