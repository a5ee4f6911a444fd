import { describe, expect, test } from 'vitest';
import { readRequest } from './read-request.ts';

test.each([
  ['curl http://a', 'curl'],
  ['  $ /usr/bin/curl a', 'curl'],
  ['GET a/b', 'line'],
  ['{"method":"GET","path":"/","response_code":200,"authority":"a"}', 'log'],
])('knows the form of %s', (text, form) => {
  expect(readRequest(text)).toMatchObject({ ok: true, request: { form } });
});

describe('a request line', () => {
  test.each<[string, object]>([
    [
      'GET reviews.default:9080/reviews/1 end-user: jason',
      { host: 'reviews.default', port: 9080, path: '/reviews/1', headers: { 'end-user': 'jason' } },
    ],
    ['get reviews', { method: 'GET', host: 'reviews', port: null, path: '/' }],
    ['GET https://shop.example.com/a?b=c', { scheme: 'https', host: 'shop.example.com', port: null, path: '/a?b=c' }],
    ['GET a/b x-one: 1 2 x-two: 3', { headers: { 'x-one': '1 2', 'x-two': '3' } }],
    ['GET a/b\nx-one: 1\n\nx-two: 3\n', { headers: { 'x-one': '1', 'x-two': '3' } }],
    [
      'GET /reviews/1 HTTP/1.1\r\nHost: Reviews:9080\r\nEnd-User: jason',
      { host: 'reviews', authority: 'Reviews:9080', port: 9080, path: '/reviews/1', headers: { 'end-user': 'jason' } },
    ],
    ['POST a/pkg.Svc/Do content-type: application/grpc', { protocol: 'grpc' }],
  ])('%s', (text, request) => expect(readRequest(text)).toMatchObject({ ok: true, request }));

  test.each<[string, object]>([
    ['', { code: 'EMPTY' }],
    ['  \n ', { code: 'EMPTY' }],
    ['lorem ipsum dolor', { code: 'BAD-METHOD', column: 1, values: { value: 'lorem' } }],
    ['???', { code: 'NOT-UNDERSTOOD' }],
    ['GET /reviews/1', { code: 'NO-URL', column: 5 }],
    ['GET a:x/b', { code: 'BAD-PORT', column: 7 }],
    ['GET a/b end-user jason', { code: 'BAD-HEADER', column: 9, values: { value: 'end-user jason' } }],
    ['GET a/b\nx: 1\nnonsense', { code: 'BAD-HEADER', line: 3, column: 1 }],
  ])('says what is wrong and where: %s', (text, problem) => {
    expect(readRequest(text)).toMatchObject({ ok: false, problem });
  });
});
