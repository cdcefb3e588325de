// npm run cluster:kills -- --rounds 12 --seed 1 --only worker,server: kills the parts of a cluster at random moments, and counts.
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import '../../environment.ts';
import { KINDS, type Kind } from './kinds.ts';
import { playRound, type Round } from './round.ts';
import { openScene, type Scene } from './scene.ts';
import { tableOf } from './table.ts';
import { playUndisturbed, type Undisturbed } from './undisturbed.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const problems: string[] = [];
const rounds = numberOf('rounds', values.rounds);
const seed = values.seed === undefined ? randomInt(2 ** 31) : numberOf('seed', values.seed);
const kinds = kindsOf(values.only?.split(',') ?? KINDS.map(({ name }) => name));
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = 2;
} else {
  await playAll();
}

function numberOf(option: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) problems.push(`--${option} ${text}: expected a number`);
  return Number(text);
}

function kindsOf(names: readonly string[]): Kind[] {
  return names.flatMap((name) => {
    const kind = KINDS.find((each) => each.name === name);
    if (kind === undefined)
      problems.push(`--only ${name}: expected one of ${KINDS.map((each) => each.name).join(', ')}`);
    return kind ?? [];
  });
}

async function playAll(): Promise<void> {
  const began = performance.now();
  const played: Round[] = [];
  for (const kind of kinds) played.push(...(await playKind(kind)));
  for (const line of tableOf(played)) say(line);
  const exceptions = played.filter((round) => round.exceptions.length > 0).length;
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`seed ${seed}: ${played.length} rounds in ${seconds} s, ${exceptions} with exceptions`);
  if (exceptions > 0) process.exitCode = 1;
}

async function playKind(kind: Kind): Promise<Round[]> {
  const played: Round[] = [];
  let stage: Stage | null = null;
  for (let number = 0; number < rounds; number += 1) {
    stage ??= await openStage(kind);
    const { scene, undisturbed } = stage;
    const round = await playRound(scene, kind, seed + number, undisturbed).catch((error: Error) =>
      failedRound(kind, seed + number, error),
    );
    played.push(round);
    say(lineOf(round));
    if (round.exceptions.length === 0) continue;
    // What it has left would disturb the next round.
    await stage.scene.close();
    stage = null;
  }
  await stage?.scene.close();
  return played;
}

function failedRound({ name }: Kind, of: number, { stack = '' }: Error): Round {
  return {
    ...{ seed: of, kind: name, what: 'the round failed', isStruck: false, moves: 0, resumes: 0, seconds: 0 },
    exceptions: [stack],
  };
}

interface Stage {
  readonly scene: Scene;
  readonly undisturbed: Undisturbed;
}

async function openStage({ startServer }: Kind): Promise<Stage> {
  const scene = await openScene(2, startServer);
  try {
    return { scene, undisturbed: await playUndisturbed(scene) };
  } catch (error) {
    await scene.close();
    throw error;
  }
}

function lineOf({ kind, seed: of, what, seconds, resumes, exceptions }: Round): string {
  const end = exceptions.length === 0 ? 'as it should be' : exceptions.map((each) => `\n  ${each}`).join('');
  return `${kind}, seed ${of}: ${what}; ${resumes} resumes, ${seconds.toFixed(1)} s: ${end}`;
}
