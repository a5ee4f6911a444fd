import type { ChangeRecord } from '@pidalio/contract';
import { expect, test } from 'vitest';
import { changesOf } from './changes-of.ts';

function record(id: string, kind: string, namespace: string, name: string): ChangeRecord {
  return {
    id,
    atMs: 0,
    author: '',
    reason: '',
    state: 'applied',
    operations: [{ action: 'update', ref: { kind, namespace, name } }],
    revert: null,
  };
}

const reviews = { namespace: 'default', name: 'reviews' };
const refs = [{ kind: 'VirtualService', namespace: 'legacy', name: 'all-of-them' }];

test.each([
  ['an object that applies to it', record('1', 'VirtualService', 'legacy', 'all-of-them'), true],
  ['a deleted object of its name', record('2', 'DestinationRule', 'default', 'reviews'), true],
  ['an object of its name elsewhere', record('3', 'DestinationRule', 'legacy', 'reviews'), false],
  ['another kind of the same name', record('4', 'DestinationRule', 'legacy', 'all-of-them'), false],
])('a change of %s', (_, change, isIts) => expect(changesOf([change], refs, reviews)).toEqual(isIts ? [change] : []));
