import { useEffect, useRef, useState } from 'react';
import type { DrawModel } from './draw-model.ts';
import type { Curve } from './edge-curves.ts';
import { computeCurves, layOut } from './layout.ts';
import type { Layout } from './layout-graph.ts';

export interface LaidOut {
  layout: Layout;
  curves: Map<string, Curve>;
  /** Which structure it was made for; changes when something came or went. */
  structure: string;
  /** Changes when everything was placed anew, so that the view may be fitted again. */
  generation: number;
}

/** Positions and curves for the model. Numbers change nothing; nodes and edges that come and go do. */
export function useLayout(model: DrawModel | null, graphKind: string): { laidOut: LaidOut | null; failed: unknown } {
  const [state, setState] = useState<{ kind: string; laidOut: LaidOut } | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const previous = useRef<{ kind: string; laidOut: LaidOut } | null>(null);
  const structure = model ? structureOf(model) : '';
  const latest = useRef(model);
  latest.current = model;
  useEffect(() => {
    const current = latest.current;
    if (!current || structure === '') return;
    let dropped = false;
    const before = previous.current?.kind === graphKind ? previous.current.laidOut : null;
    const work = async () => {
      const layout = await layOut(current, before?.layout ?? null);
      const curves = await computeCurves(current, layout);
      if (dropped) return;
      const kept =
        before !== null && [...before.layout.nodes].every(([id, rect]) => !layout.nodes.has(id) || layout.nodes.get(id)?.x === rect.x);
      const generation = kept ? before.generation : (before?.generation ?? 0) + 1;
      const next = { kind: graphKind, laidOut: { layout, curves, structure, generation } };
      previous.current = next;
      setState(next);
      setFailed(null);
    };
    work().catch((cause: unknown) => {
      if (!dropped) setFailed(cause);
    });
    return () => {
      dropped = true;
    };
  }, [structure, graphKind]);
  return { laidOut: state?.kind === graphKind ? state.laidOut : null, failed };
}

function structureOf(model: DrawModel): string {
  const nodes = model.nodes.map((node) => `${node.id}@${node.node.box ?? ''}`).sort();
  const edges = model.edges.map((edge) => `${edge.edge.source}>${edge.edge.target}:${edge.id}`).sort();
  const boxes = model.boxes.map((box) => box.id).sort();
  return [model.density, ...nodes, ...edges, ...boxes].join('|');
}
