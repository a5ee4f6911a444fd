import {
  admit,
  admitRetry,
  type ClusterState,
  limitsOf,
  NEW_CLUSTER,
  recordResult,
  type TryResult,
  type TrySettings,
  takeTurn,
  usableEndpoints,
} from '@pidalio/routing';
import type { Cancel } from './exchange.ts';
import type { Pod } from './pod.ts';

const NONE: TrySettings = {};

/**
 * What one proxy remembers of a cluster between requests: whose turn it is, what is under way, which endpoints are ejected. The routing
 * engine says what fits and who is out; it is told here when requests really end.
 */
export class UpstreamCluster {
  #settings: TrySettings;
  readonly #limits: ReturnType<typeof limitsOf>;
  readonly #line: (() => void)[] = [];
  #state: ClusterState = NEW_CLUSTER;
  #turn = 0;

  constructor(settings: TrySettings = NONE) {
    this.#settings = settings;
    this.#limits = limitsOf(settings);
  }

  /** Whether these are the settings that it was made with; Envoy replaces a cluster whose settings change, and all it knows. */
  isMadeWith(settings: TrySettings = NONE): boolean {
    if (settings === this.#settings) return true;
    if (settingsText(this.#settings) !== settingsText(settings)) return false;
    this.#settings = settings;
    return true;
  }

  /** The next endpoint; undefined when there is none, or all are ejected. */
  pick(pods: readonly Pod[], failed: readonly Pod[], nowMs: number): Pod | undefined {
    return takeTurn(this.#usable(pods, nowMs), this.#turn++, failed);
  }

  /** Takes in how a try at an endpoint ended. */
  record(pods: readonly Pod[], pod: Pod, result: TryResult, nowMs: number): void {
    const { outlierDetection: rules } = this.#settings;
    if (rules) this.#state = recordResult(this.#state, rules, pods.map(uidOf), pod.uid, result, nowMs);
  }

  /**
   * Lets a try begin, at once or when a connection gets free; undefined when it does not fit. The result gives its place back, or takes it
   * out of the line, and does nothing the second time.
   */
  enter(nowMs: number, begin: (hasWaited: boolean) => void): Cancel | undefined {
    const limits = this.#limits;
    if (!limits) {
      begin(false);
      return () => {};
    }
    const admitted = admit(this.#state, limits, this.#settings.http2 ?? false, nowMs, Number.POSITIVE_INFINITY);
    if (!admitted) return undefined;
    this.#state = admitted.cluster;
    let stands: 'in line' | 'in use' | 'gone' = admitted.startMs === nowMs ? 'in use' : 'in line';
    const go = () => {
      stands = 'in use';
      begin(true);
    };
    if (stands === 'in line') this.#line.push(go);
    else begin(false);
    return () => {
      if (stands === 'in line') this.#leaveLine(go);
      if (stands === 'in use') this.#free();
      stands = 'gone';
    };
  }

  /** Makes room for a retry; undefined when too many are under way. The result gives the room back. */
  enterRetry(nowMs: number): Cancel | undefined {
    if (!this.#limits) return () => {};
    const state = admitRetry(this.#state, this.#limits, nowMs, Number.POSITIVE_INFINITY);
    if (!state) return undefined;
    this.#state = state;
    let isOver = false;
    return () => {
      if (!isOver) this.#state = { ...this.#state, retryingUntilMs: this.#state.retryingUntilMs.slice(1) };
      isOver = true;
    };
  }

  #usable(pods: readonly Pod[], nowMs: number): readonly Pod[] {
    const { outlierDetection: rules } = this.#settings;
    if (!rules) return pods;
    const usable = usableEndpoints(this.#state, rules, pods.map(uidOf), nowMs);
    return usable.length === pods.length ? pods : pods.filter(({ uid }) => usable.includes(uid));
  }

  #leaveLine(go: () => void): void {
    this.#line.splice(this.#line.indexOf(go), 1);
    this.#state = { ...this.#state, waitingUntilMs: this.#state.waitingUntilMs.slice(1) };
  }

  /** Who waits longest gets the connection. */
  #free(): void {
    const next = this.#line[0];
    if (next) {
      this.#leaveLine(next);
      next();
    } else this.#state = { ...this.#state, busyUntilMs: this.#state.busyUntilMs.slice(1) };
  }
}

function uidOf({ uid }: Pod): string {
  return uid;
}

function settingsText({ http2, connectionPool, outlierDetection }: TrySettings): string {
  return JSON.stringify([http2, connectionPool, outlierDetection]);
}
