// A guard that was evaluated: the question, its result, and the facts that it read.
import type { GuardAsked } from '../../volumeMigrate/records.ts';
import type { Fact } from '../words/facts.ts';
import { questionOf } from '../words/guards.ts';
import { useDisclosure } from './disclosure.tsx';
import { Icon } from './icon.tsx';
import { useTypeNames } from './typeNames.ts';

interface QuestionProps {
  readonly asked: GuardAsked;
  /** True if what the guard read can be expanded. */
  readonly isOpen: boolean;
}

export function Question({ asked, isOpen }: QuestionProps) {
  const { asks, answer, facts } = questionOf(asked, useTypeNames());
  const [onlyFact] = facts.length === 1 ? facts : [];
  const given = useDisclosure('given', `what ${asked.guard} was given`);
  return (
    <li class={`question ${answer ? 'is-yes' : 'is-no'}`}>
      <p class="question-line">
        <Icon name={answer ? 'yes' : 'no'} />
        <span class="asks">
          {asks} {onlyFact !== undefined && <span class="reason">{onlyFact.text}</span>}{' '}
          {isOpen && given.button}
        </span>
        <b class="said">{answer ? 'Yes' : 'No'}</b>
      </p>
      {facts.length > 1 && (
        <ul class="facts">
          {facts.map((fact) => (
            <FactLine fact={fact} key={fact.text} />
          ))}
        </ul>
      )}
      {isOpen && given.isShown && <Readings given={asked.given} />}
    </li>
  );
}

const FactLine = ({ fact: { text, met } }: { readonly fact: Fact }) => (
  <li class={met === false ? 'fact is-unmet' : 'fact'}>
    <Icon name={met === null ? 'told' : met ? 'met' : 'unmet'} />
    {met !== null && <span class="hidden">{met ? 'holds: ' : 'does not hold: '}</span>}
    <span>{text}</span>
  </li>
);

/** What the guard read, by path, at that time. */
const Readings = ({ given }: Pick<GuardAsked, 'given'>) => (
  <dl class="readings">
    {Object.entries(given).map(([path, value]) => (
      <div key={path}>
        <dt>{path}</dt>
        <dd>{value === undefined ? 'undefined' : JSON.stringify(value)}</dd>
      </div>
    ))}
  </dl>
);
