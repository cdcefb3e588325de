// Networks that are cut: between the server and a worker, between workers and the ingress, between workers and the cloud.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CutDirection, CutEnd, Relay } from '../cluster/relay.ts';
import type { Blow, Kind, Struck } from './kinds.ts';

const DIRECTIONS: readonly CutDirection[] = ['both', 'to the target', 'to the client'];
const ENDS: readonly CutEnd[] = ['closed', 'half-open', 'late'];
// Longer than Restate's keep-alive at most, so that it notices some of the cuts by itself.
const LONGEST_MS = 9_000;

const oneOf = <Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: () => number): Item =>
  items[Math.floor(random() * items.length)] as Item;

function cut(relay: Relay, random: () => number): Struck {
  const direction = oneOf(DIRECTIONS, random);
  const end = oneOf(ENDS, random);
  const lastsMs = Math.round(random() * LONGEST_MS);
  const repair = relay.cut(direction);
  const mend = async (): Promise<void> => {
    await sleep(lastsMs);
    repair(end);
  };
  return { what: `${direction} for ${lastsMs} ms, then ${end}`, mend };
}

// Half the time the balancer notices, and gives the worker no new connections meanwhile.
async function serverToWorker({ scene, driver, random }: Blow): Promise<Struck> {
  const again = random() < 0.5 ? scene.cluster.avoidWorker(driver) : null;
  const { what, mend } = cut(scene.relayTo('worker', driver.port), random);
  return {
    what: `${what}${again === null ? '' : '; avoided by the balancer'}`,
    mend: async () => {
      await mend();
      again?.();
    },
  };
}

const workersToIngress = async ({ scene, random }: Blow): Promise<Struck> =>
  cut(scene.relayTo('ingress', Number(scene.cluster.server.url.port)), random);

const workersToCloud = async ({ scene, random }: Blow): Promise<Struck> =>
  cut(scene.relayTo('cloud', Number(new URL(scene.cluster.running.url).port)), random);

export const cuts: readonly Kind[] = [
  { name: 'server-worker', strike: serverToWorker, mends: 'soon' },
  { name: 'worker-ingress', strike: workersToIngress, mends: 'soon' },
  { name: 'worker-cloud', strike: workersToCloud, mends: 'soon', losesResponses: true },
];
