// The inspector: a local page with the journal's runs, live and back in time.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { queryOf } from './access.ts';
import { inspectedTimelineOf } from './inspectedTimeline.ts';
import { createLive, type JournalReader } from './live.ts';
import { send, startLoopbackServer } from './loopback.ts';
import { HTML, offlinePage, readPage, servedPolicyOf } from './page.ts';
import { createRunList } from './runList.ts';
import { createStreams } from './streams.ts';

/** Options of `startInspector`. */
export interface InspectorOptions {
  /** The journal whose runs are shown. It may be written by this process or by others. */
  readonly store: JournalReader;
  /** On 127.0.0.1. @default a free one */
  readonly port?: number | undefined;
  /**
   * The run to show first.
   * @default the page chooses
   */
  readonly run?: string | undefined;
  /**
   * Another page.
   * @default the one included in the package
   */
  readonly page?: string;
}

/** A running inspector. */
export interface Inspector extends AsyncDisposable {
  /** For a browser on this machine; anybody who knows it can see the runs. */
  readonly url: string;
  /** Resolves when the page is first opened. */
  readonly opened: Promise<void>;
  /**
   * Sends what is new to its clients, and ends. The journal stays open: it does not belong to the inspector.
   */
  readonly close: () => Promise<void>;
}

/**
 * Starts an inspector on loopback, behind a token in its address. `GET /` returns the page, `/api/runs` the
 * runs, `/api/events` (with `run`) server-sent events, `/api/export?run=` a page of one run that opens
 * offline. Rejects if the port is not available.
 */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const { store, port, run, page } = options;
  const runs = createRunList(store);
  const live = createLive(store, runs);
  const streams = createStreams();
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const places = page === undefined ? undefined : [page];
  const { url, close } = await startLoopbackServer({
    port,
    answers: {
      '/': (_, response) => sendPage(response, places),
      '/api/runs': async (_, response) => sendJson(response, await runs.look()),
      '/api/events': (request, response) => {
        const chosen = queryOf(request).get('run');
        streams.open(response, (tell) => live.join(chosen, tell));
        resolve();
      },
      '/api/export': (request, response) => sendExport(store, places, request, response),
    },
  });
  const end = async (): Promise<void> => {
    await live.close();
    streams.end();
    await close();
  };
  return {
    url: run === undefined ? url : `${url}#run=${encodeURIComponent(run)}`,
    opened,
    close: end,
    [Symbol.asyncDispose]: end,
  };
}

async function sendPage(response: ServerResponse, places: readonly string[] | undefined): Promise<void> {
  const page = await readPage(places);
  send(response, 200, page, { 'Content-Type': HTML, 'Content-Security-Policy': servedPolicyOf(page) });
}

const sendJson = (response: ServerResponse, value: unknown): void =>
  send(response, 200, JSON.stringify(value), { 'Content-Type': 'application/json' });

async function sendExport(
  store: JournalReader,
  places: readonly string[] | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const run = queryOf(request).get('run') ?? '';
  const entries = await store.readAfter(run, -1);
  if (entries.length === 0) return send(response, 404, `the journal has no run ${run}\n`);
  const file = `volume-migrate-${run.replace(/[^\w-]/g, '')}.html`;
  send(response, 200, offlinePage(await readPage(places), inspectedTimelineOf(entries)), {
    'Content-Type': HTML,
    'Content-Disposition': `attachment; filename="${file}"`,
  });
}
