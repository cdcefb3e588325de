// The names under which a user gave the parameters: options on the command line, the specification's names in a file.
import type { ParameterFlags } from './readParameters.ts';

const FLAGS = {
  resource_id: ['resourceId', '--resource-id'],
  migration_type: ['migrationType', '--migration-type'],
  destination_node: ['destinationNode', '--destination-node'],
  destination_type: ['destinationType', '--destination-type'],
  swap_method: ['swapMethod', '--swap-method'],
  allow_encryption_change: ['allowEncryptionChange', '--allow-encryption-change'],
} as const satisfies Readonly<Record<string, readonly [keyof ParameterFlags, string]>>;

const NAMES = new RegExp(`\\b(${Object.keys(FLAGS).join('|')})\\b`, 'g');

/**
 * Returns a function that replaces the specification's names in a message by options: all of them without --params,
 * and with it those that were given as options. `command`: the one that the user typed.
 */
export function asTyped(flags: ParameterFlags, command: 'run' | 'check' = 'run'): (text: string) => string {
  const optionFor = (name: string): string => {
    const [key, option] = FLAGS[name as keyof typeof FLAGS];
    return flags.params === undefined || flags[key] !== undefined ? option : name;
  };
  const isOption = (name: string): boolean => optionFor(name) !== name;
  return (text) => {
    // The reason names the option itself, and the parameter in parentheses.
    const short = isOption('allow_encryption_change')
      ? text.replace(' (parameter allow_encryption_change: true)', '')
      : text;
    // A key of the file was misspelt: its right name is the one for the file.
    if (short.includes(': unknown parameter (')) return short;
    return withVolume(short.replace(NAMES, optionFor), flags, command);
  };
}

// The volume is mostly given as an argument.
function withVolume(text: string, { params }: ParameterFlags, command: string): string {
  if (text === '--resource-id: expected the UUID of a volume, got nothing')
    return `no volume is given. Give its UUID or its name: volume-migrate ${command} VOLUME`;
  if (params === undefined && text.startsWith('--resource-id: expected the UUID of a volume, got "'))
    return `${text}. To give a name, leave out --resource-id: volume-migrate ${command} NAME`;
  return text;
}
