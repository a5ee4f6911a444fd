import { type DrawModel, type DrawnEdge, edgeLabel, type LabelLine, type LabelPart, worstLine } from './draw-model.ts';
import type { Curve } from './edge-curves.ts';
import { type LabelWish, type PlacedLabel, placeLabels } from './label-placing.ts';
import type { Layout, Rect } from './layout-graph.ts';
import { type Brush, labelSize } from './paint-brush.ts';
import { badgesRect } from './paint-graph.ts';

export interface EdgeLabel extends PlacedLabel {
  lines: LabelLine[];
}

export interface LabelChoice {
  parts: readonly LabelPart[];
  /** Selected and pointed at: labelled first, and in full. */
  picked: string | null;
  pointed: ReadonlySet<string> | null;
}

/** How many healthy edges are labelled when not all are. */
const busiest = 5;
const healthRank = { failing: 0, degraded: 1, healthy: 2, shadow: 3, idle: 4 } as const;

/** Which edges get a label, with what, and where. Model coordinates at the brush's zoom. */
export function chooseLabels(
  brush: Brush,
  model: DrawModel,
  layout: Layout,
  curves: Map<string, Curve>,
  heads: readonly Rect[],
  choice: LabelChoice,
): EdgeLabel[] {
  const versionOf = new Map(model.nodes.map((node) => [node.id, node.node.versionIndex]));
  const dense = model.density !== 'full';
  const busy = new Set(
    [...model.edges]
      .filter((edge) => edge.edge.kind === 'call')
      .sort((a, b) => b.edge.signals.requestsPerSecond - a.edge.signals.requestsPerSecond)
      .slice(0, busiest)
      .map((edge) => edge.id),
  );
  const lines = new Map<string, LabelLine[]>();
  const wishes: LabelWish[] = [];
  for (const edge of model.edges) {
    const curve = curves.get(edge.id);
    const special = edge.id === choice.picked || (choice.pointed?.has(edge.id) ?? false);
    const own = curve ? linesOf(edge, dense && !special, busy, choice.parts, versionOf.get(edge.edge.target) ?? -1) : [];
    if (!curve || own.length === 0 || !brush.fits(11.5)) continue;
    lines.set(edge.id, own);
    wishes.push({
      id: edge.id,
      ...labelSize(brush, own),
      points: curve.points,
      rank: [edge.id === choice.picked ? 0 : 1, special ? 0 : 1, healthRank[edge.look], -edge.edge.signals.requestsPerSecond],
      strand: edge.edge.kind !== 'call',
      mayCover: dense && !special && healthRank[edge.look] > 1 ? 'never' : 'if-needed',
    });
  }
  const nodes = model.nodes.flatMap((node) => {
    const rect = layout.nodes.get(node.id);
    const badges = rect && badgesRect(node.node.badges.length, rect);
    return rect ? (badges ? [rect, badges] : [rect]) : [];
  });
  return placeLabels(wishes, [...nodes, ...heads], [...layout.boxes.values()]).map((label) => ({
    ...label,
    lines: lines.get(label.id) ?? [],
  }));
}

function linesOf(
  edge: DrawnEdge,
  short: boolean,
  busy: ReadonlySet<string>,
  parts: readonly LabelPart[],
  versionIndex: number,
): LabelLine[] {
  if (!short) return edgeLabel(edge, parts, versionIndex);
  const worst = worstLine(edge);
  if (worst) return [worst];
  return busy.has(edge.id)
    ? edgeLabel(edge, ['rate'], versionIndex).map(({ lock, ...line }) => (lock === 'open' ? { ...line, lock } : line))
    : [];
}
