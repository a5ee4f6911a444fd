import type { KubeObject } from '@pidalio/istio';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brokenObject, request, uncertainRequest, validObject } from './arbitrary-mesh.fixture.ts';
import type { Decision, RouteRequest } from './decision.ts';
import { explain } from './explain.ts';
import { buildMesh } from './mesh.ts';
import { sample } from './sample.ts';

/** One object per kind, namespace and name, as in a cluster. */
function unique(objects: readonly KubeObject[]): KubeObject[] {
  return [...new Map(objects.map((object) => [keyOf(object), object])).values()];
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion}/${kind}/${metadata.namespace}/${metadata.name}`;
}

const mesh = fc.array(validObject, { maxLength: 20 }).map(unique);

test('any JSON at any place of any object is no exception, and any sample of the decision can be drawn', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(brokenObject, validObject), { maxLength: 12 }), uncertainRequest, (objects, asked) => {
      const decision = explain(buildMesh(objects), asked);
      expect(() => sample(decision, () => 0.5)).not.toThrow();
      wellFormed(decision);
    }),
    { numRuns: 400 },
  );
});

test('destinations of a route share all of its requests, and alternatives rest on an unknown field', () => {
  fc.assert(
    fc.property(mesh, uncertainRequest, (objects, asked) => {
      wellFormed(explain(buildMesh(objects), asked));
    }),
    { numRuns: 300 },
  );
});

test('without unknown fields there is one course', () => {
  fc.assert(
    fc.property(mesh, request, (objects, asked) => {
      expect(explain(buildMesh(objects), asked).alternatives).toBeUndefined();
    }),
  );
});

test('what is known to be so is the decision or one of the alternatives of not knowing it', () => {
  fc.assert(
    fc.property(mesh, request, (objects, asked) => {
      const all = buildMesh(objects);
      const known = courseOf(explain(all, asked));
      const open: RouteRequest = { ...asked, headers: {}, unknown: ['headers'] };
      expect(courses(explain(all, open))).toContain(known);
    }),
    { numRuns: 300 },
  );
});

test('the order in which objects come does not matter', () => {
  const shuffled = mesh.chain((objects) =>
    fc.record({ objects: fc.constant(objects), other: fc.shuffledSubarray(objects, { minLength: objects.length }) }),
  );
  fc.assert(
    fc.property(shuffled, request, ({ objects, other }, asked) => {
      expect(explain(buildMesh(other), asked)).toEqual(explain(buildMesh(objects), asked));
    }),
    { numRuns: 200 },
  );
});

test('objects of namespaces that nobody refers to do not matter', () => {
  const strangers = fc
    .array(validObject, { maxLength: 5 })
    .map((objects) =>
      objects
        .filter(({ kind }) => kind === 'Sidecar' || kind === 'DestinationRule' || kind === 'RequestAuthentication')
        .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'elsewhere' } })),
    );
  fc.assert(
    fc.property(mesh, strangers, request, (objects, others, asked) => {
      expect(explain(buildMesh([...objects, ...others]), asked)).toEqual(explain(buildMesh(objects), asked));
    }),
  );
});

test('a mesh that changed step by step is the mesh built at once', () => {
  fc.assert(
    fc.property(
      mesh,
      fc.array(fc.record({ object: validObject, removed: fc.boolean() }), { maxLength: 8 }),
      request,
      (objects, changes, asked) => {
        let changed = buildMesh(objects);
        const expected = new Map(objects.map((object) => [keyOf(object), object]));
        for (const { object, removed } of changes) {
          // Asked in between, so that there are tables to keep.
          explain(changed, asked);
          if (removed) expected.delete(keyOf(object));
          else expected.set(keyOf(object), object);
          const { kind, apiVersion, metadata } = object;
          const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
          const ref = { kind, group, namespace: metadata.namespace ?? '', name: metadata.name };
          changed = changed.with(removed ? { remove: [ref] } : { put: [object] });
        }
        expect(explain(changed, asked)).toEqual(explain(buildMesh([...expected.values()]), asked));
      },
    ),
    { numRuns: 200 },
  );
});

test('the same question has the same answer', () => {
  fc.assert(
    fc.property(mesh, uncertainRequest, (objects, asked) => {
      const all = buildMesh(objects);
      expect(explain(all, asked)).toEqual(explain(all, asked));
      expect(JSON.parse(JSON.stringify(explain(all, asked)))).toEqual(explain(buildMesh(objects), asked));
    }),
  );
});

function wellFormed(decision: Decision): void {
  const { action, fault, alternatives } = decision;
  if (action.type === 'forward' && action.destinations.length > 0) {
    const total = action.destinations.reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 9);
    for (const { probability } of [...action.destinations, ...action.mirrors]) isShare(probability);
  }
  for (const probability of [fault.delay?.probability, fault.abort?.probability]) if (probability !== undefined) isShare(probability);
  for (const { assumption, decision: course } of alternatives ?? []) {
    expect(assumption.code).toMatch(/-MAY-/);
    if (assumption.code === 'RT-MAY-MATCH') expect(assumption.values?.field).toBeTypeOf('string');
    wellFormed(course);
  }
}

function isShare(probability: number): void {
  expect(probability >= 0 && probability <= 1).toBe(true);
}

function courseOf({ virtualHost, routeName, ruleIndex, governedBy, action }: Decision): string {
  return JSON.stringify({ virtualHost, routeName, ruleIndex, governedBy, type: action.type });
}

function courses(decision: Decision): string[] {
  return [courseOf(decision), ...(decision.alternatives ?? []).flatMap(({ decision: course }) => courses(course))];
}
