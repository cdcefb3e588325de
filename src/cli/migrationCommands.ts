// The commands that migrate volumes: run and resume.
import process from 'node:process';
import type { Command } from 'commander';
import {
  EXIT_STATUS,
  RUN,
  withCloud,
  withExamples,
  withInspector,
  withJournal,
  withTemporaryUser,
  withVerbosity,
} from './commandOptions.ts';

/** Adds the commands to the program. */
export function addMigrationCommands(program: Command): void {
  addRun(program);
  addResume(program);
}

function addRun(program: Command): void {
  const command = program
    .command('run')
    .description('migrate a volume')
    .argument('[volume]', 'UUID of the volume, or its exact name');
  withGoal(command).optionsGroup('Options:');
  withTemporaryUser(command);
  withVerbosity(command);
  withJournal(withCloud(command)).option('--json', 'print only a JSON object on standard output');
  withInspector(command).action(async (volume, options) => {
    const { run } = await import('./run.ts');
    process.exitCode = await run(volume, options);
  });
  withExamples(
    command,
    [
      "run data1 --migration-type migrate --destination-node 'node2@alpha#alpha'",
      'run 2c91c4af-44ad-4e16-8d56-c27db583a459 --migration-type retype --destination-type fast',
      'run data1 --destination-type fast --quiet',
    ],
    [EXIT_STATUS],
  );
}

// The parameters of the specification.
const withGoal = (command: Command): Command =>
  command
    .optionsGroup('Goal:')
    .option('--resource-id <id>', 'UUID of the volume, instead of the argument')
    .option(
      '--migration-type <type>',
      'swap for an attached volume (default), cold for a detached volume, or migrate or retype for either',
    )
    .option('--destination-node <node>', 'with cold or migrate: target pool, as HOST@BACKEND#POOL')
    .option(
      '--destination-type <type>',
      'target volume type (required for swap and retype; with cold, retypes the volume)',
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

function addResume(program: Command): void {
  const command = program
    .command('resume')
    .description('resume a run that no process is driving')
    .argument('[run]', RUN)
    .option('--all', 'resume all open runs of this cloud, one after another')
    .option(
      '--as-other-user',
      'resume a run that another user started, or that was started in another project',
    );
  withTemporaryUser(command);
  withVerbosity(command);
  withJournal(withCloud(command)).option(
    '--json',
    'print only JSON on standard output, one object for each run',
  );
  withInspector(command).action(async (run, options) => {
    const { resume } = await import('./resume.ts');
    process.exitCode = await resume(run, options);
  });
  withExamples(
    command,
    ['resume 3f9c2d1a', 'resume --all --cloud mycloud'],
    [
      EXIT_STATUS,
      'A finished run is not resumed: its recorded outcome is printed again (exit status 2 if it was given up)',
    ],
  );
}
