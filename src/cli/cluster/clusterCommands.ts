// The command that drives the runs of a cluster.
import process from 'node:process';
import type { Command } from 'commander';
import { withExamples, withLog } from '../commandOptions.ts';

/** Adds the command to the program. */
export function addClusterCommands(program: Command): void {
  const command = program
    .command('worker')
    .description('drive runs that Restate sends to this host, together with workers on other hosts')
    .requiredOption('--ingress <url>', 'ingress of Restate, such as http://127.0.0.1:8080')
    .option('--admin <url>', 'admin API of Restate (default: port 9070 on the host of the ingress)')
    .option(
      '--listen <host:port>',
      'address on which this worker listens for Restate; port 0: any free port',
      '127.0.0.1:9080',
    )
    .option(
      '--register [url]',
      'register this URL with Restate as the address of the workers (default: where this worker listens); needed once for each URL',
    )
    .option(
      '--identity-key <key...>',
      'public key of Restate, publickeyv1_…: accept only calls that it has signed',
    )
    .option('--keep <duration>', 'how long to keep a run after it has ended', '365d');
  withLog(command).action(async (options) => {
    const { worker } = await import('./worker.ts');
    process.exitCode = await worker(options);
  });
  withExamples(
    command,
    [
      'worker --ingress http://127.0.0.1:8080 --register',
      'worker --ingress http://restate:8080 --listen 10.0.0.5:9080 --identity-key publickeyv1_…',
    ],
    [
      'Each worker signs in with the clouds.yaml or the OS_* variables of its own host. All workers must use the same user and project.',
      'Ctrl-C stops the worker; other workers continue its runs.',
    ],
  );
}
