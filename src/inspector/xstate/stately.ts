// XState's own inspectors on a run: @statelyai/inspect (XState 5) and @xstate/inspect (XState 4), over one WebSocket.
import type { InspectionEvent } from 'xstate';
import { send, startLoopbackServer } from '../loopback.ts';
import { bridgePage, bridgePolicy } from './bridge.ts';
import type { Inspection } from './inspected.ts';
import { createStatelyProtocol } from './statelyProtocol.ts';
import { createXState4Protocol } from './xstate4Protocol.ts';

/** Options of `startStatelyInspector`. */
export interface StatelyInspectorOptions {
  /** On 127.0.0.1. @default a free one */
  readonly port?: number | undefined;
  /**
   * Pages of other sites that may connect if they know the token, such as `https://stately.ai`.
   * @default none
   */
  readonly origins?: readonly string[];
  /** The viewer that the local page shows. @default https://stately.ai/inspect */
  readonly viewer?: string;
}

export interface StatelyInspector extends AsyncDisposable {
  /**
   * For a browser on this machine: the viewer, in a frame. The viewer receives everything shown, and is not
   * part of this project.
   */
  readonly url: string;
  /** For receivers of @statelyai/inspect and @xstate/inspect. */
  readonly receiverUrl: string;
  /** For `createActor(machine, { inspect })`, `migrateVolume(parameters, { inspect })`: any number of actors. */
  readonly inspect: (event: InspectionEvent) => void;
  /** Resolves when the first receiver has connected. */
  readonly opened: Promise<void>;
  /** Closes the server and its connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an inspector on loopback, behind a token in its address. A receiver that connects late is sent what
 * happened before.
 * Users' metadata, and anything with the name of a secret, is redacted. Rejects if the port is not available.
 */
export async function startStatelyInspector(
  options: StatelyInspectorOptions = {},
): Promise<StatelyInspector> {
  const { viewer: address = 'https://stately.ai/inspect', port, origins } = options;
  const viewer = new URL(address);
  const loopback = await startLoopbackServer({
    port,
    origins,
    answers: {
      '/': ({ socket }, response) =>
        send(response, 200, bridgePage(viewer), {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': bridgePolicy(viewer, socket.localPort ?? 0),
        }),
    },
  });
  const languages = { stately: createStatelyProtocol(), xstate4: createXState4Protocol() };
  const { promise: opened, resolve } = Promise.withResolvers<void>();
  // Loaded late, so that only those who use WebSockets load them.
  const { receiveOn } = await import('./websocket.ts');
  const receivers = receiveOn(loopback, languages, resolve);
  const close = async (): Promise<void> => {
    const closing = loopback.close();
    await receivers.close();
    await closing;
  };
  const { url } = loopback;
  return {
    url,
    receiverUrl: url.replace(/^http/, 'ws'),
    inspect: (event) => receivers.tell(event as Inspection),
    opened,
    close,
    [Symbol.asyncDispose]: close,
  };
}
