// The commands that make plans: view and plan.
import process from 'node:process';
import type { Command } from 'commander';
import { withCloud, withExamples } from './commandOptions.ts';

/** Adds the commands to the program. */
export function addStrategyCommands(program: Command): void {
  addPlan(program);
  addView(program);
}

function addPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('make a plan: which volumes to move, where to, and why')
    .argument('<strategy>', 'zone-migration, storage-balance, or a JavaScript file of yours')
    .option('--params <file>', "the strategy's parameters, as JSON or YAML")
    .option('--view <file>', 'plan from a saved view, without a cloud')
    .option('--out <file>', 'write the plan to a file: JSON if its name ends in .json, otherwise YAML')
    .option('--json', 'print the plan as JSON')
    .option('--inspect', 'also show the plan on a local page until Ctrl-C: moves, reasons, pools, checks')
    .optionsGroup('Options of storage-balance:')
    .option('--threshold <percent>', 'a pool that is fuller gives volumes away (default: 80)')
    .option('--margin <points>', 'how much emptier a destination must be, in percentage points (default: 5)')
    .option('--headroom <gib>', 'free space that each destination keeps besides (default: 0)')
    .option('--allow-unknown-pools', 'also use pools that report no capacity, or an infinite one')
    .optionsGroup('Options:');
  withCloud(command).action(async (strategy, options) => {
    const { plan } = await import('./strategy/plan.ts');
    process.exitCode = await plan(strategy, options);
  });
  withExamples(
    command,
    [
      'plan zone-migration --params empty-node1.yaml --out plan.yaml',
      'plan storage-balance --threshold 75 --out plan.yaml',
      'plan storage-balance --view monday.json --json',
      'plan storage-balance --out plan.yaml --inspect',
      'plan ./my-strategy.js --out plan.yaml',
    ],
    [
      'At a terminal, and with --out, tables are printed; otherwise the plan itself, in YAML',
      'Exit status: 0 the plan was made, even if there is nothing to move; 2 unusable parameters, view or configuration',
    ],
  );
}

function addView(program: Command): void {
  const command = program
    .command('view')
    .description('save what strategies plan from: volumes, types, pools, services, servers, quotas')
    .option('--out <file>', 'write it to a file that only you can read');
  withCloud(command).action(async (options) => {
    const { view } = await import('./strategy/view.ts');
    process.exitCode = await view(options);
  });
  withExamples(command, ['view --out monday.json', 'view --cloud mycloud > view.json']);
}
