// The open streams of server-sent events of an inspector.
import type { ServerResponse } from 'node:http';
import { sendBeginning } from './loopback.ts';
import type { Tell } from './messages.ts';

export interface Streams {
  /** Answers with what `join` tells, until the client leaves. `join` returns a function that ends it. */
  readonly open: (response: ServerResponse, join: (tell: Tell) => () => void) => void;
  readonly end: () => void;
}

// A client that does not read is disconnected; a browser then reconnects by itself and gets everything again.
const UNREAD_BYTES = 64 * 1024 * 1024;

/** Streams, none of which is open yet. */
export function createStreams(): Streams {
  const streams = new Set<ServerResponse>();
  return {
    open: (response, join) => {
      sendBeginning(response, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      const leave = join((message) => {
        if (response.writableEnded) return;
        if (response.writableLength > UNREAD_BYTES) response.destroy();
        else response.write(message);
      });
      streams.add(response);
      response.on('close', () => {
        streams.delete(response);
        leave();
      });
    },
    end: () => {
      for (const stream of streams) stream.end();
    },
  };
}
