// volume-migrate cloud
import { stringify } from 'yaml';
import { type Release, type SimulatedCloudServer, startSimulatedCloud } from '../simulator/index.ts';
import { EXIT } from './exit.ts';
import { interruptions } from './interruptions.ts';
import { linesOf, sayError, sayErrorLines, sayWhole } from './output.ts';
import { attempt } from './unusable.ts';

interface Flags {
  readonly port?: string;
  readonly release: Release;
  readonly gibPerSecond?: string;
}

/** Runs the simulated cloud until it is interrupted. */
export async function cloud({ port, release, gibPerSecond }: Flags): Promise<number> {
  const numbers = {
    port: numberOf(port, (value) => Number.isInteger(value) && value >= 0 && value < 65_536),
    gibPerSecond: numberOf(gibPerSecond, (value) => value > 0),
  };
  if (numbers.port === null) return refuse(`--port: expected a port from 0 to 65535, got ${port}`);
  if (numbers.gibPerSecond === null) {
    return refuse(`--gib-per-second: expected a number greater than 0, got ${gibPerSecond}`);
  }
  const { port: onPort, gibPerSecond: rate } = numbers;
  const started = await attempt(() =>
    startSimulatedCloud({
      release,
      ...(onPort === undefined ? {} : { port: onPort }),
      ...(rate === undefined ? {} : { gibPerSecond: rate }),
    }),
  );
  if (!started.ok) return refuse(`cannot start the simulated cloud: ${(started.error as Error).message}`);
  const running = started.value;
  const { promise: interrupted, resolve } = Promise.withResolvers<void>();
  interruptions({ interrupt: resolve, interruptAgain: resolve, terminate: resolve });
  sayWhole(linesOf(stringify(running.cloudsYaml)));
  sayErrorLines(introduction(running, release));
  await interrupted;
  await running.stop();
  return EXIT.succeeded;
}

// The instructions for trying it, on standard error so that standard output can be redirected to a file.
function introduction({ url, cloud: { world } }: SimulatedCloudServer, release: Release): string[] {
  const { free1, data1 } = world.volumes;
  return [
    `# A simulated OpenStack (${release}) runs at ${url}. Press Ctrl-C to stop it. Save the lines above as clouds.yaml, and try:`,
    `#   volume-migrate run --cloud simulated --resource-id ${free1} --migration-type cold --destination-node 'node2@tier9#alpha'`,
    `#   volume-migrate run --cloud simulated --resource-id ${data1} --destination-type beta`,
    `# Volumes: ${Object.entries(world.volumes)
      .map(([name, id]) => `${name} ${id}`)
      .join(', ')}`,
    `# Types: ${Object.keys(world.types).join(', ')}`,
    '# Pools: node1@alpha#alpha, node1@beta#beta, node2@alpha#alpha, node2@tier9#alpha, node2@beta#beta',
  ];
}

function refuse(message: string): number {
  sayError(`error: ${message}`);
  return EXIT.unusable;
}

function numberOf(text: string | undefined, isFine: (value: number) => boolean): number | undefined | null {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text.trim() !== '' && isFine(value) ? value : null;
}
