// The layout of the states of one compound and the lines between them: ELK's layered layout, top down.
import elk from 'elkjs/lib/elk.bundled.js';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Point } from './marks.ts';

export interface Node {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** From its left end to where lines enter at its top. */
  readonly entry: number;
}

export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** From the source's left end to where the line leaves at its lower edge. */
  readonly start: number;
  /** The first line that leaves its source is kept straight. */
  readonly isMain: boolean;
  /** Room to leave beside the line; null for none. */
  readonly label: { readonly width: number; readonly height: number } | null;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, Route>;
}

export interface Route {
  readonly points: readonly Point[];
  /** Upper left corner of the room for the label. */
  readonly label: Point;
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.edgeNode': '8',
  'elk.spacing.edgeEdge': '8',
  'elk.spacing.edgeLabel': '2',
  'elk.spacing.labelNode': '2',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
};

/** Nodes and edges keep their order from left to right if they are side by side. */
export async function layoutOf(nodes: readonly Node[], edges: readonly Edge[]): Promise<Layout> {
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: OPTIONS,
    children: nodes.map((node) => elkNode(node, edges)),
    edges: edges.map(elkEdge),
  };
  const { width = 0, height = 0, children = [], edges: routed = [] } = await new elk.default().layout(graph);
  return {
    width,
    height,
    nodes: new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    edges: new Map(routed.map((edge) => [edge.id, routeOf(edge)])),
  };
}

function elkNode({ id, width, height, entry }: Node, edges: readonly Edge[]): ElkNode {
  const leaving = edges.filter(({ source }) => source === id);
  const ports = [
    { id: `${id} in`, x: entry, y: 0, layoutOptions: { 'elk.port.side': 'NORTH' } },
    ...leaving.map((edge) => ({
      id: `${edge.id} out`,
      x: edge.start,
      y: height,
      layoutOptions: { 'elk.port.side': 'SOUTH' },
    })),
  ];
  return {
    id,
    width,
    height,
    ports,
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS', 'elk.alignment': 'TOP' },
  };
}

const elkEdge = ({ id, target, label, isMain }: Edge): ElkExtendedEdge => ({
  id,
  sources: [`${id} out`],
  targets: [`${target} in`],
  labels: label === null ? [] : [{ text: id, ...label }],
  layoutOptions: { 'elk.layered.priority.straightness': isMain ? '10' : '0' },
});

function routeOf({ sections = [], labels = [] }: ElkExtendedEdge): Route {
  const [section] = sections;
  const [label] = labels;
  const points =
    section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  return { points, label: { x: label?.x ?? 0, y: label?.y ?? 0 } };
}
