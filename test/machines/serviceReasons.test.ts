// What the state of the volume services means for a move.
import { describe, expect, test } from 'vitest';
import {
  destinationServiceReasons,
  frozenSourceWarnings,
  servicesOf,
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
  test.each([
    ['is up', volume({ isServiceUp: true }), []],
    ['is not known', volume({ isServiceUp: null }), []],
    ['was not read', volume(), []],
    [
      'is down',
      volume({ isServiceUp: false }),
      [
        'the service cinder-volume on node1@alpha, where the volume is, is down: Cinder would accept the request, and move the volume only when that service is back. Start it first',
      ],
    ],
  ])('%s', (_, one, reasons) => {
    expect(sourceServiceReasons(one)).toEqual(reasons);
  });

  const other = service({ host: 'node2@alpha' });
  const clustered = service({ host: 'node3@alpha', cluster: 'cluster@alpha' });
  test.each([
    ['by the host', volume(), [other, service()], ['node1@alpha']],
    [
      'by the cluster',
      volume({ host: null, clusterName: 'cluster@alpha#z' }),
      [other, clustered],
      ['node3@alpha'],
    ],
    ['not listed', volume(), [other], []],
    ['of a volume without a host', volume({ host: null }), [service()], []],
  ])('is found: %s', (_, one, services, hosts) => {
    expect(servicesOf(one, services).map(({ host }) => host)).toEqual(hosts);
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
