import {
  buildRoutes,
  type Fields,
  fieldsOf,
  type HttpRule,
  listOf,
  readVirtualService,
  staticMismatch,
  textMapOf,
  textOf,
} from '../../../packages/istio/src/index.ts';
import { differs, toObject, type UnitTable } from './table.ts';

const FILE = 'pilot/pkg/networking/core/route/route_internal_test.go';

export const routeTables: readonly UnitTable[] = [
  { key: `${FILE}::TestIsCatchAllRoute`, run: isCatchAll },
  { key: `${FILE}::TestMirrorPercent`, run: (row) => mirrorPercent(row.route, row.want) },
  { key: `${FILE}::TestMirrorPercentByPolicy`, run: (row) => mirrorPercent({ mirrors: [row.policy] }, row.want) },
  { key: `${FILE}::TestSourceMatchHTTP`, run: sourceMatch },
];

function readRule(http: unknown): HttpRule | undefined {
  const spec = { hosts: ['x'], http: [http] };
  return readVirtualService(toObject({ meta: { name: 'x', namespace: 'x' }, spec }, 'VirtualService'), 'cluster.local').http[0];
}

/** The match block that Istio makes this Envoy route of. */
function isCatchAll(row: Fields): string | undefined {
  const match = fieldsOf(fieldsOf(row.route).match);
  const regex = textOf(fieldsOf(match.safeRegex).regex);
  const prefix = textOf(match.prefix) ?? textOf(match.pathSeparatedPrefix);
  const named = (list: unknown, value: object) => Object.fromEntries(listOf(list).map((entry) => [String(fieldsOf(entry).name), value]));
  const block = {
    ...(regex === undefined ? {} : { uri: { regex } }),
    ...(prefix === undefined ? {} : { uri: { prefix } }),
    headers: named(match.headers, { exact: 'test' }),
    queryParams: named(match.queryParameters, { exact: 'test' }),
  };
  const rule = readRule({ match: [block], route: [{ destination: { host: 'x' } }] });
  const [entry] = rule === undefined ? [] : buildRoutes([rule], { gateway: 'mesh', port: 80, namespace: 'x', labels: {} });
  return differs('catch-all', row.want, entry?.catchAll);
}

function mirrorPercent(http: unknown, want: unknown): string | undefined {
  const { numerator, denominator } = fieldsOf(fieldsOf(want).defaultValue);
  const wanted = want === null ? [] : [Number(numerator) / (denominator === 'MILLION' ? 10_000 : 1)];
  return differs(
    'percent',
    wanted,
    readRule(http)?.mirrors.map(({ percent }) => percent),
  );
}

function sourceMatch(row: Fields): string | undefined {
  const { match, proxyNamespace, proxyLabels, gatewayNames, port } = fieldsOf(row.args);
  const rule = readRule({ match: [match], route: [{ destination: { host: 'x' } }] });
  const gateway = Object.keys(fieldsOf(gatewayNames))[0] ?? 'mesh';
  const view = { gateway, port: Number(port ?? 80), namespace: textOf(proxyNamespace) ?? '', labels: textMapOf(proxyLabels) };
  const [block] = rule?.match ?? [];
  return differs('match', row.want, block !== undefined && staticMismatch(block, view) === undefined);
}
