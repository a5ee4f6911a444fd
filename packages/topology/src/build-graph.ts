import { type Flow, rateOf, type ShadowFlow } from './flows.ts';
import type { Graph, GraphBox, GraphEdge, GraphInput, GraphNode, Steering, Workload } from './graph.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { choosePlaces, type Place, type Places } from './places.ts';
import type { ServiceName } from './samples.ts';
import { usedBoxes } from './show-only.ts';
import { toSignals } from './signals.ts';

type Counted = Pick<Flow, 'requests' | 'durations' | 'tcp' | 'security'>;

/** Nodes, edges and boxes of the traffic seen, and of what stands idle. */
export function buildGraph(input: GraphInput): Graph {
  const { live, shadow } = input.flows;
  const inventory = takeInventory(input.workloads, input.services, [...live, ...shadow]);
  const places = choosePlaces(input.graph, inventory, input);
  const canvas = new Canvas(input, places);
  for (const flow of live) canvas.addLive(flow);
  for (const flow of shadow) canvas.addShadow(flow);
  for (const workload of meshMembers(input, inventory)) canvas.place(places.ofWorkload(workload));
  return canvas.finish();
}

/** Idle workloads are shown only where the mesh reaches: the rest of the cluster is none of ours. */
function meshMembers({ workloads, namespaces }: GraphInput, inventory: Inventory): Workload[] {
  const mixed = new Set(namespaces.filter(({ sidecars }) => sidecars === 'some').map(({ name }) => name));
  return workloads.filter(
    (workload) => workload.gateway || workload.sidecar || (mixed.has(workload.namespace) && inventory.serviceOf(workload) !== null),
  );
}

interface Drawn {
  place: Place;
  incoming: Counted[];
  shadowed: Counted[];
  outgoing: Counted[];
  rule: GraphNode['rule'];
}

interface Stroke {
  source: string;
  target: string;
  protocol: GraphEdge['protocol'];
  kind: GraphEdge['kind'];
  service: ServiceName | null;
  counted: Counted[];
  configured: number | null;
}

/** Collects flows on nodes and edges, then reads their signals. */
class Canvas {
  readonly #nodes = new Map<string, Drawn>();
  readonly #strokes = new Map<string, Stroke>();
  /** What each helm sent on to versions. */
  readonly #strandRates = new Map<string, number>();
  readonly #input: GraphInput;
  readonly #places: Places;

  constructor(input: GraphInput, places: Places) {
    this.#input = input;
    this.#places = places;
  }

  place(place: Place, rule: GraphNode['rule'] = null): Drawn {
    const drawn = this.#nodes.get(place.id) ?? { place, incoming: [], shadowed: [], outgoing: [], rule };
    this.#nodes.set(place.id, drawn);
    return drawn;
  }

