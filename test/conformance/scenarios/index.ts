// All scenarios, in the order in which they run.
import type { Scenario } from '../run.ts';
import { attachmentRows } from './attachments.ts';
import { disagreements } from './disagreement.ts';
import { identity } from './identity.ts';
import { inUse } from './inUse.ts';
import { lists } from './lists.ts';
import { microversions } from './microversions.ts';
import { migrate } from './migrate.ts';
import { migrateRefused } from './migrateRefused.ts';
import { quotas } from './quotas.ts';
import { retype } from './retype.ts';
import { serverLists } from './serverLists.ts';
import { servers } from './servers.ts';
import { cinderServices } from './services.ts';
import { severalAttachments } from './severalAttachments.ts';
import { swaps } from './swap.ts';
import { typeEffects } from './typeEffects.ts';
import { types } from './types.ts';
import { volumeMetadata } from './volumeMetadata.ts';
import { volumes } from './volumes.ts';

export const scenarios: readonly Scenario[] = [
  ...identity,
  ...volumes,
  ...volumeMetadata,
  ...lists,
  ...quotas,
  ...servers,
  ...microversions,
  ...migrate,
  ...migrateRefused,
  ...retype,
  ...inUse,
  ...swaps,
  ...severalAttachments,
  ...attachmentRows,
  ...disagreements,
  ...serverLists,
  ...types,
  ...typeEffects,
  ...cinderServices,
];
