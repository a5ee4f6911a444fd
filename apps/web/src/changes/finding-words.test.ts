import { expect, test } from 'vitest';
import { describeFinding } from './finding-words.ts';

const finding = (code: string, values: Record<string, string>) => ({
  code,
  severity: 'warning' as const,
  ref: null,
  path: 'spec.x',
  values,
});

test.each([
  ['unknown-gateway', { gateway: 'default/front' }],
  ['gateway-refuses-host', { gateway: 'default/front', host: 'shop.example.com' }],
  ['gateway-selects-no-pod', { selector: 'istio=nobody' }],
  ['unknown-host', { host: 'rating.default.svc.cluster.local' }],
  ['would-not-govern', { host: 'reviews', owner: 'older', ownerNamespace: 'shop' }],
  ['governs-partly', { host: 'reviews', owner: 'older', ownerNamespace: 'shop' }],
  ['missing-subset', { subset: 'v2', host: 'reviews' }],
  ['subset-selects-no-pod', { subset: 'v2', host: 'reviews' }],
])('says %s with all its values, in both languages', (code, values) => {
  for (const locale of ['en', 'zh'] as const) {
    const { title, detail } = describeFinding(finding(code, values), locale);
    expect(title).not.toBe(code);
    for (const value of Object.values(values)) expect(`${title} ${detail}`).toContain(value);
    expect(`${title} ${detail}`).not.toMatch(/\{\{|–/);
  }
});

test('shows a code without words with its values', () => {
  expect(describeFinding(finding('new-one', { host: 'a' }), 'en')).toEqual({ title: 'new-one', detail: 'spec.x · host: a' });
});
