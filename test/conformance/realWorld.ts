// A real cloud as a world for the conformance scenarios: it continues by itself, and a tick is a short wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { User } from '../e2e/client.ts';
import { openRealWorld, readCloudFile } from '../openstack/realWorld.ts';
import type { ConformanceWorld } from './world.ts';

const TICK_MS = 5;

export async function openRealConformanceWorld(): Promise<ConformanceWorld> {
  const { release, users } = await readCloudFile();
  const bob = (users as Readonly<Record<string, { password: string; project: string }>>)['bob'];
  if (bob === undefined) throw new Error('the cloud has no user bob: npm run cloud:seed');
  const stranger: User = { username: 'bob', password: bob.password, project_name: bob.project };
  return {
    ...(await openRealWorld()),
    release,
    kind: 'real',
    stranger,
    tick: async () => {
      await sleep(TICK_MS);
      return true;
    },
  };
}
