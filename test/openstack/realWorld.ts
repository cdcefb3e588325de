// A real cloud, brought up by test/openstack/cloud, as a world for the end-to-end cases.
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../services/clock.ts';
import { signIn, type User } from '../e2e/client.ts';
import type { World } from '../e2e/world.ts';

/** What the cloud's scripts report about it. */
export interface CloudFile {
  readonly release: 'zed' | '2025.1';
  readonly authUrl: string;
  readonly faults: string;
  readonly swapGuard: { readonly always: boolean; readonly switch: string | null };
  readonly users: Readonly<
    Record<'admin' | 'alice', { readonly password: string; readonly project: string }>
  >;
  readonly backends: Readonly<Record<string, { readonly service: string; readonly volumes: string }>>;
}

/** The release on which to run the suites. */
const cloudRelease = (): string => process.env['CLOUD_RELEASE'] ?? 'zed';

/** The folder of the cloud that CLOUD_RELEASE or CLOUD_HOME names. */
export function cloudHome(): string {
  const { CLOUD_HOME, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return CLOUD_HOME ?? join(cache, 'volume-migrate-cloud', cloudRelease());
}

/** Reads the cloud.json of that cloud; it exists only while the cloud is up. */
export async function readCloudFile(): Promise<CloudFile> {
  const content = await readFile(join(cloudHome(), 'cloud.json'), 'utf8').catch(() => {
    throw new Error(`no cloud of release ${cloudRelease()} is up: npm run cloud:up && npm run cloud:seed`);
  });
  return JSON.parse(content) as CloudFile;
}

// Where the tests' data is in a volume, and how much of it: past the first MiB, so that a copy must reach it.
const OFFSET = 1 << 20;
const LENGTH = 1 << 16;

export async function openRealWorld(): Promise<World> {
  const cloud = await readCloudFile();
  const user = (name: 'admin' | 'alice'): User => {
    const { password, project } = cloud.users[name];
    return { username: name, password, project_name: project };
  };
  const withFile = async <T>(id: string, use: (file: FileHandle) => Promise<T>): Promise<T> => {
    const file = await open(await fileOf(cloud, user('admin'), id), 'r+');
    return await use(file).finally(() => file.close());
  };
  return {
    authUrl: cloud.authUrl,
    admin: user('admin'),
    owner: user('alice'),
    guard: cloud.swapGuard.always ? 'always' : 'switchable',
    setGuard: async (on) => await setSwitch(cloud.swapGuard.switch, on),
    putFault: async (where, operation, fault) => {
      const file = join(cloud.faults, where, operation);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify(fault));
    },
    clearFaults: async () => await clearFaults(cloud),
    addPool: async (backend, pool) => {
      const file = join(cloud.faults, backend, 'pools');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify([pool]));
      return async () => await rm(file, { force: true });
    },
    writeData: async (id) =>
      await withFile(id, async (file) => void (await file.write(randomBytes(LENGTH), 0, LENGTH, OFFSET))),
    checksum: async (id) =>
      await withFile(id, async (file) => {
        const { buffer } = await file.read(Buffer.alloc(LENGTH), 0, LENGTH, OFFSET);
        return createHash('sha256').update(buffer).digest('hex');
      }),
    pollMinMs: 250,
    failingClock: systemClock,
    close: async () => {},
  };
}

// The file of a volume: an in-use move leaves it under the name of the temporary row.
async function fileOf({ authUrl, backends }: CloudFile, admin: User, id: string): Promise<string> {
  const client = await signIn(authUrl, admin);
  const { volume } = await client.must('volumev3', 'GET', `/volumes/${id}`);
  const names = [volume['os-vol-mig-status-attr:name_id'], id].filter((name) => name !== null);
  // All pools of a backend share its folder.
  const [service] = volume['os-vol-host-attr:host'].split('#');
  const { volumes = '' } = Object.values(backends).find((backend) => backend.service === service) ?? {};
  const files = await readdir(volumes);
  const found = names.map((name) => `volume-${name}`).find((name) => files.includes(name));
  if (found === undefined) throw new Error(`volume ${id} has no file in ${volumes}`);
  return join(volumes, found);
}

async function setSwitch(file: string | null, on: boolean): Promise<void> {
  if (file === null) return;
  if (!on) return await rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '');
}

async function clearFaults({ faults, swapGuard }: CloudFile): Promise<void> {
  for (const entry of await readdir(faults, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && file !== swapGuard.switch) await rm(file, { force: true });
  }
}
