// What a scenario works with: users, volumes of its own, courses, and the clean-up.
import { type Actor, createActor } from './actor.ts';
import { cleanUp } from './cleanUp.ts';
import { type Watch, watch } from './course.ts';
import { openSession, passwordAuth, type Session } from './http.ts';
import { createLabels, type Labels } from './labels.ts';
import type { Step } from './transcript.ts';
import { settle } from './waiting.ts';
import type { ConformanceWorld } from './world.ts';

export interface Sessions {
  readonly admin: Session;
  readonly owner: Session;
  readonly stranger: Session;
}

export async function openSessions(world: ConformanceWorld): Promise<Sessions> {
  const open = (name: keyof Sessions) => openSession(world.authUrl, passwordAuth(world[name]));
  return { admin: await open('admin'), owner: await open('owner'), stranger: await open('stranger') };
}

export interface Stage {
  readonly world: ConformanceWorld;
  readonly labels: Labels;
  readonly admin: Actor;
  readonly owner: Actor;
  readonly stranger: Actor;
  readonly vm1: string;
  readonly vm2: string;
  /** The name of all volumes of the scenario. */
  readonly name: string;
  /** A new, available volume of the owner's; written as `<label>`. */
  readonly volume: (label: string, type: string, changes?: object) => Promise<string>;
  readonly attach: (serverId: string, volumeId: string) => Promise<void>;
  /** Records a course. */
  readonly watch: (title: string, ids: readonly string[], until?: Watch['until']) => Promise<void>;
  /** The same for rows of another name. */
  readonly named: (name: string) => Named;
  /** Waits, unrecorded, until `ask` returns something. */
  readonly until: <T>(what: string, ask: () => Promise<T | undefined | false | null>) => Promise<T>;
  /** Does something when the scenario is over. */
  readonly afterwards: (act: () => Promise<unknown>) => void;
  /** Another signed-in user. */
  readonly actor: (name: string, session: Session) => Actor;
  readonly end: () => Promise<void>;
}

/** Rows of one name that is not the scenario's own. */
export interface Named {
  readonly watch: Stage['watch'];
  /** Waits until only these are left. */
  readonly noOthers: (ids: readonly string[]) => Promise<void>;
}

let made = 0;

export async function openStage(
  world: ConformanceWorld,
  sessions: Sessions,
  write: (step: Step) => void,
): Promise<Stage> {
  const labels = createLabels();
  made += 1;
  const name = `conformance-${process.pid}-${made}`;
  labels.add(name, 'name');
  const people = {
    admin: createActor('admin', sessions.admin, labels, write),
    owner: createActor('owner', sessions.owner, labels, write),
    stranger: createActor('stranger', sessions.stranger, labels, write),
  };
  labelSessions(labels, sessions);
  const servers = await labelSeed(people.admin, labels, sessions.owner);
  const until: Stage['until'] = (what, ask) => settle(world, what, ask);
  const tasks: (() => Promise<unknown>)[] = [];
  const watchNamed =
    (rows: string): Stage['watch'] =>
    async (title, ids, last = () => true) =>
      write(await watch(world, people.admin, labels, { title, name: rows, ids, until: last }));
  const stage: Stage = {
    ...{ world, labels, name, until, ...people, ...servers },
    volume: async (label, type, changes) => await makeVolume(stage, label, type, changes),
    attach: async (serverId, volumeId) => await attach(stage, serverId, volumeId),
    watch: watchNamed(name),
    named: (other) => ({
      watch: watchNamed(other),
      noOthers: async (ids) => await noOthers(stage, other, ids),
    }),
    afterwards: (act) => void tasks.unshift(act),
    actor: (who, session) => createActor(who, session, labels, write),
    end: async () => {
      await world.clearFaults();
      await world.setGuard(false);
      await cleanUp(stage);
      for (const task of tasks) await task();
    },
  };
  return stage;
}

function labelSessions(labels: Labels, sessions: Sessions): void {
  for (const [name, session] of Object.entries<Session>(Object(sessions))) {
    labels.add(session.userId, `${name}`);
    labels.add(session.projectId, `project of ${name}`);
    for (const [service, url] of Object.entries<string>(session.urls))
      labels.add(url.replace(/\/v[23](\.1)?(\/.*)?$/, ''), `${service}`);
  }
}

async function labelSeed(admin: Actor, labels: Labels, owner: Session) {
  const { volume_types } = await admin.must('GET volume /types?is_public=None');
  for (const { id, name } of volume_types) labels.add(id, `type ${name}`);
  const { roles } = await admin.must('GET identity /roles');
  for (const { id, name } of roles) labels.add(id, `role ${name}`);
  const { servers } = await admin.must(`GET compute /servers?all_tenants=1&project_id=${owner.projectId}`);
  const idOf = (wanted: string): string => servers.find(({ name }: { name: string }) => name === wanted).id;
  const [vm1, vm2] = [idOf('vm1'), idOf('vm2')];
  labels.add(vm1, 'vm1');
  labels.add(vm2, 'vm2');
  return { vm1, vm2 };
}

async function makeVolume(stage: Stage, label: string, type: string, changes: object = {}): Promise<string> {
  const { volume } = await stage.owner.must('POST volume /volumes', {
    volume: { name: stage.name, description: 'of a test', size: 1, volume_type: type, ...changes },
  });
  stage.labels.add(volume.id, label);
  await stage.until(`volume ${label} to be available`, async () => {
    const now = await stage.owner.must(`GET volume /volumes/${volume.id}`);
    // Cinder records which service has it a moment after it is available.
    return now.volume.status === 'available' && now.volume.service_uuid !== null;
  });
  return volume.id;
}

async function attach(stage: Stage, serverId: string, volumeId: string): Promise<void> {
  const body = { volumeAttachment: { volumeId } };
  await stage.owner.must(`POST compute /servers/${serverId}/os-volume_attachments`, body);
  await stage.until(`volume ${volumeId} to be attached`, async () => {
    const { volume } = await stage.admin.must(`GET volume /volumes/${volumeId}`);
    return volume.status === 'in-use' && volume.attachments.length > 0;
  });
}

async function noOthers({ admin, until }: Stage, name: string, ids: readonly string[]): Promise<void> {
  await until('the temporary row to go', async () => {
    const { volumes } = await admin.must(`GET volume /volumes/detail?all_tenants=1&name=${name}`);
    return volumes.every(({ id }: { id: string }) => ids.includes(id));
  });
}
