// A local page that forwards what it receives to a viewer in a frame, as @statelyai/inspect's own pages do.
import { createHash } from 'node:crypto';

const SCRIPT = `
  const frame = document.querySelector('iframe');
  const { origin } = new URL(frame.src);
  const packets = [];
  let connected = false;
  const give = (packet) => frame.contentWindow.postMessage(packet, origin);
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data?.type !== '@statelyai.connected') return;
    connected = true;
    packets.forEach(give);
  });
  const socket = new WebSocket(location.href.replace(/^http/, 'ws'));
  socket.onmessage = ({ data }) => {
    const packet = JSON.parse(data);
    packets.push(packet);
    if (connected) give(packet);
  };
  socket.onclose = () => { document.title = 'ended: ' + document.title; };
`;

const hash = createHash('sha256').update(SCRIPT).digest('base64');

/** The page, for a viewer that uses the protocol of @statelyai/inspect: `https://stately.ai/inspect`. */
export const bridgePage = (viewer: URL): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>volume-migrate in ${viewer.host}</title>
<style>html, body, iframe { height: 100%; width: 100%; margin: 0; border: 0; display: block }</style>
</head>
<body>
<iframe src="${viewer.href.replaceAll('&', '&amp;')}" title="${viewer.host}" referrerpolicy="no-referrer"></iframe>
<script>${SCRIPT}</script>
</body>
</html>
`;

/** What the page may do: show the viewer, and receive from its own server. */
export const bridgePolicy = (viewer: URL, port: number): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    `frame-src ${viewer.origin}`,
    `connect-src ws://127.0.0.1:${port} ws://localhost:${port}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
