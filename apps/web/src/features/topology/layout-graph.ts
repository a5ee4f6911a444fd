import type { DrawModel } from './draw-model.ts';
import { boxHead, boxPadding, helmSize } from './sizes.ts';

export interface Point {
  x: number;
  y: number;
}
export interface Rect extends Point {
  width: number;
  height: number;
}

/** Where everything lies, in model pixels; x and y are the upper left corner. */
export interface Layout {
  nodes: Map<string, Rect>;
  boxes: Map<string, Rect>;
}

interface ElkEdge {
  id: string;
  sources: string[];
  targets: string[];
  labels?: { text?: string; width?: number; height?: number }[];
}

/** The part of ELK's JSON graph that is used. */
export interface ElkNode {
  id: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  layoutOptions?: Record<string, string>;
  children?: ElkNode[];
  edges?: ElkEdge[];
}

const layered = { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT', 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' };
/** Versions stand in their natural order, whatever calls them. */
const versionOrder = {
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'true',
};
const padding = (head: number) => `[top=${head + 8},left=${boxPadding},bottom=${boxPadding},right=${boxPadding}]`;

/** Stands for a helm that may come, so that a rule's appearance moves nothing. */
const slotOf = (boxId: string) => `slot:${boxId}`;

/**
 * The nested graph for ELK: app box in namespace in mesh, each level laid out by itself (SEPARATE_CHILDREN), edges lifted to
 * the level at which their ends part. What is `leftOut` is placed by other means (place-outside.ts).
 */
export function toElkGraph(model: DrawModel, leftOut: ReadonlySet<string> = new Set()): ElkNode {
  const dense = model.density !== 'full';
  const parents = parentsOf(model);
  const hasFolds = model.nodes.some(({ id, node }) => node.namespace !== '' && !parents.has(id));
  const inner = {
    ...layered,
    'elk.layered.spacing.nodeNodeBetweenLayers': dense ? '40' : '112',
    'elk.spacing.nodeNode': dense ? '10' : '26',
  };
  const root: ElkNode = {
    id: 'mesh',
    layoutOptions: {
      ...layered,
      'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
      // Folded namespaces stand side by side, and their calls need room for labels as those inside a box do.
      'elk.layered.spacing.nodeNodeBetweenLayers': hasFolds && !dense ? '112' : '72',
      'elk.spacing.nodeNode': dense ? '28' : '36',
      'elk.spacing.componentComponent': '36',
      'elk.aspectRatio': '1.6',
    },
    children: [],
    edges: [],
  };
  const containers = new Map<string, ElkNode>([[root.id, root]]);
  for (const box of [...model.boxes].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'namespace' ? -1 : 1))) {
    const isApp = box.kind === 'app';
    const node: ElkNode = {
      id: box.id,
      layoutOptions: {
        ...inner,
        'elk.padding': padding(boxHead),
        ...(isApp
          ? { 'elk.layered.spacing.nodeNodeBetweenLayers': '84', ...versionOrder, 'elk.spacing.nodeNode': dense ? '10' : '24' }
          : {}),
      },
      children: [],
      edges: [],
    };
    containers.set(box.id, node);
    containers.get(parents.get(box.id) ?? root.id)?.children?.push(node);
  }
  const inOrder = [...model.nodes].sort((a, b) => a.node.versionIndex - b.node.versionIndex);
  for (const { id, width, height } of inOrder)
    if (!leftOut.has(id)) containers.get(parents.get(id) ?? root.id)?.children?.push({ id, width, height });
  reserveHelms(model, containers);
  liftEdges(model, parents, containers, leftOut);
  return root;
}

/** An app box without a helm keeps a place free for one, left of its versions. */
function reserveHelms(model: DrawModel, containers: Map<string, ElkNode>): void {
  for (const box of model.boxes) {
    if (box.kind !== 'app' || model.density !== 'full') continue;
    const container = containers.get(box.id);
    const members = model.nodes.filter((node) => node.node.box === box.id);
    if (!container?.children || members.some((member) => member.node.kind === 'helm')) continue;
    const slot = slotOf(box.id);
    container.children.unshift({ id: slot, width: helmSize, height: helmSize });
    container.edges?.push(...members.map((member) => ({ id: `${slot}>${member.id}`, sources: [slot], targets: [member.id] })));
  }
}

