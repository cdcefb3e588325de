// Invariants of a run's outcome: it is consistent, true, in time, and reveals no secret.
import { nodeOf } from '../../machines/migrationTypes.ts';
import { isAtPlace } from '../../machines/volumeRules.ts';
import { find, type Observed } from './observed.ts';

const EXITS = { SUCCEEDED: 0, FAILED: 1, CANCELLED: 3, UNFINISHED: 3 } as const;

export function statusAgrees({ outcome, exit, journal }: Observed): string[] {
  const { status, error, operation } = outcome;
  const broken: string[] = [];
  if (exit !== EXITS[status]) broken.push(`the status is ${status}, but the exit status is ${exit}`);
  if ((status === 'FAILED') !== (error !== undefined))
    broken.push(`the status is ${status}, but the error is ${error?.code ?? 'missing'}`);
  if (status === 'SUCCEEDED' && operation === null) broken.push('the run succeeded without doing anything');
  const last = journal.at(-1)?.record;
  if (last?.kind === 'ended' && last.result.status !== status)
    broken.push(`the journal says ${last.result.status}, but the outcome says ${status}`);
  return broken;
}

export function successIsTrue({ outcome, parameters, after, data }: Observed): string[] {
  if (outcome.status !== 'SUCCEEDED' || data === null) return [];
  const volume = find(after, outcome.volumeId);
  if (volume === undefined) return [`the run succeeded, but volume ${outcome.volumeId} does not exist`];
  const [node, { destinationType }] = [nodeOf(parameters), parameters];
  if (node !== null) {
    return isAtPlace(volume, node)
      ? []
      : [`the run succeeded, but the volume is on ${volume.host}, not on ${node}`];
  }
  return [volume.type, volume.typeId].includes(destinationType)
    ? []
    : [`the run succeeded, but the volume is of type ${volume.type}, not ${destinationType}`];
}

export function noSecretIsTold({ outcome, journal, told, secrets }: Observed): string[] {
  const places = { 'the outcome': outcome, 'the journal': journal, 'the progress': told };
  return Object.entries(places).flatMap(([place, value]) => {
    const text = JSON.stringify(value) ?? '';
    const found = secrets.filter((secret) => text.includes(secret));
    return found.length === 0 ? [] : [`${place} contains ${found.length} secrets`];
  });
}

export const endsInTime = ({ elapsedMs, deadlineMs }: Observed): string[] =>
  elapsedMs <= deadlineMs ? [] : [`the run took ${elapsedMs} ms, but at most ${deadlineMs} ms were allowed`];
