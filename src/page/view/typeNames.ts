// The names of volume types that the shown run has read, for every view.
import { createContext } from 'preact';
import { useContext, useRef } from 'preact/hooks';
import type { TimelineMoment } from '../../volumeMigrate/records.ts';
import { NO_NAMES, type TypeNames, typeNamesOf } from '../words/typeNames.ts';

export const ShownTypeNames = createContext<TypeNames>(NO_NAMES);

export const useTypeNames = (): TypeNames => useContext(ShownTypeNames);

/** The names that a run has read so far: the same map until there are more. */
export function useNamesIn(moments: readonly TimelineMoment[]): TypeNames {
  const names = useRef<TypeNames>(NO_NAMES);
  const read = useRef<readonly TimelineMoment[]>([]);
  if (read.current !== moments) {
    read.current = moments;
    names.current = typeNamesOf(moments, names.current);
  }
  return names.current;
}
