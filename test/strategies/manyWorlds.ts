// Plans of many random clouds: `node test/strategies/manyWorlds.ts 10000 [FIRST SEED]`. Exits with 1 if a rule is broken.
import process from 'node:process';
import { judge, type Verdict } from './judge.ts';

const [count = '1000', first = '1'] = process.argv.slice(2);
const sums = { broken: 0, actions: 0, skipped: 0, waiting: 0 };
for (let seed = Number(first); seed < Number(first) + Number(count); seed += 1) {
  const { problems, actions, skipped, waiting } = attempted(seed);
  sums.broken += Number(problems.length > 0);
  sums.actions += actions;
  sums.skipped += skipped;
  sums.waiting += waiting;
  if (sums.broken <= 20) for (const problem of problems) process.stdout.write(`${problem}\n`);
}
const { broken, actions, skipped, waiting } = sums;
process.stdout.write(
  `${count} worlds: ${actions} moves (${waiting} wait for others), ${skipped} volumes that stay; ${broken} with problems\n`,
);
process.exitCode = broken === 0 ? 0 : 1;

function attempted(seed: number): Verdict {
  try {
    return judge(seed);
  } catch (error) {
    return { problems: [`seed ${seed}: ${(error as Error).stack}`], actions: 0, skipped: 0, waiting: 0 };
  }
}
