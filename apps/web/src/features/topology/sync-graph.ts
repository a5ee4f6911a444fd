import type { Core, ElementDefinition } from 'cytoscape';
import type { DrawModel, DrawnEdge, DrawnNode } from './draw-model.ts';
import { type Curve, toCytoscapePoint } from './edge-curves.ts';
import type { Rect } from './layout-graph.ts';
import type { LaidOut } from './use-layout.ts';

/** Brings cytoscape's elements in line with the model, touching only what changed. */
export function syncGraph(cy: Core, model: DrawModel, { layout, curves }: LaidOut, animateMs: number): void {
  const wanted = new Map<string, ElementDefinition>();
  for (const box of model.boxes) {
    const rect = layout.boxes.get(box.id);
    if (rect) wanted.set(box.id, placed(box.id, rect, `box ${box.kind}${box.sidecars === 'none' ? ' dashed' : ''}`, {}));
  }
  for (const node of model.nodes) {
    const rect = layout.nodes.get(node.id);
    if (rect)
      wanted.set(
        node.id,
        placed(node.id, rect, nodeClasses(node), node.node.kind === 'gateway' ? { outline: gatewayOutline(rect.width) } : {}),
      );
  }
  for (const edge of model.edges) {
    const curve = curves.get(edge.id);
    const source = wanted.get(edge.edge.source);
    const target = wanted.get(edge.edge.target);
    if (curve && source?.position && target?.position) wanted.set(edge.id, edgeElement(edge, curve, source.position, target.position));
  }
  cy.batch(() => {
    cy.elements().forEach((element) => {
      if (!wanted.has(element.id())) element.remove();
    });
    const added: ElementDefinition[] = [];
    for (const definition of wanted.values()) {
      const existing = cy.getElementById(String(definition.data.id));
      if (existing.empty()) {
        added.push(definition);
        continue;
      }
      const keep = ['picked', 'dim'].filter((name) => existing.hasClass(name));
      existing.data(definition.data);
      existing.classes([definition.classes, ...keep].join(' '));
      if (definition.position && existing.isNode()) {
        const at = existing.position();
        if (at.x !== definition.position.x || at.y !== definition.position.y) existing.position(definition.position);
      }
    }
    const fresh = cy.add(added);
    if (animateMs > 0 && fresh.length < wanted.size)
      fresh.style('opacity', 0).animate({ style: { opacity: 1 } }, { duration: animateMs, complete: () => fresh.removeStyle('opacity') });
  });
}

function placed(id: string, rect: Rect, classes: string, extra: Record<string, unknown>): ElementDefinition {
  return {
    group: 'nodes',
    data: { id, width: rect.width, height: rect.height, ...extra },
    position: { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 },
    classes,
  };
}

function nodeClasses({ node, dashed }: DrawnNode): string {
  const isInside = node.kind === 'workload' || node.kind === 'service' || node.kind === 'gateway' || node.kind === 'helm';
  const kind = isInside ? node.kind : 'outside';
  return [kind, node.kind === 'helm' ? '' : node.signals.health, dashed ? 'dashed' : ''].join(' ');
}

/** A tag whose tip is 12 px long, pointing with the flow; in cytoscape's units of -1 to 1. */
function gatewayOutline(width: number): number[] {
  const shoulder = 1 - 24 / width;
  return [-1, -1, shoulder, -1, 1, 0, shoulder, 1, -1, 1];
}

function edgeElement(
  drawn: DrawnEdge,
  curve: Curve,
  source: { x: number; y: number },
  target: { x: number; y: number },
): ElementDefinition {
  const { edge, width, look, crossing } = drawn;
  const bends = curve.kind === 'bend' ? curve.controls : curve.corners;
  const relative = bends.map((point) => toCytoscapePoint(point, curve.start, curve.end));
  return {
    group: 'edges',
    data: {
      id: edge.id,
      source: edge.source,
      target: edge.target,
      width,
      arrow: arrowScale(width),
      from: `${curve.start.x - source.x}px ${curve.start.y - source.y}px`,
      to: `${curve.end.x - target.x}px ${curve.end.y - target.y}px`,
      distances: relative.map((point) => point.distance),
      weights: relative.map((point) => point.weight),
    },
    classes: [curve.kind, look, edge.protocol, crossing ? 'crossing' : ''].join(' '),
  };
}

/** Cytoscape 3's arrow is 0.3 of max(29, (13.37 · width)^0.9) long at scale 1 (`getArrowWidth`); ours is 5 + width. */
export function arrowScale(width: number): number {
  return (5 + width) / (0.3 * Math.max(29, (13.37 * width) ** 0.9));
}
