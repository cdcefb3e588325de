// Starts the processes of a host, and makes the events happen that wait for their records and requests.
import type { WireRequest } from '../../../services/index.ts';
import type { RequestFault } from '../../../src/testing/simulation/index.ts';
import { type Network, travel } from '../../../src/testing/simulation/network.ts';
import { servicesClock } from '../../../src/testing/simulation/virtualTime.ts';
import { happen } from './planNemesis.ts';
import { type PlanProcess, startPlanProcess } from './planProcess.ts';
import type { PlanHost, PlanSimulation, Travel } from './planSimulation.ts';
import type { PlannedEvent, PlanSimulationEvent } from './planWorkload.ts';

/** The next process of a host. */
export function processOn(host: PlanHost, simulation: PlanSimulation): PlanProcess {
  const { stage, journal, plant } = simulation;
  const number = simulation.nextProcess();
  const network: Network = {
    ...{ time: stage.time, cloud: stage.cloud, latencyMs: simulation.workload.cloud.latencyMs },
    ...{ isDown: () => false, served: () => {}, shown: new Map() },
    intercept: (request) => intercept(request, number, host, simulation),
  };
  const send: Travel = (request) => travel(network, request);
  const { store, died } = journal.open();
  return startPlanProcess({
    ...{ number, clock: servicesClock(stage.time) },
    journal: { store: plant.store?.(store) ?? store, died },
    travel: plant.travel?.(send) ?? send,
    written: () => {
      host.records += 1;
      const isDue = (when: PlannedEvent['when']): boolean =>
        'records' in when && when.host === host.number && when.records <= host.records;
      for (const event of takeDue(simulation, isDue)) happen(event, simulation);
    },
  });
}

function intercept(
  request: WireRequest,
  process: number,
  host: PlanHost,
  simulation: PlanSimulation,
): ReturnType<Network['intercept']> {
  const { sent, stage, tell } = simulation;
  host.requests += 1;
  const isDue = (when: PlannedEvent['when']): boolean =>
    'requests' in when && when.host === host.number && when.requests <= host.requests;
  const events = takeDue(simulation, isDue);
  const fault = faultIn(events);
  const runId = request.requestId.slice('req-'.length);
  sent.push({ at: stage.time.now(), process, runId, call: request.call, fault });
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  tell?.(`process ${process}, run ${runId.slice(0, 8)}: ${request.call} ${body}`);
  const arrive = (): void => {
    for (const event of events) happen(event, simulation);
  };
  return { fault, arrive };
}

function faultIn(events: readonly PlanSimulationEvent[]): RequestFault | null {
  const lost = events.find((event) => event.kind === 'lost request');
  return lost === undefined ? null : { kind: 'lost', effect: lost.effect };
}

function takeDue(
  { waiting }: PlanSimulation,
  isDue: (when: PlannedEvent['when']) => boolean,
): PlanSimulationEvent[] {
  const due = [...waiting].filter(({ when }) => isDue(when));
  for (const each of due) waiting.delete(each);
  return due.map(({ event }) => event);
}
