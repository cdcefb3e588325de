// A place in a run at which its process is killed.
export interface KillPoint {
  /** `record`: one is written. `request`: one reaches the cloud. */
  readonly at: 'record' | 'request';
  readonly n: number;
  /** Just before it is durable, or accepted by the cloud; or just after, before anyone is told. */
  readonly when: 'before' | 'after';
}

export const inWords = ({ at, n, when }: KillPoint): string => `killed just ${when} ${at} ${n}`;

/** Every place of a run with that many records and requests. */
export function killPointsOf(counts: { records: number; requests: number }): KillPoint[] {
  const points = (at: KillPoint['at'], count: number): KillPoint[] =>
    Array.from({ length: count }, (_, n) => n).flatMap((n) => [
      { at, n, when: 'before' as const },
      { at, n, when: 'after' as const },
    ]);
  return [...points('record', counts.records), ...points('request', counts.requests)];
}
