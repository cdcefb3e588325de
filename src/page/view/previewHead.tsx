// The plan at a glance: that it has not been applied, whether something blocks it, and the command that applies it.
import type { PlanPreview } from '../../inspector/planPreview.ts';
import { exportedPlanAddress } from '../data/preview.ts';
import type { Connection } from '../data/shown.ts';
import type { MoveStanding } from '../preview/moves.ts';
import { count } from '../words/units.ts';
import { Copied } from './facts.tsx';
import { Icon, type IconName } from './icon.tsx';

interface PreviewHeadProps {
  readonly preview: PlanPreview;
  readonly standings: readonly MoveStanding[];
  readonly connection: Connection;
  /** Why no more checks follow. */
  readonly fault: string | null;
}

export function PreviewHead({ preview, standings, connection, fault }: PreviewHeadProps) {
  const { title, command, moves } = preview;
  const verdict = verdictOf(standings, preview.isChecked && fault === null);
  return (
    <header class={`head preview-head verdict-${verdict.kind}`}>
      <div class="title">
        <p class="badge">
          <Icon name={ICONS[verdict.kind]} />
          {verdict.text}
        </p>
        <h1>Plan of {count(moves.length, 'move')}</h1>
        <code>{title}</code>
        <span class="hidden" role="status">
          {verdict.kind === 'checking' ? '' : verdict.text}
        </span>
        {connection !== 'file' && (
          <div class="actions">
            <a class="button" href={exportedPlanAddress()}>
              <Icon name="save" />
              <span>Save as file</span>
            </a>
          </div>
        )}
      </div>
      <p class="doing">
        {command === null ? (
          'The plan has not been applied. It is in no file yet.'
        ) : (
          <>
            The plan has not been applied. To apply it: <Copied text={command} what="command" />
          </>
        )}
        {connection === 'lost' && <b class="paused"> · The command that showed this page has ended.</b>}
      </p>
    </header>
  );
}

type Verdict = 'blocked' | 'checking' | 'clear' | 'planned';

const ICONS: Readonly<Record<Verdict, IconName>> = {
  blocked: 'cross',
  checking: 'running',
  clear: 'yes',
  planned: 'waiting',
};

function verdictOf(
  standings: readonly MoveStanding[],
  isChecking: boolean,
): { readonly kind: Verdict; readonly text: string } {
  const many = (...wanted: MoveStanding[]): number =>
    standings.filter((standing) => wanted.includes(standing)).length;
  const [blocked, unchecked] = [many('blocked', 'missing'), many('unchecked')];
  const words = blocked === 0 ? '' : `${blocked} blocked`;
  if (unchecked > 0 && isChecking) {
    const checked = `checked ${standings.length - unchecked} of ${standings.length}`;
    return { kind: blocked > 0 ? 'blocked' : 'checking', text: [words, checked].filter(Boolean).join(', ') };
  }
  if (blocked > 0) return { kind: 'blocked', text: words };
  if (unchecked > 0 || many('planned') > 0) return { kind: 'planned', text: 'Not checked' };
  return { kind: 'clear', text: standings.length === 0 ? 'Nothing to move' : 'Nothing blocks it' };
}
