// What may block a move of a volume: its attachments, its snapshots, its servers.
import { isLuks as isLuksProvider } from '../../../machines/encryption.ts';
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
      : {
          text: `it is attached to ${list(servers.map((id) => (id === '' ? 'a host' : `server ${id}`)))}`,
          met: false,
        },
  ];
};

export const noSnapshots: Tell = (given) => {
  const many = given['context.snapshotIds.length'];
  if (typeof many !== 'number') return [];
  return [
    { text: many === 0 ? 'it has no snapshots' : `it has ${count(many, 'snapshot')}`, met: many === 0 },
  ];
};

/** Moves of the server's other volumes: Nova works on one at a time. */
export const noOtherMove: Tell = fact(
  'context.movesOfServers.length',
  (value) =>
    value === '0'
      ? 'no other volume of the server is being moved'
      : `${count(Number(value), 'other volume')} of the server ${value === '1' ? 'is' : 'are'} being moved`,
  is(0),
);

// What prevents Cinder from moving any volume.
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
  fact(
    'context.volume.isServiceUp',
    (value) => `the cinder-volume service of its host is ${value === 'false' ? 'down' : 'up'}`,
    not(is(false)),
  ),
];

/** Whether libvirt itself decrypts this encryption: Nova does not swap such a disk. */
export const isLuks = (provider: unknown): boolean =>
  isLuksProvider(provider == null ? null : String(provider));

/** Encryption that prevents Nova from swapping the volume. */
export const noLuks: Tell = fact(
  'context.volume.encryptionProvider',
  (value) => (value === 'none' ? 'it is not encrypted' : `it is encrypted (${value})`),
  not(isLuks),
);

const ACTIVE = oneOf('active', 'paused', 'resized');

/** The servers of the volume: that there is one, what state it is in, that no task is under way. */
export const oneActiveServer: Tell = (given) => {
  const many = given['context.volume.attachments.length'];
  if (typeof many !== 'number') return [];
  const holders = elements(given, 'context.volume.attachments', 'serverId').map(String);
  const servers = [...new Set(holders.filter((id) => id !== ''))];
  const hosts = holders.length - holders.filter((id) => id !== '').length;
  const attached = {
    text:
      servers.length === 1
        ? `it is attached to server ${short(String(servers[0]))}`
        : `it is attached to ${count(servers.length, 'server')}`,
    met: servers.length === 1,
  };
  const onHosts = hosts === 0 ? [] : [{ text: `it is attached to ${count(hosts, 'host')}`, met: false }];
  return [attached, ...onHosts, ...servers.flatMap((id) => serverFacts(given, id))];
};

function serverFacts(given: Given, id: string): Fact[] {
  const index = elements(given, 'context.servers', 'id').indexOf(id);
  if (index < 0) return [{ text: `server ${short(id)} not found`, met: false }];
  const at = `context.servers.${index}`;
  return [
    ...fact(`${at}.vmState`, (value) => `the server’s vm_state is ${value}`, ACTIVE)(given),
    ...fact(
      `${at}.taskState`,
      (value) =>
        value === 'none' ? 'the server has no task in progress' : `the server’s task_state is ${value}`,
      is(null),
    )(given),
    ...listedByNova(given, at),
  ];
}

function listedByNova(given: Given, server: string): Fact[] {
  if (!(`${server}.volumeIds.length` in given)) return [];
  const isListed = elements(given, `${server}.volumeIds`).includes(given['context.volume.id']);
  return [
    { text: isListed ? 'Nova lists the volume on it' : 'Nova does not list the volume on it', met: isListed },
  ];
}
