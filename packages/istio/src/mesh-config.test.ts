import { expect, test } from 'vitest';
import { meshConfigOptions } from './mesh-config.ts';

test('reads what routing needs and leaves the rest to the defaults', () => {
  const read = meshConfigOptions({
    accessLogFile: '/dev/stdout',
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    pathNormalization: { normalization: 'MERGE_SLASHES' },
    defaultServiceExportTo: ['.'],
    defaultVirtualServiceExportTo: [],
    defaultHttpRetryPolicy: { attempts: 3, retryOn: '503', perTryTimeout: '2s' },
  });
  expect(read).toEqual({
    outboundTrafficPolicy: 'REGISTRY_ONLY',
    pathNormalization: 'MERGE_SLASHES',
    defaultServiceExportTo: ['.'],
    defaultHttpRetryPolicy: { attempts: 3, retryOn: '503', perTryTimeoutMs: 2000 },
  });
});

test.each([undefined, null, 'text', [], { outboundTrafficPolicy: 'x', pathNormalization: { normalization: 'WRONG' } }])(
  'takes nothing from %j',
  (meshConfig) => expect(meshConfigOptions(meshConfig)).toEqual({}),
);
