// Each question of the chart in a storage operator's words, and the facts that decide it.
import type { GuardName } from '../../../machines/guards.ts';
import type { GuardAsked } from '../../volumeMigrate/records.ts';
import { END_QUESTIONS } from './endQuestions.ts';
import type { Fact } from './facts.ts';
import { MOVE_QUESTIONS } from './moveQuestions.ts';
import type { Question } from './question.ts';
import { START_QUESTIONS } from './startQuestions.ts';
import { SWAP_QUESTIONS } from './swapQuestions.ts';
import { NO_NAMES, type TypeNames, withTypeNames } from './typeNames.ts';

export const QUESTIONS = {
  ...START_QUESTIONS,
  ...MOVE_QUESTIONS,
  ...SWAP_QUESTIONS,
  ...END_QUESTIONS,
} as const satisfies Record<GuardName, Question>;

export interface QuestionAsked {
  readonly asks: string;
  readonly answer: boolean;
  readonly facts: readonly Fact[];
}

/** A guard in words; an unknown one by its name and what it read. `names`: those of volume types. */
export function questionOf(asked: GuardAsked, names: TypeNames = NO_NAMES): QuestionAsked {
  const { facts, ...question } = inWords(asked);
  return { ...question, facts: facts.map(({ text, met }) => ({ text: withTypeNames(text, names), met })) };
}

function inWords({ guard, answer, given }: GuardAsked): QuestionAsked {
  const known = (QUESTIONS as Readonly<Record<string, Question>>)[guard];
  if (known === undefined) return { asks: guard, answer, facts: readings(given) };
  const told = (known.tells ?? []).flatMap((tell) => tell(given));
  const said = answer ? known.yes : known.no;
  const facts = told.length > 0 || said === undefined ? told : [{ text: said, met: null }];
  return { asks: known.asks, answer, facts };
}

const readings = (given: GuardAsked['given']): Fact[] =>
  Object.entries(given).map(([path, value]) => ({ text: `${path} is ${JSON.stringify(value)}`, met: null }));
