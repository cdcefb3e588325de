// Plays the dispatcher of plans alone, without a cloud: `npm run simulate:dispatcher -- --plans 10000`; `--seed N` plays on from one.
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { playRandomPlan } from '../machines/plan/random/playRandom.ts';

const { values } = parseArgs({
  options: { plans: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});

const plans = Number(values.plans);
const first = Number(values.seed ?? randomInt(2 ** 31));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const statuses = new Map<string, number>();
let events = 0;
let broken = 0;
for (let seed = first; seed < first + plans; seed += 1) {
  const played = playRandomPlan(seed);
  events += played.events;
  statuses.set(played.status, (statuses.get(played.status) ?? 0) + 1);
  if (played.broken.length === 0) continue;
  broken += 1;
  say(`seed ${seed}: ${played.broken.join('; ')}`);
}
const ends = [...statuses].map(([status, count]) => `${count} ${status}`).join(', ');
say(`${plans} plans from seed ${first}, ${events} events: ${ends}; ${broken} broke a rule`);
if (broken > 0) process.exitCode = 1;
