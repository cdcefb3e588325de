// What may keep a volume from being moved: its attachments, its snapshots, its servers.
import { elements, type Fact, fact, type Given, is, not, oneOf, type Tell } from './facts.ts';
import { isMoving } from './moveFacts.ts';
import { count, list, short } from './units.ts';

const ids = (given: Given, path: string, field?: string): string[] =>
  elements(given, path, field).map((id) => short(String(id)));

export const noAttachment: Tell = (given) => {
  const many = given['context.volume.attachments.length'];
  const servers = ids(given, 'context.volume.attachments', 'serverId');
  if (many === undefined) return [];
  return [
    many === 0
      ? { text: 'it is attached to no server', met: true }
      : { text: `it is attached to server ${list(servers)}`, met: false },
  ];
};

export const noSnapshots: Tell = (given) => {
  const many = given['context.snapshotIds.length'];
  if (typeof many !== 'number') return [];
  return [
    { text: many === 0 ? 'it has no snapshots' : `it has ${count(many, 'snapshot')}`, met: many === 0 },
  ];
};

// What keeps Cinder from moving any volume.
export const noBlock: readonly Tell[] = [
  fact('context.volume.migrationStatus', (value) => `its migration_status is ${value}`, not(isMoving)),
  fact(
    'context.volume.groupId',
    (value) => (value === 'none' ? 'it is in no group' : `it is in group ${short(value)}`),
    is(null),
  ),
  fact(
    'context.volume.replicationStatus',
    (value) => `its replication_status is ${value}`,
    oneOf(null, 'disabled', 'not-capable'),
  ),
];

// libvirt decrypts it itself, and Nova swaps no such disk.
const LUKS = /(^|\.)luks(encryptor)?$/i;

/** Encryption that keeps Nova from swapping the volume. */
export const noLuks: Tell = fact(
  'context.volume.encryptionProvider',
  (value) => (value === 'none' ? 'it is not encrypted' : `it is encrypted (${value})`),
  (value) => !LUKS.test(String(value ?? '')),
);

const ACTIVE = oneOf('active', 'paused', 'resized');

/** The servers of the volume: that there is one, what state it is in, that no task is under way. */
export const oneActiveServer: Tell = (given) => {
  const many = given['context.volume.attachments.length'];
  if (typeof many !== 'number') return [];
  const wanted = elements(given, 'context.volume.attachments', 'serverId');
  const attached = {
    text:
      many === 1
        ? `it is attached to server ${short(String(wanted[0]))}`
        : `it is attached to ${count(many, 'server')}`,
    met: many === 1,
  };
  return [attached, ...wanted.flatMap((id) => serverFacts(given, String(id)))];
};

function serverFacts(given: Given, id: string): Fact[] {
  const index = elements(given, 'context.servers', 'id').indexOf(id);
  if (index < 0) return [{ text: `server ${short(id)} was not found`, met: false }];
  const at = `context.servers.${index}`;
  return [
    ...fact(`${at}.vmState`, (value) => `the server’s vm_state is ${value}`, ACTIVE)(given),
    ...fact(
      `${at}.taskState`,
      (value) =>
        value === 'none' ? 'the server has no task under way' : `the server’s task_state is ${value}`,
      is(null),
    )(given),
  ];
}