  addLive(flow: Flow): void {
    const caller = this.place(this.#places.ofCaller(flow.caller));
    caller.outgoing.push(flow);
    const callee = this.#places.ofCallee(flow);
    const { box } = callee;
    if ('id' in callee) this.place(callee).incoming.push(flow);
    const helm = box === null ? null : this.#helm(flow, box);
    if (helm !== null) {
      helm.drawn.incoming.push(flow);
      this.#stroke(caller.place.id, helm.drawn.place.id, 'call', flow);
      if ('id' in callee) this.#stroke(helm.drawn.place.id, callee.id, 'strand', flow, configuredFor(helm.steering, flow.callee.workload));
      return;
    }
    // A caller that no rule binds reaches all versions alike: its edge ends at the border of their box.
    const target = 'id' in callee && !(box !== null && !flow.proxied) ? callee.id : box;
    if (target !== null) this.#stroke(caller.place.id, target, 'call', flow);
  }

  addShadow(flow: ShadowFlow): void {
    const callee = this.#places.ofCallee({ ...flow, host: '' });
    if (!('id' in callee)) return;
    const counted = { requests: flow.requests, durations: flow.durations, tcp: [], security: { mutual: 0, total: 0 } };
    const helm = callee.box === null ? null : this.#helm({ ...flow, proxied: true }, callee.box);
    const source = helm?.drawn ?? this.place(this.#places.ofCaller(flow.caller));
    this.place(callee).shadowed.push(counted);
    this.#stroke(source.place.id, callee.id, 'shadow', { ...flow, ...counted });
  }

  #helm(flow: Pick<Flow, 'caller' | 'service' | 'proxied'>, box: string): { drawn: Drawn; steering: Steering } | null {
    if (!flow.proxied) return null;
    const steering = this.#input.steering(flow.service).find((candidate) => candidate.binds(flow.caller));
    if (steering === undefined) return null;
    const { namespace, name } = flow.service;
    const { ref } = steering;
    const id = `helm:${namespace}/${name}/${ref.kind}/${ref.namespace}/${ref.name}`;
    const place: Place = {
      id,
      kind: 'helm',
      namespace,
      name,
      app: '',
      version: '',
      versionIndex: -1,
      box,
      sidecar: true,
      service: { namespace, name },
    };
    return { drawn: this.place(place, ref), steering };
  }

  #stroke(
    source: string,
    target: string,
    kind: Stroke['kind'],
    flow: Counted & Pick<Flow, 'protocol' | 'service'>,
    configured: number | null = null,
  ): void {
    const id = edgeId(source, target, flow.protocol, kind);
    const stroke = this.#strokes.get(id) ?? {
      source,
      target,
      kind,
      protocol: flow.protocol,
      service: flow.service,
      counted: [],
      configured,
    };
    // Two services of one workload share an edge; then no single wizard target can be named.
    if (stroke.service !== null && (stroke.service.name !== flow.service.name || stroke.service.namespace !== flow.service.namespace))
      stroke.service = null;
    if (kind === 'strand') this.#strandRates.set(source, (this.#strandRates.get(source) ?? 0) + rateOf(flow.requests));
    stroke.counted.push(flow);
    this.#strokes.set(id, stroke);
  }

  finish(): Graph {
    const edges = [...this.#strokes].map(([id, stroke]) => this.#edge(id, stroke)).sort(byId);
    const called = new Set(edges.map((edge) => edge.target));
    const nodes = [...this.#nodes.values()].map((drawn) => this.#node(drawn, called)).sort(byId);
    return { nodes, edges, boxes: usedBoxes([...this.#namespaceBoxes(), ...this.#places.appBoxes], nodes).sort(byId) };
  }

  #signals(counted: readonly Counted[]): GraphNode['signals'] {
    const signals = toSignals(
      counted.flatMap((flow) => flow.requests),
      counted.flatMap((flow) => flow.durations),
      this.#input,
    );
    // TCP has no outcome to judge; bytes that move are a sign of life.
    const moving = signals.health === 'idle' && counted.some((flow) => flow.tcp.length > 0);
    return moving ? { ...signals, health: 'healthy' } : signals;
  }

  #node(drawn: Drawn, called: ReadonlySet<string>): GraphNode {
    const { place, incoming, shadowed, outgoing, rule } = drawn;
    const shadow = incoming.length === 0 && shadowed.length > 0;
    // What nobody calls shows what it sends: a gateway counts only on its way out.
    const root = !called.has(place.id) && !(place.box !== null && called.has(place.box)) && outgoing.length > 0;
    const shown = shadow ? shadowed : root || place.kind === 'gateway' ? outgoing : incoming;
    return { ...place, root, shadow, signals: this.#signals(shown), badges: this.#badges(place), rule };
  }

  #badges(place: Place): GraphNode['badges'] {
    if (place.kind === 'helm') return [];
    const own = place.box === null && place.service !== null ? this.#input.badges(place.service) : [];
    const inside = place.kind === 'workload' || place.kind === 'service';
    return inside && !place.sidecar ? [...own, 'no-sidecar'] : [...own];
  }

  #edge(id: string, stroke: Stroke): GraphEdge {
    const { source, target, protocol, kind, service, counted, configured } = stroke;
    const security = counted.reduce((sum, { security }) => ({ mutual: sum.mutual + security.mutual, total: sum.total + security.total }), {
      mutual: 0,
      total: 0,
    });
    const tcp = counted.flatMap((flow) => flow.tcp);
    return {
      id,
      source,
      target,
      protocol,
      kind,
      service,
      signals: this.#signals(counted),
      mtlsRatio: security.total > 0 ? security.mutual / security.total : null,
      share: kind === 'strand' ? { seen: this.#seenShare(source, counted), configured } : null,
      bytesPerSecond:
        protocol === 'tcp' ? tcp.reduce((sum, sample) => sum + sample.sentBytesPerSecond + sample.receivedBytesPerSecond, 0) : null,
    };
  }

  /** Of what a helm sent on; requests that reached no version are in nobody's share. */
  #seenShare(helm: string, counted: readonly Counted[]): number | null {
    const all = this.#strandRates.get(helm) ?? 0;
    return all > 0 ? rateOf(counted.flatMap((flow) => flow.requests)) / all : null;
  }

  #namespaceBoxes(): GraphBox[] {
    const names = new Set([...this.#nodes.values()].map(({ place }) => place.namespace).filter((name) => name !== ''));
    return [...names].map((name) => {
      const state = this.#input.namespaces.find((namespace) => namespace.name === name);
      return {
        id: `namespace:${name}`,
        kind: 'namespace',
        namespace: name,
        name,
        mtls: state?.mtls ?? null,
        sidecars: state?.sidecars ?? null,
        badges: [],
        service: null,
      };
    });
  }
}

function configuredFor({ configured }: Steering, workload: string): number | null {
  if (configured === null) return null;
  const share = configured.get(workload);
  return share === undefined ? 0 : share;
}

function edgeId(source: string, target: string, protocol: string, kind: Stroke['kind']): string {
  return `${source}>${target}:${protocol}:${kind}`;
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
