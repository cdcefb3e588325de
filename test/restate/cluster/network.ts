// What a test may put between the parts of a cluster.
import type { RestateServer } from '../server/server.ts';

/** A part of a cluster that others reach over the network. */
export type ClusterPart = 'worker' | 'ingress' | 'cloud';

/** Returns the port through which a part is reached. */
export type Reach = (part: ClusterPart, port: number) => Promise<number>;

export interface ClusterNetwork {
  /** @default each part is reached directly */
  readonly reach?: Reach;
  /** @default one server with the shipped configuration */
  readonly startServer?: () => Promise<RestateServer>;
}

export const directly: Reach = async (_, port) => port;

/** The same URL with the port through which the part is reached. */
export async function reachedAt(url: URL, part: ClusterPart, reach: Reach): Promise<URL> {
  const through = new URL(url);
  through.port = String(await reach(part, Number(url.port)));
  return through;
}
