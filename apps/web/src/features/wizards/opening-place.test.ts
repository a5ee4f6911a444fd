import type { Steering } from '@pidalio/contract';
import { describe, expect, test } from 'vitest';
import { rateOfRule } from './live-figures.ts';
import { openingPlace } from './opening-place.ts';

const ref = (name: string) => ({ kind: 'VirtualService', namespace: 'default', name });
const route = [{ destination: { host: 'details' } }];
const virtualService = (name: string, http: object[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'default' },
  spec: { http },
});

function rate(name: string, ruleIndex: number, requestsPerSecond: number, attributable = true, via = 'mesh') {
  return {
    via,
    routeName: attributable ? `${name}-${ruleIndex}` : '',
    ref: ref(name),
    ruleIndex,
    requestsPerSecond,
    shares: [],
    attributable,
  };
}

function steering(more: Partial<Steering> = {}): Steering {
  return {
    sources: [],
    window: { rangeSeconds: 300, endMs: 0, effectiveRangeSeconds: 300 },
    service: { namespace: 'default', name: 'details', host: 'details.default.svc.cluster.local', ports: [] },
    workloads: [],
    vantages: [
      { via: 'mesh', governing: ref('root'), delegates: [ref('child')], host: 'details', requestsPerSecond: 39 },
      { via: 'istio-system/ingress', governing: ref('front'), delegates: [], host: '*', requestsPerSecond: 2 },
    ],
    objects: [
      virtualService('root', [{ delegate: { name: 'child' } }, { route }]),
      virtualService('child', [{ route }]),
      virtualService('front', [{ route, fault: { abort: { httpStatus: 500, percentage: { value: 1 } } } }, { route }]),
    ],
    routes: [rate('child', 0, 38), rate('root', 1, 1), rate('front', 0, 2, true, 'istio-system/ingress')],
    otherServices: [],
    ...more,
  };
}

const anywhere = { via: null, object: null, rule: null };

describe('a wizard opens', () => {
  test.each([
    ['on the delegate that takes the traffic', 'canary', anywhere, 'mesh', 'child', null],
    ['on the object that a link names, with its index', 'canary', { ...anywhere, object: 'default/root', rule: 1 }, 'mesh', 'root', 1],
    ['where the named object holds rules', 'canary', { ...anywhere, object: 'default/front', rule: 0 }, 'istio-system/ingress', 'front', 0],
    ['without an index that counted in another object', 'canary', { ...anywhere, rule: 1 }, 'mesh', 'child', null],
    ['without an object that is gone', 'canary', { ...anywhere, object: 'default/gone', rule: 4 }, 'mesh', 'child', null],
    ['where traffic really comes from', 'canary', { ...anywhere, via: 'default/gateway' }, 'mesh', 'child', null],
    [
      'on the first of several gateways',
      'fault',
      { ...anywhere, via: 'istio-system/ingress, other' },
      'istio-system/ingress',
      'front',
      null,
    ],
  ] as const)('%s', (_, kind, wanted, via, name, ruleIndex) => {
    const place = openingPlace(steering(), kind, wanted);
    expect([place.input.vantage.via, place.input.vantage.governing?.name, place.ruleIndex]).toEqual([via, name, ruleIndex]);
  });

  test('on the object that carries a fault, whoever takes more', () => {
    const faulty = virtualService('root', [{ delegate: { name: 'child' } }, { route, fault: { delay: { fixedDelay: '2s' } } }]);
    const [, ...others] = steering().objects;
    expect(openingPlace(steering({ objects: [faulty, ...others] }), 'fault', anywhere).input.vantage.governing?.name).toBe('root');
  });

  test('free to create where nothing governs', () => {
    const free = steering({
      vantages: [{ via: 'mesh', governing: null, delegates: [], host: 'details', requestsPerSecond: 3 }],
      routes: [],
    });
    const { input, holders } = openingPlace(free, 'canary', { ...anywhere, via: 'gateway' });
    expect([input.vantage, holders]).toEqual([{ via: 'mesh', host: 'details', governing: null }, []]);
  });
});

describe('the rate of a rule', () => {
  const inputOf = (data: Steering) => openingPlace(data, 'canary', { ...anywhere, object: 'default/root' }).input;
  test.each([
    ['is its own, not the service’s', steering(), 1, { perSecond: 1, unknown: null }],
    ['is all that comes this way while there is no rule', steering(), null, { perSecond: 39, unknown: null }],
    ['is not told without a name', steering({ routes: [rate('root', 1, 1, false)] }), 1, { perSecond: null, unknown: 'unnamed' }],
    ['is not told of a rule that is not in force', steering(), 7, { perSecond: null, unknown: 'unmeasured' }],
  ] as const)('%s', (_, data, ruleIndex, expected) => {
    expect(rateOfRule(data, inputOf(data), ruleIndex)).toEqual(expected);
  });
});
