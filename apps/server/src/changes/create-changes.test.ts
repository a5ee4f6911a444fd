import { getChanges, type Plan, postApply, postPlan } from '@pidalio/contract';
import type { AdmissionHook } from '@pidalio/sim-kube';
import { afterEach, describe, expect, test } from 'vitest';
import { destinationRules, reviewsRoute, reviewsRule, services, startKube, virtualServices } from '../kube.fixture.ts';
import { startServer } from '../server.fixture.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function start(options: Parameters<typeof startKube>[0] = {}, flags: string[] = []) {
  const kube = await startKube(options);
  const reviews = { ports: [{ name: 'http', port: 9080 }], selector: { app: 'reviews' } };
  await kube
    .client()
    .create(services, 'default', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'reviews', namespace: 'default' }, spec: reviews });
  const server = await startServer(kube, flags);
  cleanUp.push(kube.stop, server.stop);
  return { kube, ...server };
}

const create = (...objects: (ReturnType<typeof reviewsRule> | ReturnType<typeof reviewsRoute>)[]) => ({
  reason: 'canary',
  operations: objects.map((object) => ({ action: 'create' as const, object })),
});
const canary = create(reviewsRoute({ v1: 90, v2: 10 }), reviewsRule(['v1', 'v2']));
const codes = ({ findings }: Plan) => findings.map(({ code, severity }) => `${code} ${severity}`);

describe('plan', () => {
  test('puts subsets before the routes that use them, and writes nothing', async () => {
    const { kube, call } = await start();
    const plan = await call(postPlan, { body: canary });
    expect(plan.operations.map(({ action, ref }) => `${action} ${ref.kind}`)).toEqual(['create DestinationRule', 'create VirtualService']);
    expect(plan.operations.map(({ dryRun, allowed, conflict }) => [dryRun.ok, allowed, conflict])).toEqual([
      [true, true, null],
      [true, true, null],
    ]);
    expect(plan.canApply).toBe(true);
    expect(plan.byHand).toMatch(/kubectl create[\s\S]+kind: DestinationRule[\s\S]+sleep 1\nkubectl create[\s\S]+kind: VirtualService/);
    expect((await kube.client().list(virtualServices)).items).toEqual([]);
  });

  test('gives the API server’s own words for the field they concern', async () => {
    const { call } = await start();
    const plan = await call(postPlan, { body: create(reviewsRule(['v1']), reviewsRoute({ v1: 101 })) });
    const refusal = plan.operations[1]?.dryRun.refusal;
    expect(refusal).toMatchObject({ reason: 'Invalid', causes: [{ field: 'spec.http[0].route[0].weight' }] });
    expect(plan.canApply).toBe(false);
  });

  test('blocks a route to a subset that nothing defines', async () => {
    const { call } = await start();
    const plan = await call(postPlan, { body: create(reviewsRoute({ v1: 90, v2: 10 }), reviewsRule(['v1'])) });
    expect(plan.findings.find(({ code }) => code === 'missing-subset')).toMatchObject({
      severity: 'block',
      path: 'spec.http[0].route[1]',
      values: { subset: 'v2', host: 'reviews.default.svc.cluster.local' },
    });
    expect(plan.canApply).toBe(false);
  });

  test('blocks taking away a subset that a route uses', async () => {
    const { kube, call } = await start();
    const [, rule] = (await call(postApply, { body: canary })).operations.reverse();
    const seen = (await kube.client().get(destinationRules, 'default', 'reviews')).metadata.resourceVersion ?? '';
    expect(rule?.state).toBe('applied');
    const plan = await call(postPlan, { body: { reason: '', operations: [{ action: 'update', object: reviewsRule(['v1']), seen }] } });
    expect(codes(plan)).toContain('missing-subset block');
  });

  test('blocks a VirtualService whose host an older one of another namespace owns', async () => {
    const { kube, call } = await start();
    const older = { ...reviewsRoute({ '': 100 }), metadata: { name: 'older', namespace: 'pidalio' } };
    await kube
      .client()
      .create(virtualServices, 'pidalio', { ...older, spec: { ...older.spec, hosts: ['reviews.default.svc.cluster.local'] } });
    const body = create(reviewsRule(['v1']), reviewsRoute({ v1: 100 }));
    await expect.poll(async () => codes(await call(postPlan, { body }))).toContain('would-not-govern block');
    const { findings } = await call(postPlan, { body });
    expect(findings.find(({ code }) => code === 'would-not-govern')?.values).toEqual({
      host: 'reviews.default.svc.cluster.local',
      owner: 'older',
      ownerNamespace: 'pidalio',
    });
    await expect(call(postApply, { body })).rejects.toMatchObject({ problem: { status: 422, code: 'blocked' } });
  });

  test('names who keeps the object', async () => {
    const { kube, call } = await start();
    const labelled = {
      ...reviewsRule(['v1']),
      metadata: { name: 'reviews', namespace: 'default', labels: { 'argocd.argoproj.io/instance': 'shop' } },
    };
    const made = await kube.client().create(destinationRules, 'default', labelled);
    const seen = made.metadata.resourceVersion ?? '';
    const plan = await call(postPlan, {
      body: { reason: '', operations: [{ action: 'update', object: reviewsRule(['v1', 'v2']), seen }] },
    });
    expect(plan.operations[0]?.owners).toEqual(['Argo CD (shop)']);
  });
});

