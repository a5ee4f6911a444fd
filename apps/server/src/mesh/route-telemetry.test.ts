import { expect, test } from 'vitest';
import { routeTelemetryOf } from './route-telemetry.ts';

const upsert = { operation: 'UPSERT', value: 'xds.route_name' };
const telemetry = (override: Record<string, unknown>, namespace = 'istio-system', spec: Record<string, unknown> = {}) => ({
  apiVersion: 'telemetry.istio.io/v1',
  kind: 'Telemetry',
  metadata: { name: 'mesh', namespace },
  spec: { ...spec, metrics: [{ overrides: [override] }] },
});
const client = { match: { metric: 'REQUEST_COUNT', mode: 'CLIENT' }, tagOverrides: { route_name: upsert } };

test.each([
  ['set for the clients of the whole mesh', telemetry(client), 'on'],
  ['set for every metric and side', telemetry({ tagOverrides: { route_name: upsert } }), 'on'],
  ['set on the servers only', telemetry({ ...client, match: { metric: 'REQUEST_COUNT', mode: 'SERVER' } }), 'off'],
  ['set on another metric', telemetry({ ...client, match: { metric: 'REQUEST_SIZE' } }), 'off'],
  ['removed', telemetry({ ...client, tagOverrides: { route_name: { operation: 'REMOVE' } } }), 'off'],
  ['set in one namespace', telemetry(client, 'default'), 'off'],
  ['set for one workload', telemetry(client, 'istio-system', { selector: { matchLabels: { app: 'reviews' } } }), 'off'],
])('route_name %s', (_, object, state) => {
  expect(routeTelemetryOf([object], 'istio-system', true).state).toBe(state);
});

test('nobody knows where Telemetry objects are out of sight', () => {
  expect(routeTelemetryOf([], 'istio-system', false)).toEqual({ state: 'unknown', ref: null });
});
