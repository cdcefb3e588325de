// Builds the content of a cloud from its description.
import { finishEvent, recordAction, startEvent } from './compute/instanceActions.ts';
import type { Domain, Server, Volume, VolumeType } from './model.ts';
import { addPool, addType, attachNow, blankVolume, isEncrypted, isMultiattach } from './rows.ts';
import type { ServerSeed, UserSeed, VolumeSeed, VolumeTypeSeed, WorldSeed } from './seed.ts';
import { backendByHost, clusterOf, diskName, type Simulation } from './simulation.ts';
import { satisfiesExtraSpecs } from './volume/extraSpecs.ts';
import { takeDueReports } from './volume/poolReports.ts';
import { commit, volumeDeltas } from './volume/quotas.ts';

/** IDs by name, as a script that seeds a real cloud would record them. */
export interface World {
  projects: Record<string, string>;
  users: Record<string, string>;
  roles: Record<string, string>;
  types: Record<string, string>;
  volumes: Record<string, string>;
  servers: Record<string, string>;
}

/** Builds everything that a description names, in its final state, with no work left. */
export function populate(sim: Simulation, seed: WorldSeed): World {
  const world: World = { projects: {}, users: {}, roles: {}, types: {}, volumes: {}, servers: {} };
  const domains = seed.domains ?? [{ id: 'default', name: 'Default' }];
  for (const domain of domains)
    sim.state.domains.set(domain.id, { readOnly: false, ...domain } satisfies Domain);
  for (const name of sim.settings.facts.roles) {
    world.roles[name] = sim.newHex();
    sim.state.roles.set(world.roles[name], { id: world.roles[name], name });
  }
  for (const name of seed.projects) {
    const id = sim.newHex();
    world.projects[name] = id;
    sim.state.projects.set(id, { id, name, domainId: 'default', enabled: true, description: '' });
  }
  for (const user of seed.users) world.users[user.name] = addUser(sim, world, user);
  for (const pool of seed.pools) addPool(sim, pool);
  for (const qos of seed.qosSpecs ?? []) sim.state.qosSpecs.set(qos.id, { specs: {}, ...qos });
  for (const type of seed.types) addNamedType(sim, world, type);
  sim.defaultType = seed.defaultType ?? null;
  for (const [project, limits] of Object.entries(seed.quotas ?? {}))
    sim.state.quotaLimits.set(world.projects[project] ?? project, new Map(Object.entries(limits)));
  for (const volume of seed.volumes) world.volumes[volume.name] = addVolume(sim, world, volume).id;
  for (const server of seed.servers) world.servers[server.name] = addServer(sim, world, server).id;
  return world;
}

function addUser(sim: Simulation, world: World, seed: UserSeed): string {
  const id = sim.newHex();
  sim.state.users.set(id, {
    id,
    name: seed.name,
    domainId: seed.domain ?? 'default',
    enabled: true,
    password: seed.password,
    defaultProjectId: null,
    options: {},
    extra: {},
  });
  for (const [project, roles] of Object.entries(seed.roles))
    for (const role of roles) {
      const [projectId, roleId] = [world.projects[project], world.roles[role]];
      if (!projectId || !roleId)
        throw new Error(
          `seed: user ${seed.name} has role ${role} in project ${project}, but the role or the project is unknown`,
        );
      sim.state.assignments.push({ userId: id, projectId, roleId });
    }
  return id;
}

/** Adds a type to the cloud and to the world's names, with access for its projects. */
export function addNamedType(sim: Simulation, world: World, seed: VolumeTypeSeed): VolumeType {
  const type = addType(sim, seed);
  world.types[seed.name] = type.id;
  for (const name of seed.projects ?? []) type.access.add(world.projects[name] ?? name);
  return type;
}

/** Adds a volume with its bytes, in its final state, and charges its project's quota. */
export function addVolume(sim: Simulation, world: World, seed: VolumeSeed): Volume {
  const type = [...sim.state.volumeTypes.values()].find(
    ({ name }) => name === (seed.type ?? sim.defaultType),
  );
  const host = seed.host ?? homeOf(sim, type);
  const backend = backendByHost(sim, host);
  if (!backend) throw new Error(`seed: no backend fits volume ${seed.name} (${host ?? `type ${seed.type}`})`);
  const id = sim.newId();
  const now = sim.now();
  const sizeGib = seed.sizeGib ?? 1;
  const volume: Volume = {
    ...blankVolume(sim, id, now),
    projectId: world.projects[seed.project] ?? seed.project,
    userId: world.users[seed.user] ?? seed.user,
    name: seed.name,
    description: seed.description ?? null,
    sizeGib,
    status: seed.status ?? 'available',
    migrationStatus: seed.migrationStatus ?? null,
    host,
    clusterName: clusterOf(sim, host),
    typeId: type?.id ?? null,
    availabilityZone: backend.zone,
    bootable: seed.bootable ?? false,
    multiattach: seed.multiattach ?? isMultiattach(type),
    encrypted: seed.encrypted ?? isEncrypted(type),
    metadata: { ...seed.metadata },
    adminMetadata: seed.readOnly === undefined ? {} : { readonly: seed.readOnly ? 'True' : 'False' },
    imageMetadata: { ...seed.imageMetadata },
    serviceUuid: backend.serviceUuid,
    sharedTargets: false,
    updatedAt: now,
  };
  sim.state.volumes.set(id, volume);
  const data = seed.data ?? `data of ${seed.name} ${id}`;
  takeDueReports(sim);
  backend.disks.set(diskName(volume), { pool: host ?? '', sizeGib, data, complete: true });
  const { total, perType } = volumeDeltas(sim, volume.typeId, sizeGib);
  commit(sim, { projectId: volume.projectId, deltas: [...total, ...perType] });
  return volume;
}

// The first pool that the type allows.
function homeOf(sim: Simulation, type: VolumeType | undefined): string | null {
  const specs = type?.extraSpecs ?? {};
  return sim.state.pools.find((pool) => satisfiesExtraSpecs(pool.capabilities, specs))?.name ?? null;
}

/** Adds a running server with its volumes attached; the first one is its root. */
export function addServer(sim: Simulation, world: World, seed: ServerSeed): Server {
  const now = sim.now();
  const server: Server = {
    id: sim.newId(),
    order: sim.nextOrder(),
    name: seed.name,
    projectId: world.projects[seed.project] ?? seed.project,
    userId: world.users[seed.user] ?? seed.user,
    host: 'compute1',
    vmState: 'active',
    taskState: null,
    powerState: 1,
    locked: false,
    lockedReason: null,
    availabilityZone: 'nova',
    devices: [],
    actions: [],
    createdAt: now,
    updatedAt: now,
  };
  sim.state.servers.set(server.id, server);
  seed.volumes.forEach((name, index) => {
    const volume = sim.state.volumes.get(world.volumes[name] ?? name);
    if (!volume) throw new Error(`seed: server ${seed.name} has volume ${name}, which is unknown`);
    attachNow(sim, server, volume, index === 0 ? 0 : null);
  });
  const { userId, projectId } = server;
  const made = recordAction(sim, server, 'create', { requestId: `req-${sim.newId()}`, userId, projectId });
  finishEvent(sim, made, startEvent(sim, made, 'compute__do_build_and_run_instance'));
  return server;
}
