import { describe, expect, test } from 'vitest';
import { countChanges, diffYaml } from './line-diff.ts';

const before = `spec:
  hosts:
    - reviews
  http:
    - name: jason
      route:
        - destination:
            host: reviews
            subset: v3
    - name: canary
      route:
        - destination:
            host: reviews
            subset: v1
          weight: 90
        - destination:
            host: reviews
            subset: v2
          weight: 10
`;
const after = before.replace('weight: 90', 'weight: 70').replace('weight: 10', 'weight: 30');

describe('diffYaml', () => {
  test('gives no hunks for equal texts', () => {
    expect(diffYaml(before, before)).toEqual([]);
  });

  test('numbers removed lines as before and added lines as after', () => {
    const rows = diffYaml(before, after)[0]!.rows.filter((row) => row.kind !== 'same');
    expect(rows).toEqual([
      { kind: 'removed', text: '          weight: 90', line: 15 },
      { kind: 'added', text: '          weight: 70', line: 15 },
      { kind: 'removed', text: '          weight: 10', line: 19 },
      { kind: 'added', text: '          weight: 30', line: 19 },
    ]);
  });

  test('counts additions and removals', () => {
    expect(countChanges(diffYaml(before, after))).toEqual({ added: 2, removed: 2 });
  });

  test('says where a hunk begins', () => {
    expect(diffYaml(before, after, 1)[0]!.path).toBe('spec.http[1].route[0].destination');
  });

  test('shows a new object as additions only', () => {
    expect(diffYaml('', 'a: 1\nb: 2\n')[0]!.rows.map((row) => row.kind)).toEqual(['added', 'added']);
  });
});
