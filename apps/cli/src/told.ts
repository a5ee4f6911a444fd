import type { Journey, Locale, LogFacts, Placed, WhatIf } from '@pidalio/explain';
import type { LoadedMesh } from './load-mesh.ts';

/** An explanation with everything that writing it takes. */
export interface Told extends LoadedMesh {
  locale: Locale;
  journey: Journey;
  whatIfs: readonly WhatIf[];
  senderFrom: Placed['senderFrom'];
  log: LogFacts | undefined;
}
