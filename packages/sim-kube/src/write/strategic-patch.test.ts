import { expect, test } from 'vitest';
import { builtinSchema } from '../builtin/schemas.ts';
import { strategicPatch } from './strategic-patch.ts';

const containers = [
  { name: 'a', image: 'a:1' },
  { name: 'b', image: 'b:1', env: [{ name: 'X', value: '1' }] },
];

test.each<[what: string, patch: Record<string, unknown>, result: Record<string, unknown>]>([
  [
    'changes an item by its key',
    { containers: [{ name: 'a', image: 'a:2' }] },
    { containers: [{ name: 'a', image: 'a:2' }, containers[1]] },
  ],
  ['adds an item', { containers: [{ name: 'c', image: 'c' }] }, { containers: [...containers, { name: 'c', image: 'c' }] }],
  ['deletes an item', { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [containers[1]] }],
  ['replaces a list', { containers: [{ $patch: 'replace' }, { name: 'z' }] }, { containers: [{ name: 'z' }] }],
  [
    'reaches into nested lists',
    { containers: [{ name: 'b', env: [{ name: 'Y', value: '2' }] }] },
    {
      containers: [
        containers[0],
        {
          ...containers[1],
          env: [
            { name: 'X', value: '1' },
            { name: 'Y', value: '2' },
          ],
        },
      ],
    },
  ],
  [
    'orders items as told',
    { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'a', image: 'a:3' }] },
    { containers: [containers[1], { name: 'a', image: 'a:3' }] },
  ],
  ['replaces lists without a key', { tolerations: [{ key: 'x' }] }, { containers, tolerations: [{ key: 'x' }] }],
  ['removes what is null', { containers: null }, {}],
])('%s', (_what, patch, result) => {
  expect(strategicPatch({ containers }, patch, builtinSchema('PodSpec'))).toEqual(result);
});
