// The host of runs: a process with its sign-in, and after its death the next one.
import { type Cloud, type CloudConfig, connect, parseCloudConfig } from '../../../services/index.ts';
import { type ProcessOptions, type SimulatedProcess, startProcess } from './process.ts';
import { PROJECT } from './stage.ts';

export interface Host {
  /** The current process, or the last one. */
  readonly process: SimulatedProcess;
  /** The cloud for a run of this process, which signs in once. */
  readonly signIn: (runId: string, signal: AbortSignal) => Promise<Cloud>;
  /** Starts another process. */
  readonly restart: () => void;
}

/** A host with a first process in it, which signs in to a project. */
export function createHost(options: ProcessOptions, project: string = PROJECT): Host {
  const config = configOf(project);
  let process = startProcess(options);
  let cloud: Promise<Cloud> | null = null;
  return {
    get process() {
      return process;
    },
    signIn: async (runId, signal) => {
      const { clock, transport } = process;
      cloud ??= connect(config, { clock, transport, runId: SIGN_IN, signal }).catch((error: unknown) => {
        cloud = null;
        throw error;
      });
      return (await cloud).forRun(runId);
    },
    restart: () => {
      process = startProcess(options);
      cloud = null;
    },
  };
}

// The run ID of a process's sign-in requests: it belongs to none of its runs.
const SIGN_IN = '22222222-0000-4000-8000-000000000000';

const configOf = (project: string): CloudConfig =>
  parseCloudConfig({
    auth: {
      auth_url: 'http://cloud.test/identity/v3',
      username: 'admin',
      password: 'password-of-admin',
      project_name: project,
      user_domain_id: 'default',
      project_domain_id: 'default',
    },
    region_name: 'RegionOne',
  });
