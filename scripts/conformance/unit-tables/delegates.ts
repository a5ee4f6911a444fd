import {
  type Fields,
  fieldsOf,
  type HttpRule,
  httpRulesOf,
  listOf,
  mergeDelegates,
  readVirtualService,
  textsOf,
  type VirtualService,
  virtualServicesFor,
} from '../../../packages/istio/src/index.ts';
import { catalogOf, differs, toObject, type UnitTable } from './table.ts';

const FOLDER = 'pilot/pkg/model/virtualservice';

export const delegateTables: readonly UnitTable[] = [
  {
    key: `${FOLDER}_test.go::TestMergeHttpRoutes`,
    run: (row) => differs('rules', written(listOf(row.expected)), merged(row.root, row.delegate)),
  },
  { key: `${FOLDER}_test.go::TestMergeHTTPMatchRequests`, run: mergedMatches },
  { key: `${FOLDER}_test.go::TestHasConflict`, run: hasConflict },
  { key: `${FOLDER}_controller_test.go::TestControllerMergeVirtualServices`, run: mergedVirtualServices },
];

const DELEGATE = { name: 'delegate', namespace: 'default' };

/** The rules that one root entry with a delegate comes to. */
function mergedRules(root: unknown, delegate: unknown): readonly HttpRule[] {
  const inner = virtualService({ http: delegate });
  return mergeDelegates(virtualService({ hosts: ['*.org'], http: [{ ...fieldsOf(root), delegate: DELEGATE }] }), () => inner);
}

function merged(root: unknown, delegate: unknown): object[] {
  return mergedRules(root, delegate).map(comparable);
}

function written(http: readonly unknown[]): object[] {
  return virtualService({ hosts: ['*.org'], http }).http.map(comparable);
}

function virtualService(spec: Fields): VirtualService {
  return readVirtualService(toObject({ meta: { name: 'x', namespace: 'default' }, spec }, 'VirtualService'), 'cluster.local');
}

/** A rule without where it stands. */
function comparable(rule: HttpRule): object {
  const { ref, path, index, route, mirrors, match, ...rest } = rule;
  return sorted({
    ...rest,
    match,
    route: route.map(({ path: _, ...destination }) => destination),
    mirrors: mirrors.map(({ path: _, ...mirror }) => mirror),
  });
}

/** Keys in alphabetical order all the way down; where things stand in their objects is left out. */
function sorted(value: unknown): object {
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' && item !== null ? sorted(item) : item));
  const entries = Object.entries(fieldsOf(value)).filter(([key, inner]) => key !== 'path' && inner !== undefined);
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, typeof inner === 'object' && inner !== null ? sorted(inner) : inner]),
  );
}

function mergedMatches(row: Fields): string | undefined {
  const rules = mergedRules({ match: row.root }, [{ match: row.delegate, route: [{ destination: { host: 'a' } }] }]);
  const got = rules.length === 0 ? null : rules.map(({ match }) => match.map(sorted));
  const wanted = row.expected === null ? null : written([{ match: row.expected }]).map((rule) => fieldsOf(rule).match);
  return differs('matches', wanted, got);
}

function hasConflict(row: Fields): string | undefined {
  const rules = mergedRules({ match: [row.root] }, [{ match: [row.leaf], route: [{ destination: { host: 'a' } }] }]);
  return differs('conflict', row.expected, rules.length === 0);
}

function mergedVirtualServices(row: Fields): string | undefined {
  const catalog = catalogOf(
    listOf(row.virtualServices).map((value) => toObject(value)),
    { defaultVirtualServiceExportTo: textsOf(row.defaultExportTo) },
  );
  const roots = listOf(row.expectedVirtualServices).map((value) => toObject(value));
  for (const wanted of roots) {
    const { namespace = '', name } = wanted.metadata;
    const gateway = textsOf(fieldsOf(wanted.spec).gateways)[0] ?? 'mesh';
    const found = virtualServicesFor(catalog, gateway, namespace).find(({ ref }) => ref.name === name);
    if (found === undefined) return `expected ${namespace}/${name}, got none`;
    const difference = differs(
      'rules',
      readVirtualService(wanted, 'cluster.local').http.map(comparable),
      httpRulesOf(catalog, found).map(comparable),
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}
