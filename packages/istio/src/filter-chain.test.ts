import { expect, test } from 'vitest';
import { type Arrival, type FilterChain, matchFilterChains, sameMatch } from './filter-chain.ts';

function chain(target: string, match: Partial<FilterChain<string>>): FilterChain<string> {
  return { sniHosts: [], cidrs: [], applicationProtocols: [], ...match, target };
}

function matched(chains: FilterChain<string>[], arrival: Partial<Arrival>): string[] {
  const full: Arrival = { ip: '10.0.0.1', transport: 'tls', applicationProtocols: [], ...arrival };
  return matchFilterChains(chains, full).map(({ target }) => target);
}

const names = [chain('exact', { sniHosts: ['a.io'] }), chain('wide', { sniHosts: ['*.b.io'] }), chain('wider', { sniHosts: ['*.io'] })];

test.each([
  ['a.io', ['exact']],
  ['x.b.io', ['wide']],
  ['x.io', ['wider']],
  ['io', []],
  [undefined, []],
])('takes %s by the closest name', (sni, wanted) => {
  expect(matched(names, sni === undefined ? {} : { sni })).toEqual(wanted);
});

test('a star asks for no name', () => {
  expect(matched([...names, chain('any', { sniHosts: ['*'] })], {})).toEqual(['any']);
});

test('a chain that asks for nothing loses to one that asks for something that fits, even if that fails later', () => {
  const chains = [chain('range', { cidrs: ['10.0.0.0/8'], sniHosts: ['a.io'] }), chain('any', {})];
  expect(matched(chains, { sni: 'a.io' })).toEqual(['range']);
  expect(matched(chains, { sni: 'b.io' })).toEqual([]);
  expect(matched(chains, { ip: '192.0.2.1', sni: 'b.io' })).toEqual(['any']);
});

test('the narrower range wins', () => {
  const chains = [chain('wide', { cidrs: ['10.0.0.0/8'] }), chain('narrow', { cidrs: ['10.0.0.0/24', '192.0.2.0/24'] })];
  expect(matched(chains, {})).toEqual(['narrow']);
});

test('equal matches are both left', () => {
  const twins = [chain('one', { sniHosts: ['a.io'] }), chain('two', { sniHosts: ['a.io'] })];
  expect(matched(twins, { sni: 'a.io' })).toEqual(['one', 'two']);
});

test('order and spelling make no other match', () => {
  expect(sameMatch(chain('a', { sniHosts: ['a', 'b'] }), chain('b', { sniHosts: ['b', 'a', '*'] }))).toBe(true);
  expect(sameMatch(chain('a', { cidrs: ['10.1.0.0/8'] }), chain('b', { cidrs: ['10.0.0.0/8'] }))).toBe(true);
  expect(sameMatch(chain('a', { transportProtocol: 'tls' }), chain('b', {}))).toBe(false);
});
