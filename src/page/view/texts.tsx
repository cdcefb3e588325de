// Reasons or warnings one below the other: the first ones, and the others on demand.
import { useDisclosure } from './disclosure.tsx';

const SHOWN_AT_FIRST = 3;

interface TextsProps {
  readonly texts: readonly string[];
  readonly kind: 'blocked' | 'warned' | 'reasons';
}

export function Texts({ texts, kind }: TextsProps) {
  const more = texts.length - SHOWN_AT_FIRST;
  const { isShown, button } = useDisclosure(`${more} more`, `${more} more reasons`);
  if (texts.length === 0) return null;
  return (
    <>
      <ul class={`texts texts-${kind}`}>
        {texts.slice(0, isShown ? undefined : SHOWN_AT_FIRST).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {more > 0 && button}
    </>
  );
}
