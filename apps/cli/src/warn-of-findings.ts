import type { Locale } from '@pidalio/explain';
import { describeFinding, meshFindings } from '@pidalio/routing';
import type { Terminal } from './command.ts';
import type { LoadedMesh } from './load-mesh.ts';
import { placeOfStop } from './place-of-stop.ts';

const MOST_SHOWN = 20;

/** Says beside the answer what of the objects Istio could not read, or ignores: it may be why the answer is another than expected. */
export function warnOfFindings({ mesh, sources }: LoadedMesh, locale: Locale, terminal: Terminal): void {
  const findings = meshFindings(mesh);
  for (const finding of findings.slice(0, MOST_SHOWN)) {
    const place = placeOfStop(mesh, sources, finding);
    terminal.err(`warning: ${place === undefined ? '' : `${place.text}: `}${describeFinding(finding, locale)}\n`);
  }
  if (findings.length > MOST_SHOWN) terminal.err(`warning: and ${findings.length - MOST_SHOWN} more\n`);
}
