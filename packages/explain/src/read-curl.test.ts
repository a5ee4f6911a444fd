import { describe, expect, test } from 'vitest';
import { readCurl } from './read-curl.ts';
import type { InputProblem, RequestText } from './request-text.ts';

function read(text: string): RequestText {
  const result = readCurl(text);
  if (!result.ok) throw new Error(`${result.problem.code} at ${result.problem.column}`);
  return result.request;
}

describe('where it goes', () => {
  test.each<[string, Partial<RequestText>]>([
    [
      'curl http://reviews:9080/reviews/1',
      { method: 'GET', host: 'reviews', authority: 'reviews:9080', port: 9080, path: '/reviews/1', scheme: 'http' },
    ],
    ['curl reviews', { host: 'reviews', port: 80, path: '/' }],
    [
      'curl https://Shop.Example.com?a=1#top',
      { host: 'shop.example.com', authority: 'Shop.Example.com', port: 443, path: '/?a=1', scheme: 'https' },
    ],
    ["curl -sS -o /dev/null -w '%{http_code}' http://a/b", { host: 'a', path: '/b' }],
    [
      "curl -H 'Host: shop.example.com' http://10.0.0.7:8080/x",
      { host: 'shop.example.com', authority: 'shop.example.com', port: 8080, sni: '10.0.0.7' },
    ],
    [
      'curl -s -I -HHost:httpbin.example.com "http://$INGRESS_HOST:$INGRESS_PORT/status/200"',
      { method: 'HEAD', host: 'httpbin.example.com', port: null, path: '/status/200' },
    ],
    ['curl --resolve shop.example.com:8443:10.0.0.7 https://shop.example.com:8443/', { host: 'shop.example.com', port: 8443 }],
    [
      'curl --connect-to shop.example.com:443:gateway:8443 https://shop.example.com/',
      { host: 'shop.example.com', authority: 'shop.example.com', port: 8443 },
    ],
    ['curl --connect-to ::gateway: http://a:81/', { port: 81 }],
    ['curl --connect-to other:80:gateway:8443 http://a/', { port: 80 }],
    ['curl http://[2001:db8::1]:8080/a', { host: '2001:db8::1', authority: '[2001:db8::1]:8080', port: 8080 }],
    ['$ curl a', { host: 'a' }],
    ['kubectl exec deploy/sleep -- curl -s http://reviews:9080/', { host: 'reviews', port: 9080 }],
  ])('%s', (text, expected) => expect(read(text)).toMatchObject(expected));
});

describe('method and query', () => {
  test.each<[string, string, string]>([
    ['curl -X DELETE a/b', 'DELETE', '/b'],
    ['curl -XPUT a/b', 'PUT', '/b'],
    ['curl -d x=1 a/b', 'POST', '/b'],
    [`curl --json '{"a":1}' a/b`, 'POST', '/b'],
    ['curl -F f=@x a/b', 'POST', '/b'],
    ['curl -T file a/b', 'PUT', '/b'],
    ['curl -I a/b', 'HEAD', '/b'],
    ["curl -G -d a=1 --data-urlencode 'q=x y&z' a/b?c=2", 'GET', '/b?c=2&a=1&q=x%20y%26z'],
    ['curl --url-query a=1 -d x a/b', 'POST', '/b?a=1'],
  ])('%s', (text, method, path) => expect(read(text)).toMatchObject({ method, path }));
});

describe('headers', () => {
  const own = { 'user-agent': 'curl/8', accept: '*/*' };
  test.each<[string, RequestText['headers']]>([
    ["curl -H 'end-user: jason' a", { ...own, 'end-user': 'jason' }],
    ["curl -H 'A: 1' -H 'a: 2' a", { ...own, a: ['1', '2'] }],
    ["curl -H 'Accept: text/html' -H 'User-Agent:' -H 'X-Empty;' a", { accept: 'text/html', 'x-empty': '' }],
    ['curl -A firefox -e http://b -b a=1 -b b=2 a', { 'user-agent': 'firefox', accept: '*/*', referer: 'http://b', cookie: 'a=1; b=2' }],
    ['curl -u jason:päss a', { ...own, authorization: 'Basic amFzb246cMOkc3M=' }],
    ['curl http://jason:secret@a/', { ...own, authorization: 'Basic amFzb246c2VjcmV0' }],
    ['curl --oauth2-bearer abc a', { ...own, authorization: 'Bearer abc' }],
    ['curl -d x a', { ...own, 'content-type': 'application/x-www-form-urlencoded' }],
    ["curl --json '{}' a", { 'user-agent': 'curl/8', accept: 'application/json', 'content-type': 'application/json' }],
    ["curl $'http://a/' -H $'x-a: it\\'s' --compressed", { ...own, 'x-a': "it's", 'accept-encoding': 'deflate, gzip, br, zstd' }],
  ])('%s', (text, headers) => expect(read(text).headers).toEqual(headers));
});

test('reads what a browser copies', () => {
  const text = [
    "curl 'http://productpage:9080/productpage?u=normal' \\",
    "  -H 'Accept-Language: en-GB,en;q=0.9' \\",
    "  -b 'session=eyJ1c2VyIjoiamFzb24ifQ' \\",
    '  --insecure',
  ].join('\n');
  expect(read(text)).toMatchObject({
    host: 'productpage',
    path: '/productpage?u=normal',
    headers: { cookie: 'session=eyJ1c2VyIjoiamFzb24ifQ' },
  });
});

test('knows that it does not know what stands in a file', () => {
  expect(read('curl -b jar.txt a')).toMatchObject({ unknown: ['headers'], notes: [{ code: 'COOKIE-FILE', values: { file: 'jar.txt' } }] });
});

test.each<[string, Partial<InputProblem>]>([
  ['wget http://a', { code: 'NOT-UNDERSTOOD' }],
  ["curl 'http://a", { code: 'QUOTE-OPEN', line: 1, column: 6 }],
  ["curl http://a \\\n  -H 'x: y", { code: 'QUOTE-OPEN', line: 2, column: 6 }],
  ['curl -s', { code: 'NO-URL', column: 8 }],
  ['curl -H', { code: 'NO-VALUE', column: 6, values: { option: '-H' } }],
  ["curl -H 'end-user jason' a", { code: 'BAD-HEADER', column: 9, values: { value: 'end-user jason' } }],
  ['curl --request=POST a', { code: 'UNKNOWN-OPTION', column: 6 }],
  ['curl ftp://a/b', { code: 'BAD-SCHEME', column: 6, values: { value: 'ftp' } }],
  ['curl http://a:99999/', { code: 'BAD-PORT', column: 15, values: { value: '99999' } }],
  ['curl http://:80/', { code: 'BAD-URL', column: 13 }],
  ['curl http://$HOST/', { code: 'VARIABLE', column: 13, values: { name: '$HOST' } }],
  ['curl -H "Authorization: Bearer $TOKEN" a', { code: 'VARIABLE', column: 32, values: { name: '$TOKEN' } }],
  ['curl --connect-to a:b a', { code: 'BAD-CONNECT-TO', column: 19 }],
  ["curl -X 'GET /' a", { code: 'BAD-METHOD', column: 9 }],
  ['curl ^"http://a^"', { code: 'WINDOWS-QUOTES', column: 6 }],
])('says what is wrong and where: %s', (text, problem) => {
  expect(readCurl(text)).toMatchObject({ ok: false, problem });
});
