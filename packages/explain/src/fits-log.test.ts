import { buildMesh } from '@pidalio/routing';
import { expect, test } from 'vitest';
import { bookinfo, request } from './bookinfo.fixture.ts';
import { explainJourney } from './explain-journey.ts';
import { fitsLog } from './fits-log.ts';
import type { LogFacts } from './request-text.ts';

const mesh = buildMesh(bookinfo);
const log: LogFacts = {
  side: 'outbound',
  status: 200,
  flags: [],
  details: 'via_upstream',
  routeName: '',
  upstreamCluster: '',
  upstreamHost: '',
  callerIp: '',
};
const cluster = (subset: string) => `outbound|9080|${subset}|reviews.default.svc.cluster.local`;

test.each<[string, Partial<LogFacts>, boolean | null, boolean | null]>([
  ['a rule’s name', { routeName: 'jason' }, true, false],
  ['another rule’s name', { routeName: 'canary' }, false, true],
  ['a cluster', { upstreamCluster: cluster('v2') }, true, false],
  ['one of several clusters', { upstreamCluster: `${cluster('v3')};` }, false, true],
  ['that no route was found', { status: 404, flags: ['NR'] }, false, false],
  ['a line of the callee', { side: 'inbound', upstreamCluster: 'inbound|9080||' }, null, null],
])('is told by %s', (_, facts, jason, nobody) => {
  const line = { ...log, ...facts };
  expect(fitsLog(explainJourney(mesh, { ...request, headers: { 'end-user': 'jason' } }), line)).toBe(jason);
  expect(fitsLog(explainJourney(mesh, request), line)).toBe(nobody);
});

test('is told by the status where a proxy answers', () => {
  const lost = explainJourney(buildMesh(bookinfo, { outboundTrafficPolicy: 'REGISTRY_ONLY' }), { ...request, host: 'nowhere.example.com' });
  expect(fitsLog(lost, { ...log, status: 502 })).toBe(true);
  expect(fitsLog(lost, log)).toBe(false);
});