describe('apply', () => {
  test('writes in order, remembers, and can be taken back', async () => {
    const { kube, call } = await start();
    const result = await call(postApply, { body: canary });
    expect(result.outcome).toBe('applied');
    expect(result.operations.map(({ ref, state }) => `${ref.kind} ${state}`)).toEqual([
      'DestinationRule applied',
      'VirtualService applied',
    ]);
    const { changes, unavailable } = await call(getChanges);
    expect(unavailable).toBeNull();
    expect(changes).toMatchObject([
      {
        id: result.changeId,
        author: 'system:admin',
        reason: 'canary',
        state: 'applied',
        revert: { operations: [{ action: 'delete' }, { action: 'delete' }] },
      },
    ]);
    const revert = await call(postApply, { body: result.revert ?? canary });
    expect(revert.operations.map(({ ref, state }) => `${ref.kind} ${state}`)).toEqual([
      'VirtualService applied',
      'DestinationRule applied',
    ]);
    expect((await kube.client().list(virtualServices)).items).toEqual([]);
    expect((await kube.client().list(destinationRules)).items).toEqual([]);
  });

  test('reads its own write at once, and the revert of an update brings back what was', async () => {
    const { kube, call } = await start();
    const first = await call(postApply, { body: canary });
    const seen = first.operations.find(({ ref }) => ref.kind === 'VirtualService')?.resourceVersion ?? '';
    const changed = { ...reviewsRoute({ v1: 50, v2: 50 }) };
    const second = await call(postApply, { body: { reason: 'more', operations: [{ action: 'update', object: changed, seen }] } });
    expect(second.outcome).toBe('applied');
    await call(postApply, { body: second.revert ?? canary });
    const live = await kube.client().get(virtualServices, 'default', 'reviews');
    expect(live.spec).toEqual(reviewsRoute({ v1: 90, v2: 10 }).spec);
    expect(live.metadata.managedFields).toMatchObject([{ manager: 'pidalio' }]);
  });

  test('keeps kubectl’s note of what it applied, which YAML is shown without', async () => {
    const { kube, call } = await start();
    const note = { 'kubectl.kubernetes.io/last-applied-configuration': '{"kind":"DestinationRule"}' };
    const applied = reviewsRule(['v1']);
    const stored = await kube
      .client()
      .create(destinationRules, 'default', { ...applied, metadata: { ...applied.metadata, annotations: note } });
    const seen = stored.metadata.resourceVersion ?? '';
    const body = { reason: '', operations: [{ action: 'update' as const, object: reviewsRule(['v1', 'v2']), seen }] };
    const [planned] = (await call(postPlan, { body })).operations;
    expect(planned?.after?.metadata).toMatchObject({ annotations: note });
    expect(planned?.afterYaml).not.toContain('last-applied');
    await call(postApply, { body });
    const live = await kube.client().get(destinationRules, 'default', 'reviews');
    expect(live.metadata.annotations).toEqual(note);
    expect(live.spec).toEqual(reviewsRule(['v1', 'v2']).spec);
  });

  test('refuses when somebody else changed the object, and shows theirs', async () => {
    const { kube, call } = await start();
    await call(postApply, { body: canary });
    const mine = await kube.client().get(virtualServices, 'default', 'reviews');
    const seen = mine.metadata.resourceVersion ?? '';
    await kube
      .client()
      .update(
        virtualServices,
        'default',
        { ...mine, spec: { hosts: ['reviews'], http: [{ name: 'theirs' }] } },
        { fieldManager: 'kubectl-edit' },
      );
    const body = { reason: '', operations: [{ action: 'update' as const, object: reviewsRoute({ v1: 1, v2: 99 }), seen }] };
    await expect(call(postApply, { body })).rejects.toMatchObject({
      problem: {
        status: 409,
        code: 'conflict',
        plan: { operations: [{ conflict: { manager: 'kubectl-edit', theirsYaml: expect.stringContaining('theirs') } }] },
      },
    });
    expect((await kube.client().get(virtualServices, 'default', 'reviews')).spec).toMatchObject({ http: [{ name: 'theirs' }] });
  });

  test('notices somebody who writes between its look and its write', async () => {
    let overtake: (() => void) | null = null;
    const onRecord: AdmissionHook = ({ object }) => {
      if (object?.kind === 'ControllerRevision') overtake?.();
      return { allowed: true };
    };
    const { kube, call } = await start({ admission: [onRecord] });
    await call(postApply, { body: canary });
    const mine = await kube.client().get(virtualServices, 'default', 'reviews');
    overtake = () => {
      overtake = null;
      void kube
        .client()
        .update(
          virtualServices,
          'default',
          { ...mine, spec: { hosts: ['reviews'], http: [{ name: 'theirs' }] } },
          { fieldManager: 'kubectl' },
        );
    };
    const rule = await kube.client().get(destinationRules, 'default', 'reviews');
    const body = {
      reason: '',
      operations: [
        { action: 'update' as const, object: reviewsRule(['v1', 'v2', 'v3']), seen: rule.metadata.resourceVersion ?? '' },
        { action: 'update' as const, object: reviewsRoute({ v1: 1, v3: 99 }), seen: mine.metadata.resourceVersion ?? '' },
      ],
    };
    await expect(call(postApply, { body })).rejects.toMatchObject({ problem: { status: 409, code: 'conflict' } });
    expect((await kube.client().get(virtualServices, 'default', 'reviews')).spec).toMatchObject({ http: [{ name: 'theirs' }] });
    expect((await kube.client().get(destinationRules, 'default', 'reviews')).spec).toEqual(reviewsRule(['v1', 'v2']).spec);
    expect((await call(getChanges)).changes[0]).toMatchObject({ state: 'put-back' });
  });

  test('puts everything back when a later operation is refused', async () => {
    const refuseRoutes: AdmissionHook = ({ object, dryRun, operation }) =>
      object?.kind === 'VirtualService' && !dryRun && operation === 'CREATE'
        ? { allowed: false, message: 'not on a Friday' }
        : { allowed: true };
    const { kube, call } = await start({ admission: [refuseRoutes] });
    const old = await kube.client().create(destinationRules, 'default', reviewsRule(['v1']));
    const seen = old.metadata.resourceVersion ?? '';
    const body = {
      reason: '',
      operations: [
        { action: 'update' as const, object: reviewsRule(['v1', 'v2']), seen },
        { action: 'create' as const, object: reviewsRoute({ v1: 90, v2: 10 }) },
      ],
    };
    const result = await call(postApply, { body });
    expect(result.outcome).toBe('put-back');
    expect(result.operations.map(({ state, refusal }) => [state, refusal?.message ?? null])).toEqual([
      ['put-back', null],
      ['failed', expect.stringContaining('not on a Friday')],
    ]);
    expect((await kube.client().get(destinationRules, 'default', 'reviews')).spec).toEqual(reviewsRule(['v1']).spec);
    expect((await call(getChanges)).changes).toMatchObject([{ state: 'put-back', revert: null }]);
  });

  test('works where no record can be kept, and says so', async () => {
    const { call } = await start({}, ['--records-namespace', 'nowhere']);
    expect(await call(postApply, { body: canary })).toMatchObject({ outcome: 'applied', changeId: null });
    expect(await call(getChanges)).toMatchObject({ changes: [], unavailable: expect.stringContaining('nowhere') });
  });

  test('asks before it writes whether it may', async () => {
    const authorizer = (_: unknown, { verb, resource }: { verb: string; resource: string }) =>
      verb === 'create' && resource === 'virtualservices' ? 'no' : true;
    const { kube, call } = await start({ authorizer });
    const plan = await call(postPlan, { body: canary });
    expect(plan.operations.map(({ allowed }) => allowed)).toEqual([true, false]);
    await expect(call(postApply, { body: canary })).rejects.toMatchObject({ problem: { status: 403, code: 'forbidden' } });
    expect((await kube.client().list(destinationRules)).items).toEqual([]);
  });
});

test('says that the cluster is away instead of guessing', async () => {
  const { kube, call } = await start();
  await kube.kill();
  await expect(call(postPlan, { body: canary })).rejects.toMatchObject({ problem: { status: 503, code: 'kubernetes-unavailable' } });
});
