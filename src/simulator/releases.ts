// The OpenStack releases that can be simulated, and what distinguishes them.
import type { LongestValue } from './validate.ts';

/** The OpenStack releases that can be simulated. */
export type Release = 'zed' | '2025.1';

/** What distinguishes one release from another for a client; each value was observed on that release. */
export interface ReleaseFacts {
  volumeMax: string;
  volumeUpdated: string;
  computeMax: string;
  roles: string[];
  /** Which role implies which others. */
  implied: Record<string, string>;
  /** Whether a token by application credential also has the roles that the credential's own imply. */
  impliedCredentialRoles: boolean;
  /** Whether Keystone itself rejects what a credential's access rules do not name. */
  identityHonoursAccessRules: boolean;
  /** Whether Keystone names the field in which a property is missing. */
  namesIncompleteField: boolean;
  /** Whether Nova rejects direct swaps (OSSN-0094). */
  guard: boolean;
  /** The maximum length of a value of image metadata that os-set_image_metadata accepts. */
  imageMetadataValue: LongestValue;
  /** Keys in the connection information of an attachment that the other release does not have. */
  connectionInfo: Record<string, unknown>;
  /** The words between the volume's ID and the end of the 409. */
  guardText: string;
}

export const RELEASES: Record<Release, ReleaseFacts> = {
  zed: {
    volumeMax: '3.70',
    volumeUpdated: '2022-08-31T00:00:00Z',
    computeMax: '2.93',
    roles: ['admin', 'member', 'reader', 'service'],
    implied: { admin: 'member', member: 'reader' },
    impliedCredentialRoles: false,
    identityHonoursAccessRules: false,
    namesIncompleteField: false,
    guard: false,
    imageMetadataValue: { characters: 255, refusal: 'is too long' },
    connectionInfo: {},
    guardText: 'is not migrating; this API should only be called by Cinder',
  },
  '2025.1': {
    volumeMax: '3.71',
    volumeUpdated: '2023-08-31T00:00:00Z',
    computeMax: '2.100',
    roles: ['admin', 'manager', 'member', 'reader', 'service'],
    implied: { admin: 'manager', manager: 'member', member: 'reader' },
    impliedCredentialRoles: true,
    identityHonoursAccessRules: true,
    namesIncompleteField: true,
    guard: true,
    imageMetadataValue: { characters: 65_535, refusal: "is not a 'mysql_text'" },
    connectionInfo: { enforce_multipath: false },
    guardText: 'is not migrating this api should only be called by Cinder',
  },
};
