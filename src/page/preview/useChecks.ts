// The checks of a plan's moves: those in the page, and those that the server sends.
import { useEffect, useState } from 'preact/hooks';
import type { FoundChecks, PlanPreview } from '../../inspector/planPreview.ts';
import { listenToChecks } from '../data/preview.ts';
import type { Connection } from '../data/shown.ts';
import type { ChecksByMove } from './moves.ts';

export interface Checks {
  readonly byMove: ChecksByMove;
  readonly connection: Connection;
  /** Why no more checks follow; null if nothing is known to be wrong. */
  readonly fault: string | null;
}

export function useChecks({ checks }: Pick<PlanPreview, 'checks'>): Checks {
  const isFile = location.protocol === 'file:';
  const [byMove, set] = useState<ChecksByMove>(() => new Map(checks));
  const [connection, connect] = useState<Connection>(isFile ? 'file' : 'opening');
  const [fault, fail] = useState<string | null>(null);
  useEffect(() => {
    if (isFile) return;
    const add = (found: FoundChecks): void => set((before) => new Map([...before, ...found]));
    return listenToChecks({ connection: connect, checks: add, fault: fail });
  }, []);
  return { byMove, connection, fault };
}
