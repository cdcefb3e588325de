// What the command costs, before and after it is bundled: node test/bench/command.ts ROUNDS
import process from 'node:process';
import { commandCosts } from './commandCosts.ts';
import { table } from './figures.ts';

table(await commandCosts(Number(process.argv[2] ?? 15)));
