/** What a person may turn in the playground: the load, and how each workload behaves. */
export interface Knobs {
  pagesPerSecond: number;
  jasonPercent: number;
  otherUsersPercent: number;
  /** Requests to other paths than /productpage, in percent of the pages. */
  otherPathsPercent: number;
  legacyRequestsPerSecond: number;
  /** By name of a workload or of one of its pods. */
  workloads: ReadonlyMap<string, WorkloadKnobs>;
}

export interface WorkloadKnobs {
  /** Added to the workload's own work. */
  slowMs: number;
  /** Share of requests it answers with 503. */
  errorPercent: number;
  /** Accepts no connections. */
  dead: boolean;
}

const NO_KNOBS: WorkloadKnobs = { slowMs: 0, errorPercent: 0, dead: false };

/** Reads the data of the ConfigMap `playground`; a value that is no number in its range counts as not set. */
export function parseKnobs(data: Readonly<Record<string, string>>): Knobs {
  const number = (key: string, fallback: number, max: number) => {
    const value = Number(data[key]);
    return data[key]?.trim() && value >= 0 && value <= max ? value : fallback;
  };
  const workloads = new Map<string, WorkloadKnobs>();
  for (const key of Object.keys(data)) {
    const name = /^(.+)\.(?:slow-ms|error-percent|dead)$/.exec(key)?.[1];
    if (!name) continue;
    workloads.set(name, {
      slowMs: number(`${name}.slow-ms`, 0, 600_000),
      errorPercent: number(`${name}.error-percent`, 0, 100),
      dead: data[`${name}.dead`] === 'true',
    });
  }
  return {
    pagesPerSecond: number('pages-per-second', 40, 2000),
    jasonPercent: number('jason-percent', 5, 100),
    otherUsersPercent: number('other-users-percent', 10, 100),
    otherPathsPercent: number('other-paths-percent', 8, 100),
    legacyRequestsPerSecond: number('legacy-requests-per-second', 2, 1000),
    workloads,
  };
}

/** Knobs of the pod by its own name, which make one instance of many bad; else those of its workload. */
export function podKnobs({ workloads }: Knobs, pod: { name: string; workload: { name: string } }): WorkloadKnobs {
  return workloads.get(pod.name) ?? workloads.get(pod.workload.name) ?? NO_KNOBS;
}
