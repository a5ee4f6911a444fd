import { type Fields, fieldsOf, numberOf, textOf } from '@pidalio/istio';
import { fieldsList, sameJson, withField, without } from './json.ts';
import { isOwnHost, type SteeringInput } from './steering-input.ts';
import { readTargets } from './subsets.ts';

/** Share of one destination of a rule. */
export interface WeightRow {
  /** Index in the rule's `route`; null for a destination the rule does not have yet. */
  origin: number | null;
  /** As the object writes it; '' for the steered service in a new destination. */
  host: string;
  /** '' where no subset is named: any version. */
  subset: string;
  /** Whole percent; null while what was typed is no number. */
  weightPercent: number | null;
}

/** The destinations of a rule. One alone takes everything, whatever its weight says. */
export function readRoute(rule: Fields): WeightRow[] {
  const destinations = fieldsList(rule.route);
  const percents = destinations.length === 1 ? [100] : toPercents(destinations.map((entry) => numberOf(entry.weight) ?? 0));
  return destinations.map((entry, origin) => {
    const destination = fieldsOf(entry.destination);
    return {
      origin,
      host: textOf(destination.host) ?? '',
      subset: textOf(destination.subset) ?? '',
      weightPercent: percents[origin] ?? 0,
    };
  });
}

/** The destinations a rule has, and with weight 0 every version it could have. */
export function readWeights(rule: Fields, namespace: string, input: SteeringInput): WeightRow[] {
  const rows = readRoute(rule);
  const named = new Set(rows.filter((row) => isOwnHost(row.host, namespace, input)).map((row) => row.subset));
  const targets = readTargets(input);
  const order = (row: WeightRow) => {
    const index = targets.findIndex((target) => target.subset === row.subset);
    return isOwnHost(row.host || input.service.name, row.host ? namespace : input.service.namespace, input) && index >= 0
      ? index
      : targets.length;
  };
  const missing = targets.filter((target) => !named.has(target.subset)).map((target) => newRow(target.subset, 0));
  return [...rows, ...missing].sort((a, b) => order(a) - order(b));
}

export function newRow(subset: string, weightPercent: number): WeightRow {
  return { origin: null, host: '', subset, weightPercent };
}

/** Whole percents in the proportion of the weights (Envoy takes any sum), rounded so that they add up to 100. */
export function toPercents(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight / sum) * 100);
  const percents = exact.map(Math.floor);
  const byRemainder = exact.map((value, index) => ({ index, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest);
  let left = 100 - percents.reduce((total, percent) => total + percent, 0);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    percents[index] = (percents[index] ?? 0) + 1;
    left--;
  }
  return percents;
}

/** Sets one share and lets the others give or take in proportion, so that the sum stays 100: what dragging a slider does. */
export function balance(rows: readonly WeightRow[], index: number, weightPercent: number): WeightRow[] {
  const wanted = Math.min(100, Math.max(0, Math.round(weightPercent)));
  const others: number[] = rows.map((row, at) => (at === index ? 0 : (row.weightPercent ?? 0)));
  const receiver: number = rows.findIndex((_, at) => at !== index);
  const nothingLeft = !others.some((weight) => weight > 0);
  if (receiver >= 0 && nothingLeft) others[receiver] = 1;
  const shares = shareOut(others, 100 - wanted);
  return rows.map((row, at) => ({ ...row, weightPercent: at === index ? wanted : (shares[at] ?? 0) }));
}

function shareOut(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  let given = 0;
  let seen = 0;
  return weights.map((weight) => {
    seen += weight;
    const share = Math.round((seen / sum) * total) - given;
    given += share;
    return share;
  });
}

export function sumPercent(rows: readonly WeightRow[]): number {
  return rows.reduce((total, row) => total + (row.weightPercent ?? 0), 0);
}

/**
 * `route` with the rows' shares. Unchanged rows give the same list back. A destination at 0 stays, so that the next step is a change of
 * numbers only; one that names no subset makes room for those that do.
 */
export function writeRoute(rule: Fields, rows: readonly WeightRow[], ownHost: string): Fields {
  const before = readRoute(rule);
  const existing = rows.filter((row) => row.origin !== null);
  const added = rows.filter((row) => row.origin === null && (row.weightPercent ?? 0) > 0);
  if (added.length === 0 && sameJson(byOrigin(existing), before)) return rule;
  const entries = fieldsList(rule.route);
  const like = fieldsOf(entries.find((entry) => textOf(fieldsOf(entry.destination).host) === ownHost)?.destination ?? {});
  const kept = byOrigin(existing)
    .filter((row) => (row.weightPercent ?? 0) > 0 || row.subset !== '' || isMoreThanDestination(entries[row.origin ?? -1]))
    .map((row) => withDestination(entries[row.origin ?? -1] ?? {}, row));
  const created = added.map((row) => newDestination(row, ownHost, like));
  const [first, ...more] = [...kept, ...created];
  if (first === undefined) return rule;
  const route = more.length === 0 && !kept.some((entry) => 'weight' in entry) ? [without(first, 'weight')] : [first, ...more];
  return withField(rule, 'route', route);
}

function byOrigin(rows: readonly WeightRow[]): WeightRow[] {
  return [...rows].sort((a, b) => (a.origin ?? 0) - (b.origin ?? 0));
}

function isMoreThanDestination(entry: Fields | undefined): boolean {
  return Object.keys(entry ?? {}).some((field) => field !== 'destination' && field !== 'weight');
}

function withDestination(entry: Fields, row: WeightRow): Fields {
  const destination = fieldsOf(entry.destination);
  const subset = textOf(destination.subset) ?? '';
  const moved = subset === row.subset ? entry : withField(entry, 'destination', withField(destination, 'subset', row.subset, ['port']));
  return withField(moved, 'weight', row.weightPercent ?? 0, ['headers']);
}

/** A new destination is a sibling of those that are there: same spelling of the host, same port. */
function newDestination(row: WeightRow, ownHost: string, like: Fields): Fields {
  const port = 'port' in like ? { port: like.port } : {};
  const subset = row.subset === '' ? {} : { subset: row.subset };
  return { destination: { host: row.host || ownHost, ...subset, ...port }, weight: row.weightPercent ?? 0 };
}
