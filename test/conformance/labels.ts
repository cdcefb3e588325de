// Makes equal what differs from cloud to cloud and from run to run: IDs, names, addresses, times.
export interface Labels {
  /** From now on the text is written as `<name>`. */
  readonly add: (text: string, name: string) => void;
  readonly known: (text: string) => string | undefined;
  /** A text as every cloud would write it. */
  readonly normal: (text: string) => string;
}

const TIME = /\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d+)?/g;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // Keystone's validator adds its whole schema to its message.
  [/\n\nFailed validating[\s\S]*/g, ''],
  // Where a cloud keeps its volumes.
  [/(\/[^\s"']+)?\/volumes\/(?=node\d@)/g, '<volumes>/'],
  // A text that is too long.
  [/x{1000,}/g, '<long>'],
  [/req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<request>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b[0-9a-f]{32}\b/g, '<hex>'],
];

export function createLabels(): Labels {
  const names = new Map<string, string>();
  const normal = (text: string): string => {
    let result = text;
    // Longest first: an address may be the prefix of another.
    for (const [known, name] of [...names].sort(([left], [right]) => right.length - left.length))
      result = result.replaceAll(known, `<${name}>`);
    for (const [pattern, name] of PATTERNS) result = result.replace(pattern, name);
    return result.replace(TIME, (time) => time.replace(/\d/g, '9'));
  };
  return {
    add: (text, name) => void names.set(text, name),
    known: (text) => names.get(text),
    normal,
  };
}
