// Runs scenarios on a cloud and returns what they recorded.
import { LostRace } from './lostRace.ts';
import { openSessions, openStage, type Sessions, type Stage } from './stage.ts';
import type { Step } from './transcript.ts';
import type { ConformanceWorld } from './world.ts';

export interface Scenario {
  /** `subject/case` */
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

const ATTEMPTS = 3;

/** One scenario; starts over if the services raced each other to another end, which is not a course of its own. */
export async function runScenario(
  world: ConformanceWorld,
  sessions: Sessions,
  scenario: Scenario,
): Promise<readonly Step[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce(world, sessions, scenario);
    } catch (error) {
      if (!(error instanceof LostRace) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function runOnce(
  world: ConformanceWorld,
  sessions: Sessions,
  scenario: Scenario,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const stage = await openStage(world, sessions, (step) => void steps.push(step));
  try {
    await scenario.run(stage);
  } catch (error) {
    // The scenario's own error matters more than that of its clean-up, which must not start over.
    await stage.end().catch((left) => {
      throw new AggregateError([error, left], `${scenario.name}: ${error}; and its clean-up: ${left}`);
    });
    throw error;
  }
  await stage.end();
  return steps;
}

/** All of them, in their order. */
export async function runAll(
  world: ConformanceWorld,
  scenarios: readonly Scenario[],
  tell: (scenario: Scenario) => void = () => {},
): Promise<Record<string, readonly Step[]>> {
  const sessions = await openSessions(world);
  const run: Record<string, readonly Step[]> = {};
  for (const scenario of scenarios) {
    tell(scenario);
    run[scenario.name] = await runScenario(world, sessions, scenario);
  }
  return run;
}
