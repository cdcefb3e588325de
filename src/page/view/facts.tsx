// Names and values of a run, line by line.
import type { ComponentChildren } from 'preact';
import { addressOf } from '../travel/address.ts';
import { Copy } from './copy.tsx';

interface LineProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

export const Line = ({ name, children }: LineProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

export const Copied = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <Copy text={text} what={what}>
    <code>{text}</code>
  </Copy>
);

/** A link to another run. */
export const RunLink = ({ runId }: { readonly runId: string }) => (
  <a class="link" href={addressOf({ run: runId, at: null })}>
    <code>{runId}</code>
  </a>
);
