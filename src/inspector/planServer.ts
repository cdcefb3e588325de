// An inspector of a plan before it is applied: one page, and the checks of its moves as they are made.
import type { ServerResponse } from 'node:http';
import { send, startLoopbackServer } from './loopback.ts';
import { HTML, offlinePreview, previewPage, readPage } from './page.ts';
import type { PlanChecks } from './planChecks.ts';
import type { PlanPreview } from './planPreview.ts';
import type { Inspector } from './server.ts';
import { createStreams } from './streams.ts';
import { createWatch } from './watch.ts';

export interface PlanInspectorOptions {
  readonly preview: PlanPreview;
  readonly checks: PlanChecks;
  /** On 127.0.0.1. @default a free one */
  readonly port?: number | undefined;
  /**
   * Another page.
   * @default the one included in the package
   */
  readonly page?: string;
}

const CHECKS_EVERY_MS = 200;

/**
 * Starts it on loopback, behind a token in its address. `GET /` returns the page with the plan in it, `/api/events` the checks
 * as server-sent events, `/api/export` a page that opens offline. Rejects if the port is not available.
 */
export async function startPlanInspector(options: PlanInspectorOptions): Promise<Inspector> {
  const { preview, checks, port, page } = options;
  const watch = createWatch(checks.subject, CHECKS_EVERY_MS);
  const streams = createStreams();
  const places = page === undefined ? undefined : [page];
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  const { url, close } = await startLoopbackServer({
    port,
    answers: {
      '/': async (_, response) => {
        sendPage(response, previewPage(await readPage(places), preview));
        resolve();
      },
      '/api/events': (_, response) => streams.open(response, watch.join),
      '/api/export': async (_, response) => {
        const html = offlinePreview(await readPage(places), { ...preview, checks: checks.found() });
        send(response, 200, html, { 'Content-Type': HTML, 'Content-Disposition': ATTACHMENT });
      },
    },
  });
  const end = async (): Promise<void> => {
    await watch.close();
    streams.end();
    await close();
  };
  return { url, opened, close: end, [Symbol.asyncDispose]: end };
}

const ATTACHMENT = 'attachment; filename="volume-migrate-plan.html"';

const sendPage = (
  response: ServerResponse,
  { html, policy }: { readonly html: string; readonly policy: string },
): void => send(response, 200, html, { 'Content-Type': HTML, 'Content-Security-Policy': policy });