function liftEdges(model: DrawModel, parents: Map<string, string>, containers: Map<string, ElkNode>, leftOut: ReadonlySet<string>): void {
  const seen = new Set<string>();
  // Where nodes stand close, room is kept for the labels that must be seen.
  const needsRoom = (look: string) => model.density !== 'full' && (look === 'failing' || look === 'degraded');
  const unwellFirst = [...model.edges].sort((a, b) => Number(needsRoom(b.look)) - Number(needsRoom(a.look)));
  for (const { edge, look } of unwellFirst) {
    if (leftOut.has(edge.target)) continue;
    const lifted = liftEdge(edge.source, edge.target, parents);
    if (!lifted) continue;
    const id = `${lifted.source}>${lifted.target}`;
    if (seen.has(id)) continue;
    seen.add(id);
    containers.get(lifted.parent ?? 'mesh')?.edges?.push({
      id,
      sources: [lifted.source],
      targets: [lifted.target],
      ...(needsRoom(look) ? { labels: [{ text: '%', width: 56, height: 18 }] } : {}),
    });
  }
}

/** The ancestors of both ends that are siblings, and their parent. Null when one end holds the other. */
export function liftEdge(
  source: string,
  target: string,
  parents: Map<string, string>,
): { source: string; target: string; parent: string | undefined } | null {
  const sources = ancestry(source, parents);
  const targets = ancestry(target, parents);
  for (const [index, ancestor] of sources.entries()) {
    const parent = sources[index + 1];
    const other = targets.findIndex((_, at) => targets[at + 1] === parent);
    const sibling = targets[other];
    if (other === -1 || sibling === undefined) continue;
    return sibling === ancestor ? null : { source: ancestor, target: sibling, parent };
  }
  return null;
}

function ancestry(id: string, parents: Map<string, string>): string[] {
  const chain = [id];
  for (let parent = parents.get(id); parent !== undefined; parent = parents.get(parent)) chain.push(parent);
  return chain;
}

/** The box that directly holds a node or an app box; none for what lies at the mesh's level. */
export function parentsOf(model: DrawModel): Map<string, string> {
  const parents = new Map<string, string>();
  const namespaceBoxes = new Map(model.boxes.filter((box) => box.kind === 'namespace').map((box) => [box.namespace, box.id]));
  const known = new Set(model.boxes.map((box) => box.id));
  for (const box of model.boxes) {
    const parent = box.kind === 'app' ? namespaceBoxes.get(box.namespace) : undefined;
    if (parent) parents.set(box.id, parent);
  }
  for (const { id, node } of model.nodes) {
    const parent = node.box && known.has(node.box) ? node.box : namespaceBoxes.get(node.namespace);
    if (parent) parents.set(id, parent);
  }
  return parents;
}

/** ELK's nested, relative result as absolute rectangles. */
export function fromElkGraph(root: ElkNode, model: DrawModel): Layout {
  const boxIds = new Set(model.boxes.map((box) => box.id));
  const layout: Layout = { nodes: new Map(), boxes: new Map() };
  const visit = (node: ElkNode, originX: number, originY: number) => {
    for (const child of node.children ?? []) {
      const rect = {
        x: Math.round(originX + (child.x ?? 0)),
        y: Math.round(originY + (child.y ?? 0)),
        width: Math.round(child.width ?? 0),
        height: Math.round(child.height ?? 0),
      };
      if (boxIds.has(child.id)) layout.boxes.set(child.id, rect);
      else layout.nodes.set(child.id, rect);
      visit(child, rect.x, rect.y);
    }
  };
  visit(root, 0, 0);
  return layout;
}

export function helmSlot(layout: Layout, boxId: string): Rect | undefined {
  return layout.nodes.get(slotOf(boxId));
}
