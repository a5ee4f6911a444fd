import type { Labels } from './labels.ts';
import type { SharedLabels } from './shared-labels.ts';

/** One set of shared labels for all series that have equal ones. */
export class SharedPool {
  private readonly byHash = new Map<number, SharedLabels | SharedLabels[]>();

  share(labels: Labels): Labels {
    const own = labels.shared;
    const found = this.byHash.get(own.hash);
    if (found === undefined) this.byHash.set(own.hash, own);
    else if (!Array.isArray(found) && found.equals(own)) return labels.sharing(found);
    else {
      const known = Array.isArray(found) ? found : [found];
      const equal = known.find((shared) => shared.equals(own));
      if (equal !== undefined) return labels.sharing(equal);
      this.byHash.set(own.hash, [...known, own]);
    }
    return labels;
  }

  /** Forgets what none of these has. */
  keepOnly(all: Iterable<{ labels: Labels }>): void {
    this.byHash.clear();
    for (const { labels } of all) this.share(labels);
  }
}
