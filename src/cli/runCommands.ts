// The commands that drive runs.
import process from 'node:process';
import type { Command } from 'commander';
import {
  EXIT_STATUS,
  NO_WAIT,
  RUN_EXAMPLES,
  withDriving,
  withFormat,
  withInspector,
  withPlace,
} from './options.ts';

/** Adds the commands to the program. */
export function addRunCommands(program: Command): void {
  addRun(program);
  addResume(program);
  addWatch(program);
}

const AS_OTHER_USER = 'resume a run that another user started, or that was started in another project';

const withGoal = (command: Command): Command =>
  command
    .option('--resource-id <id>', 'UUID of the volume')
    .option(
      '--migration-type <type>',
      'migrate to a pool, retype to a volume type (both: detached or attached volume); swap for an attached volume (default), cold for a detached volume',
    )
    .option('--destination-node <node>', 'with migrate (required) or cold: target pool, as HOST@BACKEND#POOL')
    .option(
      '--destination-type <type>',
      'target volume type (required for retype and swap; with cold, retypes the volume)',
    )
    .option('--swap-method <method>', 'how to swap: auto (default), attachment or retype')
    .option(
      '--allow-encryption-change',
      'allow the new type to encrypt the volume, or to remove its encryption',
    )
    .option(
      '--params <file>',
      'read the parameters as JSON, with the names from the specification; - reads standard input',
    );

function addRun(program: Command): void {
  const command = program.command('run').description('migrate a volume').optionsGroup('Goal:');
  withGoal(command).optionsGroup('Options:');
  withPlace(withDriving(command)).addOption(NO_WAIT);
  withInspector(withFormat(command))
    .addHelpText('after', `${EXIT_STATUS}${RUN_EXAMPLES}`)
    .action(async (options) => {
      const { run } = await import('./run.ts');
      process.exitCode = await run(options);
    });
}

function addResume(program: Command): void {
  const command = program
    .command('resume')
    .description('resume a run that no process is driving')
    .argument('[run]', 'run ID or a unique prefix')
    .option('--all', 'resume all open runs of this cloud, one after another')
    .option('--as-other-user', AS_OTHER_USER);
  withInspector(withFormat(withPlace(withDriving(command))))
    .addHelpText(
      'after',
      `${EXIT_STATUS}\nA finished run is not resumed: its recorded outcome is printed again (exit status 2 if it was given up)\n\nExample: volume-migrate resume 2c91 --timeout 2h`,
    )
    .action(async (run, options) => {
      const { resume } = await import('./resume.ts');
      process.exitCode = await resume(run, options);
    });
}

function addWatch(program: Command): void {
  const command = program
    .command('watch')
    .description('follow a run that another process drives, or resume it if none does')
    .argument('<run>', 'run ID or a unique prefix')
    .option('--as-other-user', AS_OTHER_USER);
  withFormat(withPlace(withDriving(command)))
    .addHelpText('after', `${EXIT_STATUS}\n\nExample: volume-migrate watch 2c91`)
    .action(async (run, options) => {
      const { watch } = await import('./watch.ts');
      process.exitCode = await watch(run, options);
    });
}
