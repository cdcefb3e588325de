// What the spans of a run say about it: of volume migrations and plans what they move, of other workflows only the run itself.

import type { StartedRecord } from '../../engine/records.ts';
import { printable } from '../../printable.ts';
import type { SpanAttributes } from './span.ts';

/** The part of the input that is exported: of a migration its parameters, of a plan the number of its moves. */
interface KnownInput {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly moves?: readonly unknown[];
  readonly order?: unknown;
}

/** The part of the result that is exported. */
interface KnownResult {
  readonly status?: unknown;
  readonly operation?: unknown;
  readonly volumeId?: unknown;
  readonly from?: { readonly host?: unknown; readonly type?: unknown };
  readonly to?: { readonly host?: unknown; readonly type?: unknown };
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
  readonly warnings?: readonly unknown[];
  readonly leftovers?: readonly unknown[];
  readonly counts?: Readonly<Record<string, unknown>>;
}

type Named = readonly [string, string | number | boolean];

const named = (values: Readonly<Record<string, unknown>>): SpanAttributes =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): Named[] => {
      if (typeof value === 'string' && value !== '') return [[name, printable(value)]];
      return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
    }),
  );

const objectOf = <Known extends object>(value: unknown): Partial<Known> =>
  typeof value === 'object' && value !== null ? (value as Partial<Known>) : {};

/** The kind of a run, in metrics: the migration type, or the name of the workflow. */
export function runKind({ workflow = 'volumeMigrate', input }: StartedRecord): string {
  const type = objectOf<KnownInput>(input).parameters?.['migrationType'];
  return typeof type === 'string' ? printable(type) : workflow;
}

/** The attributes of a run that has started. */
export function startAttributes(runId: string, started: StartedRecord): SpanAttributes {
  const { workflow = 'volumeMigrate', parent, machine, input } = started;
  const { parameters = {}, moves, order } = objectOf<KnownInput>(input);
  return named({
    'volume_migrate.run.id': runId,
    'volume_migrate.workflow': workflow,
    'volume_migrate.run.kind': runKind(started),
    'volume_migrate.machine.version': machine?.version,
    'volume_migrate.plan.id': parent ?? (moves === undefined ? undefined : runId),
    'volume_migrate.plan.moves': moves?.length,
    'volume_migrate.plan.order': order,
    'volume_migrate.destination.node': parameters['destinationNode'],
    'volume_migrate.destination.type': parameters['destinationType'],
    'openstack.volume.id': parameters['resourceId'],
  });
}

/** The attributes of a run that has ended. */
export function endAttributes(result: unknown): SpanAttributes {
  const { status, operation, volumeId, from, to, error, warnings, leftovers, counts } =
    objectOf<KnownResult>(result);
  const ofMoves = Object.entries(counts ?? {}).map(([name, count]) => [
    `volume_migrate.plan.moves.${name.toLowerCase()}`,
    count,
  ]);
  return named({
    'volume_migrate.outcome': status ?? 'DONE',
    'volume_migrate.operation': operation,
    'volume_migrate.error.code': error?.code,
    'error.type': error?.code ?? (status === 'FAILED' ? 'FAILED' : undefined),
    'volume_migrate.volume.id': volumeId,
    'volume_migrate.source.node': from?.host,
    'volume_migrate.source.type': from?.type,
    'volume_migrate.reached.node': to?.host,
    'volume_migrate.reached.type': to?.type,
    'volume_migrate.warnings': warnings?.length,
    'volume_migrate.leftovers': leftovers?.length,
    ...Object.fromEntries(ofMoves),
  });
}

/** Why the run failed; null if it did not. */
export function failureOf(result: unknown): string | null {
  const { status, error } = objectOf<KnownResult>(result);
  if (status !== 'FAILED') return null;
  return typeof error?.message === 'string' ? printable(error.message) : 'FAILED';
}
