// The options that say which cloud, and which region of it.
import type { LoadOptions } from '../../services/config/load.ts';

export interface CloudFlags {
  readonly cloud?: string;
  readonly region?: string;
}

/** What of the flags is for `loadCloudConfig`. */
export const cloudNamed = ({ cloud, region }: CloudFlags): LoadOptions => ({ cloud, region });
