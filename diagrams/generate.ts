// Draws the machine, state by state, into diagrams/README.md (Mermaid) and diagrams/volumeMigrate.json. npm run diagrams
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { volumeMigrateMachine } from '../machines/volumeMigrate.ts';

interface Transition {
  readonly eventType: string;
  readonly guard?: unknown;
  readonly target: readonly Node[] | undefined;
}

interface Node {
  readonly key: string;
  readonly path: readonly string[];
  readonly description?: string | undefined;
  readonly initial: { readonly target: readonly Node[] };
  readonly states: Readonly<Record<string, Node>>;
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
  readonly always?: readonly Transition[] | undefined;
}

const root = volumeMigrateMachine.root as unknown as Node;

const isCompound = (node: Node): boolean => Object.keys(node.states).length > 0;

const compounds = (node: Node): Node[] =>
  isCompound(node) ? [node, ...Object.values(node.states).flatMap(compounds)] : [];

const nameOf = (node: Node): string => node.path.join('.') || 'volumeMigrate';

// `done` and `failed` for a call's two ends; a question's edges bear its guard alone.
function labelOf({ eventType, guard }: Transition): string {
  const event = eventType
    .replace(/^xstate\.done\.actor\..*/, 'done')
    .replace(/^xstate\.error\.actor\..*/, 'failed')
    .replace('xstate.done.state', 'done');
  const guardName = typeof guard === 'string' ? guard : '';
  if (event === '') return guardName === '' ? 'no' : guardName;
  return guardName === '' ? event : `${event} [${guardName}]`;
}

/** The transitions of a state and of all below it that leave it or lead from child to child, as one diagram shows them. */
function edgesOf(compound: Node): Set<string> {
  const edges = new Set<string>([`[*] --> ${compound.initial.target[0]?.path[compound.path.length] ?? ''}`]);
  for (const child of Object.values(compound.states)) {
    for (const node of [child, ...below(child)]) {
      for (const transition of [...(node.always ?? []), ...[...node.transitions.values()].flat()]) {
        const target = transition.target?.[0];
        if (target === undefined || isInside(target, child)) continue;
        const to = isInside(target, compound)
          ? (target.path[compound.path.length] ?? target.key)
          : target.key;
        edges.add(`${child.key} --> ${to}: ${node === child ? labelOf(transition) : 'from within'}`);
      }
    }
  }
  return edges;
}

const below = (node: Node): Node[] => Object.values(node.states).flatMap((child) => [child, ...below(child)]);

const isInside = (node: Node, compound: Node): boolean =>
  node !== compound && compound.path.every((key, index) => node.path[index] === key);

function diagramOf(compound: Node): string {
  const descriptions = Object.values(compound.states).map((child) => `    ${child.key}: ${child.key}`);
  const edges = [...edgesOf(compound)].map((edge) => `    ${edge}`);
  return ['```mermaid', 'stateDiagram-v2', ...descriptions, ...edges, '```'].join('\n');
}

function section(compound: Node): string {
  const rows = Object.values(compound.states).map(
    (child) => `| \`${child.key}\` | ${child.description ?? ''} |`,
  );
  return [
    `## ${nameOf(compound)}`,
    compound.description ?? '',
    diagramOf(compound),
    ['| state | what it is |', '|---|---|', ...rows].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const INTRODUCTION = `# The machine, drawn

Made from \`machines/\` by \`npm run diagrams\`; a test checks that it is current. Below each diagram stand its states in words: \`asking…\` is a question of the
[specification's execution diagram](https://specs.openstack.org/openstack/watcher-specs/specs/pike/implemented/volume-migrate-action.html), \`getting…\`, \`requesting…\`, \`creating…\` one call, \`watching…\` a wait.
"no" marks the edge that a question's other guards leave. \`volumeMigrate.json\` holds the definition for the Stately editor and other tools.

| question of the specification | state | yes | no |
|---|---|---|---|
| if "migration_type" is 'cold'? is 'swap'? | \`askingMigrationType\` | \`cold\`, \`swap\` | \`failed\` |
| is volume detached and no snapshots? | \`cold.askingDetachedWithoutSnapshots\` | \`askingDestination\` | \`failed\` |
| is "destination_node" given? is "destination_type" given? | \`cold.askingDestination\` | \`migrating\`, \`retyping\` | \`failed\` |
| is volume type the same? | \`cold.migrating.askingSameVolumeType\` | \`requestingMigration\` | \`failed\` |
| is volume type different? | \`cold.retyping.askingDifferentVolumeType\` | \`requestingRetype\` | \`failed\` |
| is "destination_type" given? | \`swap.askingDestinationType\` | \`gettingVolume\` | \`failed\` |
| is volume attached and instance is active, paused, or resized? | \`swap.askingAttachedToActiveServer\` | the five steps, or an in-use retype | \`failed\` |
`;

/** The files, by name. */
export function generate(): Record<string, string> {
  return {
    'README.md': `${INTRODUCTION}\n${compounds(root).map(section).join('\n\n')}\n`,
    'volumeMigrate.json': `${JSON.stringify(volumeMigrateMachine.config, null, 2)}\n`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, content] of Object.entries(generate()))
    writeFileSync(join(import.meta.dirname, name), content);
}
