// Executes the events of a workload of plans: on processes, on plans, on the cloud around them.
import { resumePlanOn } from './planDriver.ts';
import type { PlanHost, PlanSimulation } from './planSimulation.ts';
import { OWNER, PROJECT } from './planStage.ts';
import type { PlanSimulationEvent, VolumeChange } from './planWorkload.ts';

type Of<Kind> = Extract<PlanSimulationEvent, { readonly kind: Kind }>;

type Acts = {
  readonly [Kind in PlanSimulationEvent['kind']]: (event: Of<Kind>, simulation: PlanSimulation) => void;
};

/** Executes an event now. If the cloud refuses it, nothing happens. */
export function happen(event: PlanSimulationEvent, simulation: PlanSimulation): void {
  simulation.tell?.(JSON.stringify(event));
  simulation.happened.push({ at: simulation.stage.time.now(), event });
  (ACTS[event.kind] as (event: PlanSimulationEvent, simulation: PlanSimulation) => void)(event, simulation);
}

const ACTS: Acts = {
  kill: ({ host, resumeAfterMs }, simulation) => {
    const found = simulation.hosts[host];
    if (found?.process.isAlive()) kill(found, resumeAfterMs, simulation);
  },
  leave: ({ plan, resumeAfterMs }, { drivers }) => {
    const driver = drivers[plan];
    if (driver === undefined || driver.run === null) return;
    driver.resumeAfterMs = resumeAfterMs;
    driver.run.leave();
  },
  'take over': ({ plan, host }, simulation) => {
    const [driver, found] = [simulation.drivers[plan], simulation.hosts[host]];
    if (driver?.hasBegun && driver.outcome === null && found?.process.isAlive())
      void resumePlanOn(driver, found, simulation);
  },
  request: ({ plan, request }, { drivers, journal, accepted, stage }) => {
    const at = stage.time.now();
    const { planId = '' } = drivers[plan] ?? {};
    // A plan that has not started, or has ended, takes none.
    void journal.store.request(planId, request).then(
      () => void accepted.push({ at, plan, request }),
      () => undefined,
    );
  },
  // The network has done it.
  'lost request': () => {},
  volume: ({ does, volume }, { stage }) => {
    const id = stage.volumeIds[volume];
    if (id !== undefined && stage.cloud.state.volumes.has(id)) CHANGES[does](id, stage.cloud);
  },
  operation: ({ where, operation, times, delayMs, whenMovesExceed, fails }, { stage }) =>
    stage.cloud.faults.set(where, operation, {
      ...{ delayMs, count: times },
      ...(fails ? { raise: 'MessagingTimeout' } : {}),
      ...(whenMovesExceed === null ? {} : { whenMovesExceed }),
    }),
  database: ({ times, applied }, { stage }) =>
    void stage.cloud.faults.database({ count: times, applied, match: { path: /\/action$/ } }),
  service: ({ host, forMs }, { stage: { cloud, time } }) => {
    if (!cloud.state.backends.has(host)) return;
    cloud.killService(host);
    time.after(forMs, () => cloud.startService(host));
  },
  fill: ({ pool, usedGib }, { stage: { cloud } }) => {
    if (cloud.state.pools.some(({ name }) => name === pool))
      cloud.setPool(pool, { capacity: { otherUsedGib: usedGib } });
  },
};

// All plans of the process die with it; they are resumed together.
function kill(host: PlanHost, resumeAfterMs: number, simulation: PlanSimulation): void {
  const { driven, stage, drivers } = simulation;
  const { process } = host;
  process.die();
  for (const drive of driven)
    if (drive.process === process.number && drive.until > stage.time.now()) {
      drive.until = stage.time.now();
      const driver = drivers[drive.plan];
      if (driver !== undefined) driver.run = null;
    }
  stage.time.after(resumeAfterMs, () => {
    simulation.restart(host);
    for (const driver of host.drives)
      if (driver.hasBegun && driver.outcome === null) void resumePlanOn(driver, host, simulation);
  });
}

type Cloud = PlanSimulation['stage']['cloud'];

const CHANGES: Readonly<Record<VolumeChange, (id: string, cloud: Cloud) => void>> = {
  delete: (id, cloud) => askCinder(cloud, OWNER, 'DELETE', `/volumes/${id}`),
  extend: (id, cloud) =>
    askCinder(cloud, OWNER, 'POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 100 } }),
  snapshot: (id, cloud) =>
    askCinder(cloud, OWNER, 'POST', '/snapshots', {
      snapshot: { volume_id: id, name: 'of the owner', force: true },
    }),
  migrate: (id, cloud) =>
    askCinder(cloud, 'admin', 'POST', `/volumes/${id}/action`, {
      'os-migrate_volume': { host: cloud.state.pools.at(-1)?.name },
    }),
  retype: (id, cloud) =>
    askCinder(cloud, 'admin', 'POST', `/volumes/${id}/action`, {
      'os-retype': { new_type: 'any', migration_policy: 'on-demand' },
    }),
  attach: (id, cloud) =>
    askNova(cloud, 'POST', '', { volumeAttachment: { volumeId: id } }, serverOf(id, cloud)),
  detach: (id, cloud) => askNova(cloud, 'DELETE', `/${id}`, undefined, serverOf(id, cloud)),
};

function serverOf(id: string, { state }: Cloud): string | undefined {
  const servers = [...state.servers.values()];
  return (servers.find(({ devices }) => devices.some(({ volumeId }) => volumeId === id)) ?? servers[0])?.id;
}

function askCinder(cloud: Cloud, user: string, method: string, path: string, body?: unknown): void {
  ask(cloud, user, method, `/volume/v3/${cloud.world.projects[PROJECT]}${path}`, 'volume 3.70', body);
}

function askNova(
  cloud: Cloud,
  method: string,
  path: string,
  body: unknown,
  server: string | undefined,
): void {
  if (server === undefined) return;
  ask(
    cloud,
    OWNER,
    method,
    `/compute/v2.1/servers/${server}/os-volume_attachments${path}`,
    'compute 2.60',
    body,
  );
}

function ask(cloud: Cloud, user: string, method: string, path: string, version: string, body: unknown): void {
  const headers = { 'x-auth-token': cloud.token(user, PROJECT), 'openstack-api-version': version };
  void cloud.handle({ method, path, headers, ...(body === undefined ? {} : { body }) });
}
