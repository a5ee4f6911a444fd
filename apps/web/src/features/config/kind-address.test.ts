import { expect, test } from 'vitest';
import { kindAddress, kindOfAddress } from './kind-address.ts';

test.each([
  ['networking.istio.io/v1', 'Gateway', 'Gateway'],
  ['gateway.networking.k8s.io/v1', 'Gateway', 'Gateway.gateway.networking.k8s.io'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'HTTPRoute'],
])('%s %s is addressed as %s', (apiVersion, kind, address) => {
  expect(kindAddress({ apiVersion, kind })).toBe(address);
  expect(kindOfAddress(address)).toBe(kind);
});
