import type { ActiveFault } from '@pidalio/contract';
import type { HttpFault, VirtualService } from '@pidalio/istio';
import { managersOf } from '../cluster/kube-object.ts';
import { matchesInWords } from './match-in-words.ts';

/** Rules that inject delays or errors into some requests right now. */
export function activeFaults(virtualServices: readonly VirtualService[]): ActiveFault[] {
  return virtualServices.flatMap(({ ref, object, hosts, http }) =>
    http.flatMap((rule): ActiveFault[] => {
      const { delay, abort } = effectsOf(rule.fault);
      if (delay === null && abort === null) return [];
      const manager = managersOf(object)[0]?.manager ?? null;
      return [
        { ref, ruleIndex: rule.index, routeName: rule.name, hosts: [...hosts], delay, abort, matches: matchesInWords(rule.match), manager },
      ];
    }),
  );
}

/** A fault for zero percent of the requests is none. */
function effectsOf(fault: HttpFault | undefined): Pick<ActiveFault, 'delay' | 'abort'> {
  const { delay, abort } = fault ?? {};
  return {
    delay: delay !== undefined && delay.percent > 0 ? { percent: delay.percent, delayMs: delay.delayMs } : null,
    abort:
      abort !== undefined && abort.percent > 0 ? { percent: abort.percent, status: `${abort.grpc ? 'gRPC ' : ''}${abort.status}` } : null,
  };
}
