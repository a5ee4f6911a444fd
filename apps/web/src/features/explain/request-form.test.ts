import { expect, test } from 'vitest';
import { readAddress, withRequest, writeAddress } from './request-address.ts';
import { emptyForm, fromRequest, type RequestForm, toRequest } from './request-form.ts';

const form: RequestForm = {
  ...emptyForm,
  from: 'default/productpage-v1',
  url: 'http://reviews:9080/reviews/0?page=2',
  headers: [
    { name: 'end-user', value: 'jason' },
    { name: 'x-tag', value: 'a: b' },
  ],
};

test('an address holds the whole request, beside what else it holds', () => {
  const search = withRequest(new URLSearchParams('ns=default&url=old&h=gone'), form);
  expect(search.get('ns')).toBe('default');
  expect(readAddress(search)).toEqual(form);
  expect(readAddress(new URLSearchParams('ns=default'))).toBeNull();
  expect(writeAddress(emptyForm)).toEqual([]);
});

test.each([
  ['http://reviews:9080/a?b=c', { scheme: 'http', authority: 'reviews:9080', port: 9080, path: '/a?b=c' }],
  ['reviews/a', { scheme: 'http', authority: 'reviews', port: 80, path: '/a' }],
  ['https://Bookinfo.example.com', { scheme: 'https', authority: 'Bookinfo.example.com', port: 443, path: '/' }],
  ['http://reviews?x=1', { authority: 'reviews', path: '/?x=1' }],
])('reads %s', (url, expected) => {
  expect(toRequest({ ...form, url }).request).toMatchObject(expected);
});

test.each([
  [{ from: '' }, 'from'],
  [{ url: '' }, 'url'],
  [{ url: 'http://reviews:99999/' }, 'url'],
  [{ url: 'ftp://reviews/' }, 'url'],
  [{ claims: '[1]' }, 'claims'],
  [{ claims: '{' }, 'claims'],
])('says what is wrong: %j', (change, field) => {
  expect(toRequest({ ...form, ...change }).error?.field).toBe(field);
});

test('a Host header wins over the address, and survives the way back', () => {
  const { request } = toRequest({ ...form, headers: [{ name: 'Host', value: 'bookinfo.com' }] });
  expect(request).toMatchObject({ authority: 'bookinfo.com', port: 9080, headers: [] });
  expect(request && toRequest(fromRequest(request)).request).toEqual(request);
});

test.each(['http://reviews:9080/', 'http://reviews/', 'https://a.b:8443/x', 'https://a.b/x'])(
  '%s survives the way there and back',
  (url) => {
    const { request } = toRequest({ ...form, url });
    expect(request && fromRequest(request).url).toBe(url);
  },
);
