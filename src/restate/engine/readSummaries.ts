// Reads what a list of runs needs with Restate's SQL, which leaves out what is not asked for: there may be many thousands of runs.
import type { RunFilter } from '../../engine/store.ts';
import { query, quoted } from './admin.ts';
import { type RunHead, type RunNow, SERVICES, STATE } from './protocol.ts';

/** The two parts of a run's summary. */
export interface SummaryParts {
  readonly runId: string;
  readonly head: RunHead;
  readonly now: RunNow;
}

// A time as `toISOString` writes it.
const TIME_LENGTH = 24;

/** Reads the parts of the summaries of at least those runs that a filter asks for. */
export async function readSummaries(
  admin: URL,
  { idPrefix = '', unfinished = false, endedSince }: RunFilter,
): Promise<readonly SummaryParts[]> {
  const which = [
    `h.service_name = '${SERVICES.run}' AND h.key = '${STATE.head}'`,
    `n.service_name = '${SERVICES.run}' AND n.key = '${STATE.now}'`,
    `starts_with(h.service_key, ${quoted(idPrefix)})`,
    ...(unfinished
      ? [`(${[OPEN, ...(endedSince === undefined ? [] : [since(endedSince)])].join(' OR ')})`]
      : []),
  ];
  const rows = await query(
    admin,
    `SELECT h.service_key AS run_id, h.value_utf8 AS head_json, n.value_utf8 AS now_json FROM state h JOIN state n ON h.service_key = n.service_key WHERE ${which.join(' AND ')}`,
  );
  return rows.map(({ run_id: runId, head_json: head, now_json: now }) => ({
    runId: runId ?? '',
    head: JSON.parse(head ?? 'null'),
    now: JSON.parse(now ?? 'null'),
  }));
}

// In texts, JSON escapes the quotes.
const ENDED_AT = '"endedAt":';
const OPEN = `strpos(n.value_utf8, '${ENDED_AT}null') > 0`;
const since = (time: string): string =>
  `substr(n.value_utf8, strpos(n.value_utf8, '${ENDED_AT}"') + ${ENDED_AT.length + 1}, ${TIME_LENGTH}) >= ${quoted(time)}`;
