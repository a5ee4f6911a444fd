import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { syncYaml } from './sync-yaml.ts';

const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
spec:
  hosts:
  - reviews # short on purpose
  http:
  # the tester sees the red stars first
  - name: jason-to-v3
    match:
    - headers:
        end-user:
          exact: "jason"
    route:
    - destination: {host: reviews, subset: v3}
  - name: canary
    route:
    - destination:
        host: reviews
        subset: v1
      weight: 90   # step 1
    - destination:
        host: reviews
        subset: v2
      weight: 10
`;

function edit(change: (object: { spec: { http: Record<string, unknown>[] } }) => void): string {
  const object = parse(text);
  change(object);
  return syncYaml(text, object);
}

describe('syncYaml', () => {
  test('returns the very text when nothing changed', () => {
    expect(syncYaml(text, parse(text))).toBe(text);
  });

  test('changes two numbers and nothing else', () => {
    const after = edit(({ spec }) => {
      const route = spec.http[1]?.route as { weight: number }[];
      if (route[0] && route[1]) [route[0].weight, route[1].weight] = [70, 30];
    });
    expect(after).toBe(text.replace('weight: 90   #', 'weight: 70 #').replace('weight: 10', 'weight: 30'));
  });

  test('puts a new rule in front and keeps the comments where they belong', () => {
    const after = edit(({ spec }) => spec.http.unshift({ name: 'new', route: [{ destination: { host: 'reviews', subset: 'v2' } }] }));
    expect(parse(after).spec.http[0].name).toBe('new');
    expect(after).toContain('  # the tester sees the red stars first\n  - name: jason-to-v3');
    expect(after).toContain('exact: "jason"');
  });

  test('adds a field where it stands in the object, not at the end', () => {
    const after = edit(({ spec }) => {
      const rule = spec.http[1];
      if (rule) spec.http[1] = { name: rule.name, fault: { abort: { httpStatus: 500 } }, route: rule.route };
    });
    expect(after).toMatch(/- name: canary\n {4}fault:\n {6}abort:\n {8}httpStatus: 500\n {4}route:/);
  });

  test('removes a rule with its comment and leaves broken text alone', () => {
    const after = edit(({ spec }) => spec.http.shift());
    expect(after).not.toContain('jason');
    expect(syncYaml('a: [', { a: 1 })).toBe('a: [');
  });
});
