// Why a volume must not get a volume type: what the change would do to its owner's rights, its encryption, its guest.
import { inWords, isLuks } from './encryption.ts';
import type { Volume, VolumeType, VolumeTypeDetails } from './types.ts';

export interface TypeChange {
  readonly volume: Volume;
  readonly destination: VolumeType;
  readonly details: VolumeTypeDetails;
  readonly allowEncryptionChange: boolean;
}

/** Every reason against changing the volume to this type. */
export const typeBlockers = (change: TypeChange): string[] => [
  ...rights(change),
  ...encryption(change),
  ...(change.volume.status === 'in-use' ? inUse(change) : []),
];

// Cinder lets an admin do it; the owner can then neither extend nor clone the volume.
function rights({ volume: { projectId }, destination: { name }, details }: TypeChange): string[] {
  if (details.hasAccess) return [];
  return [
    `project ${projectId} has no access to the private volume type ${name}: its owner could neither extend nor clone the volume. ` +
      `Grant access first: openstack volume type set --project ${projectId} ${name}`,
  ];
}

/** Whether the change of type changes whether the data is encrypted. */
export const changesEncryption = ({ volume, details }: TypeChange): boolean =>
  volume.encrypted !== (details.encryptionProvider !== null);

function encryption(change: TypeChange): string[] {
  if (!changesEncryption(change) || change.allowEncryptionChange) return [];
  const { volume, destination } = change;
  const what = volume.encrypted
    ? `the volume is encrypted, but volume type ${destination.name} is not: the data would be stored unencrypted`
    : `the volume is not encrypted, but volume type ${destination.name} is (${change.details.encryptionProvider})`;
  return [
    `${what}. If you intend this, use --allow-encryption-change (parameter allow_encryption_change: true)`,
  ];
}

// Source: cinder/volume/api.py retype. Cinder itself responds to all of these with the same general 400.
function inUse({ volume, destination, details }: TypeChange): string[] {
  const { own, destination: wanted } = details.frontEndQos;
  const isMultiattach = isMultiattachType(destination);
  const { encryptionProvider } = details;
  return [
    ...(own === wanted
      ? []
      : [
          `the QoS that the hypervisor applies would change from ${own ?? 'none'} to ${wanted ?? 'none'}, which Cinder allows only for detached volumes. Detach the volume first`,
        ]),
    ...(volume.multiattach === isMultiattach
      ? []
      : [
          `multi-attach would change from ${yesNo(volume.multiattach)} to ${yesNo(isMultiattach)} (volume type ${destination.name}), which Cinder allows only for detached volumes. Detach the volume first`,
        ]),
    ...(isLuks(encryptionProvider)
      ? [
          `volume type ${destination.name} is encrypted (${inWords(encryptionProvider)}), and Nova cannot swap an attached volume for an encrypted one. Detach the volume first`,
        ]
      : []),
  ];
}

const yesNo = (is: boolean): string => (is ? 'yes' : 'no');

/** Source: cinder/volume/volume_utils.py is_multiattach_type. */
export const isMultiattachType = ({ extraSpecs }: VolumeType): boolean =>
  extraSpecs['multiattach'] === '<is> True';
