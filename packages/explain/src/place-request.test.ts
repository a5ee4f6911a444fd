import { buildMesh } from '@pidalio/routing';
import { describe, expect, test } from 'vitest';
import { bookinfo, object, service } from './bookinfo.fixture.ts';
import { findSender, placeRequest } from './place-request.ts';
import { readRequest } from './read-request.ts';
import type { RequestText } from './request-text.ts';

function text(of: string): RequestText {
  const result = readRequest(of);
  if (!result.ok) throw new Error(result.problem.code);
  return result.request;
}

const gateway = object('Gateway', 'shop', {
  selector: { istio: 'ingressgateway' },
  servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example.com'] }],
});
const mesh = buildMesh([...bookinfo, gateway]);

describe('who sends', () => {
  test('is who was named, by workload or by app', () => {
    expect(findSender(mesh, 'default', 'reviews-v2')).toMatchObject({ name: 'reviews-v2', proxy: 'sidecar' });
    expect(findSender(mesh, 'default', 'productpage')).toMatchObject({ name: 'productpage-v1', serviceAccount: 'bookinfo-productpage' });
    expect(findSender(mesh, 'other', 'productpage')).toBeUndefined();
  });

  test('is a neighbour where nobody was named', () => {
    expect(placeRequest(mesh, text('GET reviews/'))).toMatchObject({
      senderFrom: 'assumed',
      request: { caller: { name: 'productpage-v1' } },
    });
  });

  test('is the gateway that serves a host from outside, whatever the port of the load balancer', () => {
    expect(placeRequest(mesh, text('curl http://shop.example.com:31380/x'))).toMatchObject({
      senderFrom: 'gateway',
      request: { caller: { proxy: 'gateway', labels: { istio: 'ingressgateway' } }, port: 80, host: 'shop.example.com' },
    });
  });

  test('calls port 443 where https names none', () => {
    expect(placeRequest(mesh, text('GET https://outside.example/')).request.port).toBe(443);
    expect(placeRequest(mesh, text('GET http://outside.example/')).request.port).toBe(80);
  });

  test('is the pod whose address the log holds', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default', labels: { app: 'details' } },
      status: { podIP: '10.0.0.3' },
    };
    const line = JSON.stringify({
      method: 'GET',
      path: '/',
      response_code: 200,
      authority: 'reviews:9080',
      downstream_remote_address: '10.0.0.3:1',
    });
    expect(placeRequest(buildMesh([...bookinfo, pod]), text(line))).toMatchObject({
      senderFrom: 'address',
      request: { caller: { name: 'a' }, unknown: ['headers', 'claims'] },
    });
    expect(placeRequest(mesh, text(line))).toMatchObject({ senderFrom: 'assumed', request: { unknown: ['headers', 'claims', 'labels'] } });
  });
});

describe('the port', () => {
  test.each([
    ['GET reviews/', 9080],
    ['GET reviews:8080/', 8080],
    ['curl reviews/', 80],
    ['GET https://nobody/', 443],
  ])('of %s is %d', (line, port) => {
    expect(placeRequest(mesh, text(line), { namespace: 'default', labels: {}, proxy: 'sidecar' }).request.port).toBe(port);
  });

  test("of a gateway's log is the Service's", () => {
    const ingress = {
      ...service('ingress', 'istio-system'),
      spec: { selector: { istio: 'ingressgateway' }, ports: [{ port: 80, targetPort: 8080 }] },
    };
    const line = JSON.stringify({
      method: 'GET',
      path: '/',
      response_code: 200,
      authority: 'shop.example.com',
      downstream_local_address: '10.0.0.9:8080',
    });
    const sender = { namespace: 'istio-system', labels: { istio: 'ingressgateway' }, proxy: 'gateway' } as const;
    expect(placeRequest(buildMesh([ingress]), text(line), sender).request.port).toBe(80);
  });
});
