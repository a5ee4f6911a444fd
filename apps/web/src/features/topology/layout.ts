import ELK from 'elkjs/lib/elk-api.js';
import elkWorkerUrl from 'elkjs/lib/elk-worker.min.js?url';
import CurvesWorker from './curves.worker.ts?worker';
import type { DrawModel } from './draw-model.ts';
import type { Curve, CurveInput } from './edge-curves.ts';
import { type ElkNode, fromElkGraph, type Layout, parentsOf, toElkGraph } from './layout-graph.ts';
import { packBoxes } from './pack-boxes.ts';
import { placeNew } from './place-new.ts';
import { loneOutsiders, placeOutside } from './place-outside.ts';

let elk: InstanceType<typeof ELK> | null = null;
let curvesWorker: Worker | null = null;
const waiting = new Map<number, (curves: Map<string, Curve>) => void>();
let lastQuestion = 0;

/** Keeps what lay somewhere before; lays everything out when there is nothing before or the new does not fit. */
export async function layOut(model: DrawModel, previous: Layout | null): Promise<Layout> {
  const kept = previous && placeNew(previous, model);
  if (kept) {
    placeOutside(kept, model);
    return kept;
  }
  elk ??= new ELK({ workerFactory: () => new Worker(elkWorkerUrl) });
  const result: ElkNode = await elk.layout({ ...toElkGraph(model, new Set(loneOutsiders(model).keys())) });
  const layered = fromElkGraph(result, model);
  const layout = model.density === 'full' ? layered : packBoxes(layered, model);
  placeOutside(layout, model);
  return layout;
}

export function computeCurves(model: DrawModel, layout: Layout): Promise<Map<string, Curve>> {
  curvesWorker ??= startCurvesWorker();
  lastQuestion += 1;
  const id = lastQuestion;
  const worker = curvesWorker;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker.postMessage({ id, input: toCurveInput(model, layout) });
  });
}

function startCurvesWorker(): Worker {
  const worker = new CurvesWorker();
  worker.onmessage = (message: MessageEvent<{ id: number; curves: Map<string, Curve> }>) => {
    waiting.get(message.data.id)?.(message.data.curves);
    waiting.delete(message.data.id);
  };
  return worker;
}

export function toCurveInput(model: DrawModel, layout: Layout): CurveInput {
  return {
    edges: model.edges.map(({ edge }) => ({ id: edge.id, source: edge.source, target: edge.target })),
    nodes: model.nodes.flatMap(({ id, node }): CurveInput['nodes'] => {
      const rect = layout.nodes.get(id);
      return rect ? [[id, rect, node.kind === 'helm' ? 'helm' : node.kind === 'gateway' ? 'gateway' : 'node']] : [];
    }),
    boxes: model.boxes.flatMap((box): CurveInput['boxes'] => {
      const rect = layout.boxes.get(box.id);
      return rect ? [[box.id, rect]] : [];
    }),
    parents: [...parentsOf(model)],
  };
}
