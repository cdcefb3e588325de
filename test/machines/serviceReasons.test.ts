// What the state of the volume services means for a move.
import { describe, expect, test } from 'vitest';
import {
  destinationServiceReasons,
  frozenSourceWarnings,
  sourceServiceReasons,
} from '../../machines/serviceReasons.ts';
import type { VolumeService } from '../../machines/types.ts';
import { volume } from './walk.ts';

const service = (changes: Partial<VolumeService> = {}): VolumeService => ({
  host: 'node1@alpha',
  cluster: null,
  availabilityZone: 'nova',
  isUp: true,
  isEnabled: true,
  disabledReason: null,
  isFrozen: false,
  ...changes,
});
const down = service({ isUp: false });

describe('the service of the source', () => {
  const DOWN = [
    'the service cinder-volume on node1@alpha, where the volume is, is down: Cinder would accept the request, and move the volume only when that service is back. Start it first',
  ];
  const clustered = volume({ host: 'node9@x#y', clusterName: 'cluster@alpha#z' });
  test.each<readonly [string, Parameters<typeof sourceServiceReasons>, readonly string[]]>([
    ['is up', [volume(), [service()]], []],
    ['is down', [volume(), [down]], DOWN],
    ['is disabled, which stops no move', [volume(), [service({ isEnabled: false })]], []],
    ['is not listed', [volume(), [service({ host: 'node2@alpha', isUp: false })]], []],
    ['of a volume without a host', [volume({ host: null }), [down]], []],
    [
      'of a cluster: one of two is up',
      [clustered, [service({ cluster: 'cluster@alpha' }), { ...down, cluster: 'cluster@alpha' }]],
      [],
    ],
    ['of a cluster: all are down', [clustered, [{ ...down, cluster: 'cluster@alpha' }]], DOWN],
  ])('%s', (_, [one, services], reasons) => {
    expect(sourceServiceReasons(one, services)).toEqual(reasons);
  });

  test('is frozen: a warning', () => {
    expect(frozenSourceWarnings(volume(), [service({ isFrozen: true, isEnabled: false })])).toEqual([
      'the backend node1@alpha, where the volume is, is frozen: Cinder may be unable to delete the copy that a move leaves there',
    ]);
    expect(frozenSourceWarnings(volume(), [service()])).toEqual([]);
  });
});

describe('the service of the destination', () => {
  const ENABLE = 'Enable it first: openstack volume service set --enable node1@alpha cinder-volume';
  test.each<readonly [string, string, readonly VolumeService[], readonly string[]]>([
    ['is up', 'node1@alpha#alpha', [service()], []],
    ['does not exist', 'node7@alpha#alpha', [service()], ['no cinder-volume service is called node7@alpha']],
    ['is down', 'node1@alpha', [down], ['the service cinder-volume on node1@alpha is down. Start it first']],
    [
      'is disabled',
      'node1@alpha#alpha',
      [service({ isEnabled: false })],
      [`the service cinder-volume on node1@alpha is disabled. ${ENABLE}`],
    ],
    [
      'is disabled for a reason, and down',
      'node1@alpha#alpha',
      [service({ isEnabled: false, disabledReason: 'new disks', isUp: false })],
      [
        'the service cinder-volume on node1@alpha is down. Start it first',
        `the service cinder-volume on node1@alpha is disabled: new disks. ${ENABLE}`,
      ],
    ],
    [
      'is frozen',
      'node1@alpha#alpha',
      [service({ isEnabled: false, disabledReason: 'frozen', isFrozen: true })],
      [
        'the service cinder-volume on node1@alpha is disabled: frozen. Thaw it first: cinder thaw-host node1@alpha',
      ],
    ],
    [
      'of a cluster is down',
      'cluster@alpha#z',
      [{ ...down, cluster: 'cluster@alpha' }],
      ['the service cinder-volume on node1@alpha is down. Start it first'],
    ],
  ])('%s', (_, node, services, reasons) => {
    expect(destinationServiceReasons(node, services)).toEqual(reasons);
  });
});
