// The options that select a cloud and one of its regions.
import type { LoadOptions } from '../../services/config/load.ts';

export interface CloudFlags {
  readonly cloud?: string;
  readonly region?: string;
}

/** The flags as options of `loadCloudConfig`. */
export const cloudNamed = ({ cloud, region }: CloudFlags): LoadOptions => ({ cloud, region });
