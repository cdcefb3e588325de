// A simulated cloud, and a folder with its clouds.yaml for the command to run in.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  type SimulatedCloudOptions,
  type SimulatedCloudServer,
  startSimulatedCloud,
} from '../../src/simulator/index.ts';

export interface CommandFolder {
  readonly running: SimulatedCloudServer;
  readonly folder: string;
  /** Stops the cloud and removes the folder. */
  readonly close: () => Promise<void>;
}

export async function openCommandFolder(options: SimulatedCloudOptions = {}): Promise<CommandFolder> {
  const running = await startSimulatedCloud({ stageMs: 5, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'volume-migrate-command-'));
  await writeFile(join(folder, 'clouds.yaml'), stringify(running.cloudsYaml));
  return {
    running,
    folder,
    close: async () => {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}
