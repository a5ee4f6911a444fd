import { beforeAll, describe, expect, test } from 'vitest';
import { buildCommand, pidalio } from './test-kit.fixture.ts';

const mesh = ['-f', 'apps/cli/fixtures/bookinfo'];

beforeAll(buildCommand);

const explain = (...args: string[]) => pidalio(['explain', ...mesh, ...args]);

describe('explain', () => {
  test('tells the way of a request, with the line that decides', async () => {
    const { code, out, err } = await explain('--request', 'GET reviews:9080/reviews/1 end-user: jason', '--from', 'default/productpage');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('✓ Answered by reviews v2\n  Rule jason of VirtualService reviews takes it.');
    expect(out).toMatch(/Rule jason takes the request\. +apps\/cli\/fixtures\/bookinfo\/reviews\.yaml:24/);
    expect(out).toContain('without end-user → Answered by reviews v1 in 9 of 10 cases, else by v3');
  });

  test('reads curl, and answers in Chinese', async () => {
    const { code, out } = await explain('--curl', "curl -H 'end-user: jason' http://reviews:9080/reviews/1", '--lang', 'zh');
    expect(code).toBe(0);
    expect(out).toContain('由 reviews v2 应答');
  });

  test('takes the language of the terminal', async () => {
    const { out } = await pidalio(['explain', ...mesh, '-r', 'GET ratings/nothing'], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(out).toContain('没有路由：代理返回 404');
  });

  test('shows both ends where a log line leaves it open', async () => {
    const line = JSON.stringify({ method: 'GET', path: '/reviews/1', response_code: 200, authority: 'reviews:9080', route_name: 'jason' });
    const { code, out } = await pidalio(['explain', ...mesh, '--from', 'productpage', '--log', '-'], { stdin: line });
    expect(code).toBe(3);
    expect(out).toContain('? It depends: 2 ends are possible');
    expect(out).toContain('Answered by reviews v1 in 9 of 10 cases, else by v3');
    expect(out).toContain('Answered by reviews v2');
    expect(out).toMatch(/If it matches \(.*reviews\.yaml:\d+\): the log line fits this end/);
  });

  test('says when a log line contradicts every end', async () => {
    const line = JSON.stringify({ method: 'GET', path: '/reviews/1', response_code: 404, response_flags: 'NR', authority: 'reviews:9080' });
    const { out } = await pidalio(['explain', ...mesh, '--from', 'productpage', '--log', '-'], { stdin: line });
    expect(out).toContain('No end fits this line');
  });

  test.each([
    ['no rule that matches', 'GET ratings/nothing', 2, 'No route: the proxy answers 404'],
    ['a subset that does not exist', 'GET ratings/ratings/1', 4, 'Leads nowhere: ratings v9 does not exist, 503 NC'],
    ['a host outside', 'GET example.com/', 0, 'Sent on as it is to example.com:80'],
  ])('ends with a code of its own for %s', async (_, request, expected, verdict) => {
    const { code, out } = await explain('--from', 'productpage', '-r', request);
    expect(out).toContain(verdict);
    expect(code).toBe(expected);
  });

  test('warns of what Istio could not read, with the line', async () => {
    const stdin = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: details}
spec:
  hosts: [details]
  http:
    - match: [{uri: {regex: "(["}}]
      route: [{destination: {host: details}}]
`;
    const { err } = await pidalio(['explain', ...mesh, '-f', '-', '--from', 'productpage', '-r', 'GET details:9080/'], { stdin });
    expect(err).toMatch(/^warning: .*:7: .*\(\[/m);
  });

  test('writes JSON for programs', async () => {
    const { code, out } = await explain('-r', 'GET reviews:9080/reviews/1', '--from', 'productpage', '-H', 'end-user: jason', '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      request: { caller: { name: 'productpage-v1' }, headers: { 'end-user': 'jason' } },
      verdict: { kind: 'delivered', code: 'ONE-DESTINATION', title: 'Answered by reviews v2' },
      decision: { routeName: 'jason' },
      stops: expect.arrayContaining([
        expect.objectContaining({ code: 'RT-MATCH', file: 'apps/cli/fixtures/bookinfo/reviews.yaml', line: 24 }),
      ]),
      whatIfs: [{ code: 'HEADER-ABSENT', text: 'without end-user' }],
    });
  });

  test.each<[string, string[], string]>([
    ['nothing to explain', [], 'pidalio explain: the request is missing'],
    ['garbage', ['-r', 'lorem ipsum'], 'Column 1: lorem is no HTTP method.\n  lorem ipsum\n  ^'],
    ['a quote left open', ['--curl', "curl 'http://a"], "Column 6: This quote is never closed.\n  curl 'http://a\n       ^"],
    [
      'a sender that nobody is',
      ['-r', 'GET a/', '--from', 'default/nobody'],
      '--from: nobody is called default/nobody; in default there is productpage-v1',
    ],
    ['an option that does not exist', ['--reqest', 'GET a/'], "pidalio explain: Unknown option '--reqest'"],
    ['a bad header', ['-r', 'GET a/', '-H', 'end-user jason'], "-H is 'name: value', not 'end-user jason'"],
    ['a bad output', ['-r', 'GET a/', '-o', 'xml'], '--output is text or json or test, not xml'],
  ])('says what to mend: %s', async (_, args, message) => {
    const { code, err, out } = await explain(...args);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(code).toBe(64);
  });
});

describe('files', () => {
  test.each([
    ['YAML that is none', 'a: 1\nb: [1', '-:2:6: '],
    ['a template', 'metadata:\n  name: {{ .Values.name }}', 'Is this a template? Render it first (helm template).'],
    [
      'an object without a name',
      'apiVersion: v1\nkind: Service',
      '-:1: no Kubernetes object (apiVersion, kind and metadata.name are needed)',
    ],
    ['nothing', '---\n', 'No Kubernetes objects in -.'],
  ])('says where and what to do: %s', async (_, stdin, message) => {
    const { code, err } = await pidalio(['explain', '-f', '-', '-r', 'GET a/'], { stdin });
    expect(err).toContain(message);
    expect(code).toBe(64);
  });

  test('that do not exist are named', async () => {
    const { code, err } = await pidalio(['explain', '-f', 'nowhere', '-r', 'GET a/']);
    expect(err).toContain('nowhere: there is no such file or folder.');
    expect(code).toBe(64);
  });
});

describe('test', () => {
  const file = 'apps/cli/fixtures/tests/reviews.test.yaml';

  test('passes where everything holds', async () => {
    const { code, out } = await pidalio(['test', file, ...mesh]);
    expect(out).toContain('✓ jason gets the new reviews\n');
    expect(out).toContain('3 hold, 0 do not');
    expect(code).toBe(0);
  });

  test('runs what explain saves, and says what does not hold on another configuration', async () => {
    const saved = await explain('-r', 'GET reviews:9080/reviews/1 end-user: jason', '--from', 'productpage', '-o', 'test');
    expect(saved.code).toBe(0);
    const fresh = await pidalio(['test', '-', ...mesh, '-o', 'tap'], { stdin: saved.out });
    expect(fresh.out).toMatch(/^TAP version 14\n1\.\.1\nok 1 - GET reviews/);
    expect(fresh.code).toBe(0);
    const other = await pidalio(['test', '-', '-f', 'apps/cli/fixtures/bookinfo/workloads.yaml'], { stdin: saved.out });
    expect(other.out).toContain('route: wanted "jason", got "default"');
    expect(other.out).toContain('0 hold, 1 do not');
    expect(other.code).toBe(1);
  });

  test('says where a file of tests is wrong', async () => {
    const { code, err } = await pidalio(['test', '-', ...mesh], {
      stdin: 'tests:\n  - name: a\n    from: nowhere\n    request: GET a/\n    expect: {}\n',
    });
    expect(err).toContain('-:3:5: from: ');
    expect(code).toBe(64);
  });
});

test.each([
  [['--help'], 0, 'explain  what Istio will do'],
  [['explain', '--help'], 0, 'Exit code: 0 delivered'],
  [['help', 'test'], 0, 'hold a configuration to saved explanations'],
])('helps: %j', async (args, expected, text) => {
  const { code, out } = await pidalio(args);
  expect(out).toContain(text);
  expect(code).toBe(expected);
});

test('knows its commands', async () => {
  const { code, err } = await pidalio(['explian']);
  expect(err).toContain('there is no command explian');
  expect(code).toBe(64);
});
