// Inspection over WebSocket: every receiver is told in its own language.
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LoopbackServer } from '../loopback.ts';
import type { Inspection } from './inspected.ts';
import type { Protocol } from './protocol.ts';

export interface Receivers {
  /** Tells all receivers of an inspection event. */
  readonly tell: (inspection: Inspection) => void;
  readonly close: () => Promise<void>;
}

export interface Languages {
  /** What a receiver is told from the start. */
  readonly stately: Protocol;
  /** What one is told that says `xstate.inspecting`. */
  readonly xstate4: Protocol;
}

// Receivers say next to nothing.
const HEARD_BYTES = 64 * 1024;

// A receiver that does not read is let go of.
const UNREAD_BYTES = 64 * 1024 * 1024;

// The status that RFC 6455 gives a server which ends.
const GOING_AWAY = 1001;

/** Takes WebSockets on a server, by the same rule as its requests. Nothing that a receiver says reaches a machine. */
export function receiveOn(
  { server, access }: LoopbackServer,
  languages: Languages,
  opened: () => void,
): Receivers {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: HEARD_BYTES });
  const spoken = new Map<WebSocket, Protocol>();
  const speak = (socket: WebSocket, protocol: Protocol): void => {
    spoken.set(socket, protocol);
    for (const message of protocol.soFar()) socket.send(message);
  };
  const join = (socket: WebSocket): void => {
    socket.on('error', () => socket.terminate());
    socket.on('close', () => spoken.delete(socket));
    socket.on('message', (data) => {
      if (isInspecting(String(data))) speak(socket, languages.xstate4);
    });
    speak(socket, languages.stately);
    opened();
  };
  server.on('upgrade', (request, socket, head) => {
    const refusal = access.refusal(request);
    if (refusal === null) sockets.handleUpgrade(request, socket, head, join);
    else refuse(socket, refusal);
  });
  return {
    tell: (inspection) => {
      for (const protocol of Object.values(languages)) {
        // Also where nobody listens: those who come later are told.
        const messages = protocol.tell(inspection);
        for (const [socket, language] of spoken) if (language === protocol) say(socket, messages);
      }
    },
    close: () => closeAll([...spoken.keys()]),
  };
}

function refuse(socket: Duplex, why: string): void {
  const head = ['HTTP/1.1 403 Forbidden', 'Connection: close', 'Content-Type: text/plain; charset=utf-8'];
  socket.on('error', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\nforbidden: ${why}\n`);
}

function say(socket: WebSocket, messages: readonly string[]): void {
  if (socket.bufferedAmount > UNREAD_BYTES) socket.terminate();
  for (const message of messages) socket.send(message);
}

// The first word of a receiver of @xstate/inspect.
function isInspecting(text: string): boolean {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === 'xstate.inspecting';
  } catch {
    return false;
  }
}

const PATIENCE_MS = 500;

// What was said is sent before; who does not answer the farewell is cut off.
async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of sockets) socket.close(GOING_AWAY);
  const patience = setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, PATIENCE_MS);
  await Promise.all(closed);
  clearTimeout(patience);
}
