// The shape of a body: its keys with the types of their values, and the values that are OpenStack's own words.
import type { Labels } from './labels.ts';

export type Shape = string | { readonly [key: string]: Shape };

// Values on which a client decides. All others depend on the cloud, and only their form is compared.
const TELLING = new Set(
  [
    'action attach_mode attach_status availability_zone binary bootable code consumes_quota event interface',
    'message methods migration_status min_version name OS-EXT-STS:task_state OS-EXT-STS:vm_state os-vol-host-attr:host',
    'os-vol-mig-status-attr:migstat rel replication_status resource_type result size state status title type',
    'user_message event_id message_level version volume_type zone is_public description readonly in_use reserved id',
  ].flatMap((line) => line.split(' ')),
);

export function shapeOf(value: unknown, labels: Labels, key = ''): Shape {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return TELLING.has(key) ? String(value) : 'number';
  if (typeof value === 'string') return textShape(value, labels, key);
  if (Array.isArray(value)) return arrayShape(value, labels, key);
  const entries = Object.entries(value).map(([name, item]) => [
    labels.normal(name),
    shapeOf(item, labels, name),
  ]);
  return Object.fromEntries(entries.sort(([left], [right]) => (String(left) < String(right) ? -1 : 1)));
}

function textShape(text: string, labels: Labels, key: string): Shape {
  // Tracebacks name files of the cloud's own machine.
  if (key === 'traceback' || key === 'location_info') return 'text';
  if (key === '') return `"${labels.normal(text)}"`;
  const normal = labels.normal(text);
  // Texts that are entirely an ID, an address or a time have a form of their own.
  const hasForm = /^<[^>]+>$/.test(normal) || /^9999-99-99/.test(normal) || /^<[^>]+>\//.test(normal);
  if (hasForm) return normal;
  return TELLING.has(key) || normal !== text ? `"${normal}"` : 'text';
}

function arrayShape(items: readonly unknown[], labels: Labels, key: string): Shape {
  if (items.length === 0) return '[]';
  const shapes = items.map((item) => shapeOf(item, labels, key));
  return { '[]': shapes.reduce((left, right) => eitherOf(left, right)) };
}

/** One shape for both: a key that only one has gets a question mark, different leaves are joined. */
function eitherOf(left: Shape, right: Shape): Shape {
  if (typeof left === 'string' || typeof right === 'string') {
    const leaves = [left, right].flatMap((one) => (typeof one === 'string' ? one.split(' | ') : ['object']));
    return [...new Set(leaves)].sort().join(' | ');
  }
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return Object.fromEntries(names.flatMap((name) => joined(name, left, right)));
}

function joined(
  name: string,
  left: Readonly<Record<string, Shape>>,
  right: Readonly<Record<string, Shape>>,
): [string, Shape][] {
  const [one, other] = [left[name], right[name]];
  if (one !== undefined && other !== undefined) return [[name, eitherOf(one, other)]];
  const only = one ?? other;
  if (only === undefined) return [];
  if (name.endsWith('?')) {
    const sure = left[name.slice(0, -1)] ?? right[name.slice(0, -1)];
    return [[name, sure === undefined ? only : eitherOf(only, sure)]];
  }
  const optional = left[`${name}?`] ?? right[`${name}?`];
  return optional === undefined ? [[`${name}?`, only]] : [];
}
