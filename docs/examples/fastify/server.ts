// Shows how to offer migrations in a web service: Fastify, with the progress of each run as server-sent events.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import Fastify from 'fastify';
import {
  connect,
  defaultJournalFile,
  InvalidParametersError,
  type MigrateVolumeParameters,
  migrateVolume,
  type Outcome,
  openSqliteStore,
  type Progress,
  RunHeldError,
} from 'volume-migrate';
import { createFeed, type Feed } from './feed.ts';

const cloud = await connect('mycloud', { userAgent: 'migration-service/1.0' });
const store = openSqliteStore(defaultJournalFile());
const feeds = new Map<string, Feed<Progress, Outcome>>();
const server = Fastify();

server.post<{ Body: MigrateVolumeParameters }>('/migrations', async ({ body }, reply) => {
  const runId = randomUUID();
  const feed = createFeed<Progress, Outcome>();
  const started = Promise.withResolvers<void>();
  const outcome = migrateVolume(body, {
    ...{ cloud, store, runId },
    onProgress: (progress) => {
      feed.add(progress);
      started.resolve();
    },
  });
  feed.endWith(outcome);
  // A run that cannot start rejects, and the client learns why at once.
  await Promise.race([started.promise, outcome]);
  feeds.set(runId, feed);
  return reply.code(202).send({ runId });
});

server.get<{ Params: { runId: string } }>('/migrations/:runId/events', async ({ params }, reply) => {
  const feed = feeds.get(params.runId);
  if (feed === undefined) return reply.code(404).send({ message: `no run ${params.runId}` });
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for await (const { type, data } of feed.events()) {
    const isWritten = reply.raw.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!isWritten) await once(reply.raw, 'drain');
  }
  reply.raw.end();
});

server.setErrorHandler((error, _, reply) => {
  if (error instanceof InvalidParametersError) return reply.code(400).send({ problems: error.faults });
  if (error instanceof RunHeldError) return reply.code(409).send({ message: error.message });
  return reply.code(502).send({ message: error instanceof Error ? error.message : String(error) });
});

// Open runs stay in the journal: the next start of the service, or `volume-migrate resume --all`, continues them.
server.addHook('onClose', async () => await store.close());
console.log(await server.listen({ port: Number(process.env['PORT'] ?? 0) }));
