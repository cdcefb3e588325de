// XState's own inspectors on a run: @statelyai/inspect (XState 5) and @xstate/inspect (XState 4), over one WebSocket.
import type { InspectionEvent } from 'xstate';
import { send, startLoopbackServer } from '../loopback.ts';
import { bridgePage, bridgePolicy } from './bridge.ts';
import type { Inspection } from './inspected.ts';
import { createStatelyProtocol } from './statelyProtocol.ts';
import { createXState4Protocol } from './xstate4Protocol.ts';

export interface StatelyInspectorOptions {
  /** On 127.0.0.1. @default a free one */
  readonly port?: number | undefined;
  /** Pages of other sites that may connect when they know the token, as `https://stately.ai`. @default none */
  readonly origins?: readonly string[];
  /** The viewer that the local page shows. @default https://stately.ai/inspect */
  readonly viewer?: string;
}

export interface StatelyInspector extends AsyncDisposable {
  /** For a browser on this machine: the viewer, in a frame. What it is given is then the viewer's, which is not of this project. */
  readonly url: string;
  /** For receivers of @statelyai/inspect and @xstate/inspect. */
  readonly receiverUrl: string;
  /** For `createActor(machine, { inspect })`, `migrateVolume(parameters, { inspect })`: any number of actors. */
  readonly inspect: (event: InspectionEvent) => void;
  /** Resolves when the first receiver has come. */
  readonly opened: Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts an inspector on loopback, behind a token in its address. A receiver that comes late is told what happened before.
 * Users' metadata, and whatever has a secret's name, is blotted out. Rejects where the port cannot be had.
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
  // Late: nobody pays for WebSockets who uses none.
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
