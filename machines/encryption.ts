// Encrypted volumes: what Nova can swap, and when a move would change whether data is encrypted.

// Source: os_brick/encryptors/__init__.py (LEGACY_PROVIDER_CLASS_TO_FORMAT_MAP), nova/virt/libvirt/driver.py (swap_volume, _is_luks_v1).
const LUKS = ['luks', 'luksencryptor'];

/** Encryption that libvirt itself decrypts: Nova refuses to swap such a disk. */
export const isLuks = (provider: string | null): boolean =>
  LUKS.includes(provider?.split('.').at(-1)?.toLowerCase() ?? '');

export const inWords = (provider: string | null): string => provider ?? 'of an unknown kind';
