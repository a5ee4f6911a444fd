import { buildMesh } from '@pidalio/routing';
import { expect, test } from 'vitest';
import { bookinfo } from './bookinfo.fixture.ts';
import { describeProblem, describeVerdict } from './describe.ts';
import { explainJourney } from './explain-journey.ts';
import { placeRequest } from './place-request.ts';
import { readRequest } from './read-request.ts';
import { readTests } from './read-tests.ts';
import { runTests } from './run-tests.ts';
import { toTestYaml } from './write-test.ts';

const seeds = [
  `curl -X POST -H 'a: b' "http://reviews:9080/b?c=d" -d $'x\\n' | jq .`,
  '[2020-11-25T21:26:18.409Z] "GET /a HTTP/1.1" 418 - via_upstream - "-" 0 135 4 4 "-" "curl" "id" "reviews:9080" "10.0.0.1:80" outbound|9080||reviews.default.svc.cluster.local 1.1.1.1:1 1.1.1.1:9080 1.1.1.1:3 - default',
  'GET reviews:9080/reviews/1?a=b end-user: jason x: y',
  '{"method":"GET","path":"/","response_code":200,"authority":"reviews:9080","upstream_cluster":"outbound|9080|v1|reviews"}',
  'GET / HTTP/1.1\nHost: reviews\nA: b',
];
const strange = `'"\\$ {}[]:;|&<>\n\t-=?/#@%^*aé中\0`;

/** The same numbers each time, so that a failure can be found again. */
function numbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

function* spoiled(count: number): Generator<string> {
  const draw = numbers();
  for (let index = 0; index < count; index += 1) {
    let text = seeds[index % seeds.length] ?? '';
    for (let times = draw(4); times >= 0; times -= 1) {
      const at = draw(text.length + 1);
      const tail = [strange.charAt(draw(strange.length)) + text.slice(at), text.slice(at + 1), ''][draw(3)];
      text = text.slice(0, at) + tail;
    }
    yield text;
  }
}

test('whatever is pasted is explained, or refused with a place; what is explained can be saved and holds', () => {
  const mesh = buildMesh(bookinfo);
  for (const text of spoiled(600)) {
    const read = readRequest(text);
    if (!read.ok) {
      expect(describeProblem(read.problem, 'zh')).not.toBe(describeProblem(read.problem, 'en'));
      expect(read.problem.line, text).toBeLessThanOrEqual(text.split('\n').length);
      expect(read.problem.column, text).toBeGreaterThan(0);
      continue;
    }
    const { request } = placeRequest(mesh, read.request);
    const journey = explainJourney(mesh, request);
    expect(describeVerdict(journey.verdict, 'en').title).not.toBe('');
    expect(journey.outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    const saved = readTests(toTestYaml(request, journey));
    expect(saved.ok ? runTests(mesh, saved.tests).flatMap(({ differences }) => differences) : saved, text).toEqual([]);
  }
});
