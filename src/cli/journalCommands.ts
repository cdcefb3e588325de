// The commands on the journal: they list, show, replay, close and export runs. None of them contacts the cloud.
import process from 'node:process';
import type { Command } from 'commander';
import { JOURNAL } from './options.ts';

/** Adds the commands to the program. */
export function addJournalCommands(program: Command): void {
  addRuns(program);
  addReplay(program);
  addShow(program);
  addGiveUp(program);
  addExport(program);
  addInspect(program);
}

function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs of all clouds and workflows, newest first')
    .option('--unfinished', 'list only open runs')
    .option('--journal <file>', JOURNAL)
    .option('--json', 'print a JSON array')
    .action(async (options) => {
      const { runs } = await import('./runs.ts');
      process.exitCode = await runs(options);
    });
}

function addReplay(program: Command): void {
  program
    .command('replay')
    .description('replay a run without a cloud, and show each transition')
    .argument('<run>', 'run ID or a unique prefix, or a file written by export')
    .option('--journal <file>', JOURNAL)
    .action(async (run, options) => {
      const { replayRun } = await import('./replayRun.ts');
      process.exitCode = await replayRun(run, options);
    });
}

function addShow(program: Command): void {
  program
    .command('show')
    .description('show a run in detail: each event, each guard with its answer, each call with its requests')
    .argument('<run>', 'run ID or a unique prefix, or a file written by export')
    .option('--journal <file>', JOURNAL)
    .option('--json', 'print a JSON object')
    .action(async (run, options) => {
      const { show } = await import('./show.ts');
      process.exitCode = await show(run, options);
    });
}

function addGiveUp(program: Command): void {
  program
    .command('give-up')
    .description('close a run that cannot be resumed, without contacting the cloud')
    .argument('<run>', 'run ID or a unique prefix')
    .option('--why <reason>', 'reason to record in the journal')
    .option('--yes', 'at a terminal: do not ask')
    .option('--journal <file>', JOURNAL)
    .option('--json', 'print a JSON object')
    .addHelpText('after', '\nExample: volume-migrate give-up 2c91 --why "the pool was removed"')
    .action(async (run, options) => {
      const { giveUp } = await import('./giveUp.ts');
      process.exitCode = await giveUp(run, options);
    });
}

function addExport(program: Command): void {
  program
    .command('export')
    .description('print the records of a run as JSON Lines, to share or to replay elsewhere')
    .argument('<run>', 'run ID or a unique prefix')
    .option('--journal <file>', JOURNAL)
    .action(async (run, options) => {
      const { exportRun } = await import('./exportRun.ts');
      process.exitCode = await exportRun(run, options);
    });
}

function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('show runs on a local page, live or at any earlier point')
    .argument('[run]', 'run to show first: a run ID, a unique prefix, or a file written by export')
    .option('--port <port>', 'port on 127.0.0.1 (default: any free port)')
    .option(
      '--html <file>',
      'write the run to a page that opens offline, and exit; overwrites only pages that inspect wrote',
    )
    .option('--journal <file>', JOURNAL)
    .action(async (run, options) => {
      const { inspect } = await import('./inspect.ts');
      process.exitCode = await inspect(run, options);
    });
}
