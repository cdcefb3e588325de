// Falsehoods to put into the simulated cloud: what each says, and where the comparison must find it.
import type { Release, SimulatedCloudOptions, SimulatedResponse } from '../../src/simulator/index.ts';
import type { Json } from './http.ts';

export interface Falsehood {
  readonly clause: string;
  /** The scenario that is run. */
  readonly scenario: string;
  /** Where the difference is found. */
  readonly what: RegExp;
  readonly tell?: (answer: SimulatedResponse, path: string) => void;
  readonly options?: SimulatedCloudOptions;
  readonly release?: Release;
}

/** Every volume in a response. */
const volumesOf = ({ body }: SimulatedResponse): Json[] => {
  const { volumes, volume } = (body ?? {}) as Json;
  return Array.isArray(volumes) ? volumes : volume ? [volume] : [];
};

const ofVolumes =
  (change: (volume: Json, others: Json[]) => void) =>
  (answer: SimulatedResponse): void => {
    const all = volumesOf(answer);
    for (const volume of all) change(volume, all);
  };

/** One volume by its ID, not the list in which courses are watched. */
const SHOWN = /\/volumes\/[0-9a-f-]{36}$/;

export const falsehoods: readonly Falsehood[] = [
  {
    clause: 'migration_status is never null',
    scenario: 'migrate/host copy, locked',
    what: /^course of volume$/,
    tell: ofVolumes((volume) => {
      if (volume.migration_status === null) volume.migration_status = 'none';
    }),
  },
  {
    clause: 'a 409 for a 400',
    scenario: 'migrate refused/what is asked',
    what: /^status$/,
    tell: (answer) => {
      if (answer.status === 400) answer.status = 409;
    },
  },
  {
    clause: 'a 202 for a 403',
    scenario: 'migrate refused/what is asked',
    what: /^status$/,
    tell: (answer) => {
      if (answer.status === 403) answer.status = 202;
    },
  },
  {
    clause: 'a key is missing',
    scenario: 'volume/made',
    what: /^body\.volume\.consumes_quota$/,
    tell: ofVolumes((volume) => {
      delete volume.consumes_quota;
    }),
  },
  {
    clause: 'a key is too many',
    scenario: 'volume/made',
    what: /^body\.volume\.colour$/,
    tell: ofVolumes((volume) => {
      volume.colour = 'red';
    }),
  },
  {
    clause: 'null for an empty list',
    scenario: 'volume/made',
    what: /^body\.volume\.attachments$/,
    tell: (answer, path) => {
      if (SHOWN.test(path)) for (const volume of volumesOf(answer)) volume.attachments = null;
    },
  },
  {
    clause: 'another error text',
    scenario: 'retype refused/what is asked',
    what: /^body\.badRequest\.message$/,
    tell: ({ status, body }) => {
      if (status === 400) (body as Json).badRequest.message = 'No.';
    },
  },
  {
    clause: 'a time that says its zone',
    scenario: 'volume/made',
    what: /^body\.volume\.created_at$/,
    tell: (answer, path) => {
      if (SHOWN.test(path)) for (const volume of volumesOf(answer)) volume.created_at += 'Z';
    },
  },
  {
    clause: 'a refusal without Retry-After',
    scenario: 'quota/retype',
    what: /^headers$/,
    tell: ({ headers }) => {
      delete headers['Retry-After'];
    },
  },
  {
    clause: 'success before completing',
    scenario: 'migrate/host copy, unlocked',
    what: /^course of volume$/,
    tell: ofVolumes((volume) => {
      if (volume.migration_status === 'completing') volume.migration_status = 'success';
    }),
  },
  {
    clause: 'no moment of null between completing and success',
    scenario: 'in use/retype to another back end',
    what: /^course of volume$/,
    tell: ofVolumes((volume) => {
      if (volume.status === 'in-use' && volume.migration_status === null) volume.migration_status = 'success';
    }),
  },
  {
    clause: 'the attachment comes with success, not after it',
    scenario: 'in use/retype to another back end',
    what: /^course of volume$/,
    options: { attachmentRace: 'prompt' },
  },
  {
    clause: 'the new host before the end',
    scenario: 'migrate/assisted, unlocked',
    what: /^course of volume$/,
    tell: ofVolumes((volume) => {
      if (volume.migration_status === 'migrating') volume['os-vol-host-attr:host'] = 'node2@alpha#alpha';
    }),
  },
  {
    clause: 'a retype to nowhere that ends in error',
    scenario: 'retype/to nowhere',
    what: /^course of volume$/,
    tell: ofVolumes((volume) => {
      if (volume.status === 'available') volume.migration_status = 'error';
    }),
  },
  {
    clause: 'no temporary volume is shown',
    scenario: 'in use/retype to another back end',
    what: /^course of temporary$/,
    tell: ({ body }) => {
      const found = body as Json;
      if (Array.isArray(found?.volumes))
        found.volumes = found.volumes.filter(
          ({ migration_status: status }: Json) => status === null || !/^(target|deleting)/.test(status),
        );
    },
  },
  {
    clause: 'a direct swap whose new volume is in use only when the old one is free',
    scenario: 'swap/of a volume that has moved',
    what: /^course of together$/,
    tell: ofVolumes((volume, others) => {
      const old = others.some(({ status }) => status === 'detaching');
      if (old && volume.status === 'in-use') volume.status = 'attaching';
    }),
  },
  {
    clause: 'a patched Nova that accepts a direct swap',
    scenario: 'swap/of a volume that never moved',
    what: /^status$/,
    release: '2025.1',
    options: { nova: { guard: false } },
  },
  {
    clause: 'the other release',
    scenario: 'microversions/documents',
    what: /^body\./,
    tell: ({ body }) => {
      for (const version of (body as Json)?.versions ?? []) version.version = '3.71';
    },
  },
];
