import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareSpecificity, hostsMatch, intersectHosts, isSubsetOf, mostSpecificHost } from './hosts.ts';

/** Names of up to three letters, so small a world that a wildcard can be read as the set of all names it covers. */
const LETTERS = ['a', 'b', '.'];
const world = [''];
for (let at = 0; (world[at] ?? '').length < 3; at++) for (const letter of LETTERS) world.push(`${letter}${world[at]}`);

const name = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 3 }).map((letters) => letters.join(''));
/** Suffixes are shorter than the longest name, so that each covers something. */
const wildcard = fc.array(fc.constantFrom(...LETTERS), { maxLength: 2 }).map((letters) => `*${letters.join('')}`);
const host = fc.oneof(name, wildcard);

function meaning(pattern: string): Set<string> {
  return new Set(pattern.startsWith('*') ? world.filter((candidate) => candidate.endsWith(pattern.slice(1))) : [pattern]);
}

test('hosts match if and only if some name is meant by both', () => {
  fc.assert(
    fc.property(host, host, (a, b) => {
      const [left, right] = [meaning(a), meaning(b)];
      expect(hostsMatch(a, b)).toBe([...left].some((one) => right.has(one)));
      expect(hostsMatch(b, a)).toBe(hostsMatch(a, b));
    }),
  );
});

test('a host is a subset if and only if every name it means is meant by the other', () => {
  fc.assert(
    fc.property(host, host, (a, b) => {
      const [left, right] = [meaning(a), meaning(b)];
      // The set of the one name "a" equals no wildcard's, so sets tell exact names and wildcards apart.
      expect(isSubsetOf(a, b)).toBe([...left].every((one) => right.has(one)) && !(a.startsWith('*') && !b.startsWith('*')));
    }),
  );
});

test('the common part of two hosts means what both mean', () => {
  fc.assert(
    fc.property(host, host, (a, b) => {
      const common = intersectHosts(a, b);
      const both = [...meaning(a)].filter((one) => meaning(b).has(one));
      expect(common === undefined ? [] : [...meaning(common)].sort()).toEqual(both.sort());
    }),
  );
});

test('the most specific host covers the name, and nothing narrower does', () => {
  fc.assert(
    fc.property(name, fc.array(host, { maxLength: 6 }), (wanted, candidates) => {
      const covering = candidates.filter((candidate) => meaning(candidate).has(wanted)).sort(compareSpecificity);
      expect(mostSpecificHost(wanted, candidates)).toBe(covering[0]);
    }),
  );
});
