// A button that copies something.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

const SAID_MS = 1500;

interface CopyProps {
  /** The text to copy; a function is called on demand. */
  readonly text: string | (() => string);
  /** What it is, for a screen reader: `request id`. */
  readonly what: string;
  /** -1 in a list that is one tab stop. */
  readonly tabIndex?: -1;
  readonly children?: ComponentChildren;
}

/** A button that copies, and confirms it for a moment. */
export function Copy({ text, what, tabIndex, children }: CopyProps) {
  const [said, say] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => say(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    const wanted = typeof text === 'string' ? text : text();
    copyText(wanted).then(
      () => say('copied'),
      () => say('not copied'),
    );
  };
  return (
    <>
      <button type="button" class="copy" tabIndex={tabIndex} onClick={copy} title={`Copy ${what}`}>
        {children}
        <Icon name={said === 'copied' ? 'met' : 'copy'} />
        <span class="hidden">Copy {what}</span>
      </button>
      <span class="hidden" role="status">
        {said === '' ? '' : `${what} ${said}`}
      </span>
    </>
  );
}

// In some browsers a page opened from disk has no clipboard access: the selection works as well.
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('the browser does not copy');
}
