import { buildMesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, object, request } from './bookinfo.fixture.ts';
import { explainJourney } from './explain-journey.ts';

const jason = { ...request, headers: { 'end-user': 'jason' } };

describe('the header canary', () => {
  const mesh = buildMesh(bookinfo);

  test('sends jason to v2', () => {
    const { verdict, arrivals } = explainJourney(mesh, jason);
    expect(verdict).toMatchObject({ kind: 'delivered', code: 'ONE-DESTINATION', values: { to: 'reviews v2' } });
    expect(verdict.because).toMatchObject({ code: 'RULE', values: { rule: 'jason', number: 1 } });
    expect(arrivals).toMatchObject([{ workload: { name: 'reviews-v2' }, connection: { sends: 'mutual-tls' } }]);
  });

  test('sends everybody else by weight', () => {
    const { verdict, outcomes } = explainJourney(mesh, request);
    expect(verdict).toMatchObject({ code: 'SEVERAL-DESTINATIONS', values: { to: 'reviews v1', probability: 0.75, second: 'reviews v3' } });
    expect(verdict.because).toMatchObject({ code: 'RULE-AFTER-OTHERS', values: { rule: 'canary', number: 2, lost: 1 } });
    expect(outcomes.map(({ probability }) => probability)).toEqual([0.75, 0.25]);
  });
});

test('says what an abort leaves of the traffic', () => {
  const fault = { abort: { percentage: { value: 40 }, httpStatus: 418 } };
  const spec = { hosts: ['ratings'], http: [{ fault, route: [{ destination: { host: 'ratings' } }] }] };
  const mesh = buildMesh([...bookinfo, object('VirtualService', 'ratings', spec)]);
  const { outcomes, verdict } = explainJourney(mesh, { ...request, host: 'ratings' });
  expect(outcomes).toMatchObject([
    { kind: 'delivered', probability: 0.6, status: null },
    { kind: 'answered', probability: 0.4, status: 418, flags: 'FI' },
  ]);
  expect(verdict.kind).toBe('delivered');
});

test('says that a subset does not exist', () => {
  const spec = { hosts: ['ratings'], http: [{ route: [{ destination: { host: 'ratings', subset: 'v9' } }] }] };
  const mesh = buildMesh([...bookinfo, object('VirtualService', 'ratings', spec)]);
  const { verdict, outcomes } = explainJourney(mesh, { ...request, host: 'ratings' });
  expect(outcomes).toMatchObject([{ kind: 'unreachable', status: 503, flags: 'NC', stop: { code: 'DS-NO-SUBSET' } }]);
  expect(verdict).toMatchObject({ kind: 'unreachable', code: 'NO-DESTINATION', because: { code: 'MISSING-DESTINATION' } });
});
