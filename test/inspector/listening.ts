// Listens to an inspector's server-sent events, and puts together what they contain.
import type { IncomingMessage } from 'node:http';
import type { InspectedRun } from '../../src/inspector/inspectedRun.ts';
import type { PreviewedCheck } from '../../src/inspector/planPreview.ts';
import type { TimelineHead, TimelineMoment } from '../../src/volumeMigrate/records.ts';
import { at, open } from './asking.ts';

export interface Heard {
  runs: readonly InspectedRun[];
  head: TimelineHead | null;
  moments: TimelineMoment[];
  /** Of a plan that has not been applied, by the number of the move. */
  checks: Map<number, PreviewedCheck>;
  faults: string[];
  /** Every byte. */
  raw: string;
}

export interface Listener {
  readonly heard: Heard;
  /** Resolves when it holds, or never. */
  readonly until: (isSo: (heard: Heard) => boolean) => Promise<Heard>;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  readonly leave: () => void;
}

export async function listen(url: string, run?: string): Promise<Listener> {
  const response = await open(at(url, run === undefined ? '/api/events' : `/api/events?run=${run}`));
  const heard: Heard = { runs: [], head: null, moments: [], checks: new Map(), faults: [], raw: '' };
  const waiting = new Set<() => void>();
  const ended = read(response, heard, () => waiting.forEach((look) => void look()));
  return {
    heard,
    ended,
    leave: () => void response.destroy(),
    until: (isSo) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSo(heard)) return;
          waiting.delete(look);
          resolve(heard);
        };
        waiting.add(look);
        look();
      }),
  };
}

// This client was the one to leave, or the server ended while something was on its way.
const LEFT: ReadonlySet<string> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET']);

async function read(response: IncomingMessage, heard: Heard, tell: () => void): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      heard.raw += chunk;
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) take(heard, part);
      tell();
    }
  } catch (error) {
    if (!LEFT.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function take(heard: Heard, message: string): void {
  const [, event, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
  const told = JSON.parse(data);
  if (event === 'runs') heard.runs = told;
  else if (event === 'head') heard.head = told;
  else if (event === 'moments') heard.moments.splice(told.from, Infinity, ...told.moments);
  else if (event === 'checks') for (const [n, check] of told) heard.checks.set(n, check);
  else if (event === 'fault') heard.faults.push(told.message);
  else throw new Error(`no such event: ${message}`);
}
