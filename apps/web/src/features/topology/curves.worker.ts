import { type CurveInput, edgeCurves } from './edge-curves.ts';

/** Computes edge curves away from the main thread; answers carry the number of their question. */
self.onmessage = (message: MessageEvent<{ id: number; input: CurveInput }>) => {
  const { id, input } = message.data;
  self.postMessage({ id, curves: edgeCurves(input) });
};
