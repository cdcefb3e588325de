// volume-migrate cloud
import process from 'node:process';
import { stringify } from 'yaml';
import { type Release, startSimulatedCloud } from '../simulator/index.ts';
import { EXIT } from './exit.ts';
import { interruptions } from './interruptions.ts';

interface Flags {
  readonly port?: string;
  readonly release: Release;
  readonly gibPerSecond?: string;
}

/** Runs the simulated cloud until it is interrupted. */
export async function cloud(flags: Flags): Promise<number> {
  const port = numberOf(flags.port, (value) => Number.isInteger(value) && value >= 0 && value < 65_536);
  const gibPerSecond = numberOf(flags.gibPerSecond, (value) => value > 0);
  if (port === null || gibPerSecond === null) {
    const fault =
      port === null ? `--port: no port: ${flags.port}` : `--gib-per-second: no rate: ${flags.gibPerSecond}`;
    process.stderr.write(`error: ${fault}\n`);
    return EXIT.unusable;
  }
  const running = await startSimulatedCloud({
    release: flags.release,
    ...(port === undefined ? {} : { port }),
    ...(gibPerSecond === undefined ? {} : { gibPerSecond }),
  });
  process.stdout.write(stringify(running.cloudsYaml));
  process.stderr.write(`# a simulated OpenStack (${flags.release}) at ${running.url}, until Ctrl-C\n`);
  await new Promise<void>((resolve) => {
    const release = interruptions(resolve, resolve);
    void release;
  });
  await running.stop();
  return EXIT.succeeded;
}

function numberOf(text: string | undefined, isFine: (value: number) => boolean): number | undefined | null {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text.trim() !== '' && isFine(value) ? value : null;
}
