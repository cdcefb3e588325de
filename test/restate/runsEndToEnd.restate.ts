// The end-to-end cases through Restate: their outcomes are the same as without it.
import { afterAll, beforeAll } from 'vitest';
import { describeEndToEnd } from '../e2e/endToEnd.ts';
import { type RestateWorlds, startRestateWorlds } from './cluster/restateWorld.ts';

let worlds: RestateWorlds;

beforeAll(async () => {
  worlds = await startRestateWorlds();
});

afterAll(async () => await worlds.close());

describeEndToEnd('simulated Zed on Restate', async () => await worlds.open({ release: 'zed' }));
describeEndToEnd('simulated 2025.1 on Restate', async () => await worlds.open({ release: '2025.1' }));
