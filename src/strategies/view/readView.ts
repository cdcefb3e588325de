// Reads a saved view of a cloud.
import { z } from 'zod';
import { InvalidParametersError } from '../../errors.ts';
import { show } from '../../inputInWords.ts';
import type { CloudView } from './types.ts';

const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `expected ${what}, got ${show(input)}`,
});

const text = z.string(expected('text'));
const textOrNull = text.nullable();
const yesOrNo = z.boolean(expected('true or false'));

const rows = (shape: z.ZodRawShape) =>
  z.array(z.looseObject(shape, expected('an object')), expected('a list'));

// What strategies rely on; the rest of a row is as the cloud showed it.
const viewSchema = z.object(
  {
    version: z.literal(1, {
      error: ({ input }) =>
        `this release reads views of version 1, got ${show(input)}. To save the view again, run: volume-migrate view`,
    }),
    cloud: text,
    takenAt: z.iso.datetime({ offset: true, ...expected('a date and time with an offset') }),
    volumes: rows({
      ...{ id: text, name: text, status: text, projectId: text, createdAt: text },
      sizeGib: z.int(expected('a whole number')).min(0, expected('a whole number from 0')),
      ...{ host: textOrNull, volumeType: textOrNull, availabilityZone: textOrNull },
      ...{ migrationStatus: textOrNull, groupId: textOrNull, replicationStatus: textOrNull },
      attachments: rows({ serverId: text }),
    }),
    types: rows({ id: text, name: text, extraSpecs: z.record(text, textOrNull, expected('an object')) }),
    pools: rows({
      name: text,
      capabilities: z.record(z.string(), z.unknown(), expected('an object')),
    }),
    services: rows({ host: text, isUp: yesOrNo, isEnabled: yesOrNo }),
    servers: rows({ id: text, vmState: text, volumeIds: z.array(text, expected('a list')) }),
    snapshots: rows({ id: text, volumeId: text }),
    attachments: rows({ id: text, volumeId: text, serverId: text, status: text }),
    quotas: z.record(
      z.string(),
      rows({ name: text, limit: z.number().nullable(), inUse: z.number(), reserved: z.number() }),
      expected('an object'),
    ),
  },
  expected('an object, as volume-migrate view writes it'),
);

const MOST_PROBLEMS = 50;

/** The view in a text that `volume-migrate view` wrote. Throws `InvalidParametersError`, which lists every problem. */
export function readView(text: string): CloudView {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new InvalidParametersError([
      `the view is not valid JSON, or is incomplete: ${(error as Error).message}`,
    ]);
  }
  const parsed = viewSchema.safeParse(given);
  if (parsed.success) return given as CloudView;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? `the view: ${message}` : `the view: ${z.core.toDotPath(path)}: ${message}`,
  );
  const more = problems.length - MOST_PROBLEMS;
  throw new InvalidParametersError(
    more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems,
  );
}
