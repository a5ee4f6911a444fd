import type { ExplainStop } from '@pidalio/contract';
import { expect, test } from 'vitest';
import { atCaller, distinctStops, triedRules } from './story-stations.ts';

function stop(code: string, rule?: number, text = code): ExplainStop {
  const ref = { kind: 'VirtualService', namespace: 'default', name: 'reviews' };
  return { code, ref, path: null, line: 1, values: {}, rule: rule === undefined ? null : { number: rule, name: `r${rule}` }, text };
}

test('sorts stops by where the request is, and drops none', () => {
  const stops = ['SC-SCOPE', 'VH-MATCH', 'VS-GOVERNS', 'RT-MATCH', 'FI-DELAY', 'XX-NEW', 'DS-CHOSEN'].map((code) => stop(code));
  const { caller, by } = atCaller(stops);
  expect(caller.map(({ code }) => code)).toEqual(['SC-SCOPE']);
  expect(by.host.map(({ code }) => code)).toEqual(['VH-MATCH', 'VS-GOVERNS']);
  expect(by.way.map(({ code }) => code)).toEqual(['FI-DELAY', 'XX-NEW']);
  expect(by.destination).toHaveLength(1);
});

test('a rule is tried once, however many match blocks it has', () => {
  const tried = triedRules([stop('RT-URI-MISMATCH', 1), stop('RT-HEADER-MISMATCH', 1), stop('RT-MAY-MATCH', 2), stop('RT-MATCH', 3)]);
  expect(tried.map(({ number, state, reasons }) => [number, state, reasons.length])).toEqual([
    [1, 'lost', 2],
    [2, 'may', 1],
    [3, 'won', 1],
  ]);
});

test('a rule of which one block matches has won', () => {
  expect(triedRules([stop('RT-URI-MISMATCH', 1), stop('RT-MAY-MATCH', 1), stop('RT-MATCH', 1)])).toMatchObject([{ state: 'won' }]);
});

test('says the same once', () => {
  expect(distinctStops([stop('DS-RULE'), stop('DS-RULE'), stop('DS-RULE', 1, 'other')])).toHaveLength(2);
});
