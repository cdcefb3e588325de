// From which pool to which.
import type { PreviewedMove } from '../../inspector/planPreview.ts';

export const Route = ({ from, to }: Pick<PreviewedMove, 'from' | 'to'>) => (
  <span class="route-name">
    {from ?? 'unknown pool'} <span aria-hidden="true">→</span>
    <span class="hidden">to</span> <b>{to}</b>
  </span>
);
