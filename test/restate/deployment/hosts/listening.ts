// On which addresses processes listen, or receive datagrams: read in /proc, on Linux alone.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENS = '0A';

/** The addresses on which these processes accept connections or datagrams, such as `127.0.0.1:8080`, sorted. */
export function listeningOf(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  const found = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(
        ([, , , state, , , , , , inode = '']) =>
          inodes.has(inode) && (state === LISTENS || protocol.startsWith('udp')),
      )
      .map(([, local = '']) => addressIn(local)),
  );
  return [...new Set(found)].sort();
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // It was closed meanwhile.
      return [];
    }
  });
}

// The kernel prints the words of an address in this machine's order.
function addressIn(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const bytes = address.match(/../g) ?? [];
  const shown =
    bytes.length === 4
      ? bytes
          .reverse()
          .map((byte) => Number.parseInt(byte, 16))
          .join('.')
      : `[${address}]`;
  return `${shown}:${Number.parseInt(port, 16)}`;
}
