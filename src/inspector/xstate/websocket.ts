// Inspection over WebSocket: every receiver gets messages in its own protocol.
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LoopbackServer } from '../loopback.ts';
import type { Inspection } from './inspected.ts';
import type { Protocol } from './protocol.ts';

export interface Receivers {
  /** Sends an inspection event to all receivers. */
  readonly tell: (inspection: Inspection) => void;
  readonly close: () => Promise<void>;
}

export interface Languages {
  /** The protocol of a receiver from the start. */
  readonly stately: Protocol;
  /** The protocol of a receiver that sends `xstate.inspecting`. */
  readonly xstate4: Protocol;
}

// Receivers send next to nothing.
const HEARD_BYTES = 64 * 1024;

// A receiver that does not read is disconnected.
const UNREAD_BYTES = 64 * 1024 * 1024;

// The status that RFC 6455 defines for a server that ends.
const GOING_AWAY = 1001;

/**
 * Accepts WebSockets on a server, under the same rules as its requests. Nothing that a receiver sends reaches
 * a machine.
 */
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
        // Even without receivers: those who join later are sent what happened before.
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

// The first message of a receiver of @xstate/inspect.
function isInspecting(text: string): boolean {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === 'xstate.inspecting';
  } catch {
    return false;
  }
}

const PATIENCE_MS = 500;

// Earlier messages are sent first; a receiver that does not respond to the close is cut off.
async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  for (const socket of sockets) socket.close(GOING_AWAY);
  const patience = setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, PATIENCE_MS);
  await Promise.all(closed);
  clearTimeout(patience);
}
