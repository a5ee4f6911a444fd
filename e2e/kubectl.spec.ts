import { spawn, spawnSync } from 'node:child_process';
import { expect, test } from './test.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!hasKubectl && !process.env.CI) console.log('kubectl is not installed: its journey is skipped.');

const rule = (weight: number) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: default
spec:
  hosts: [reviews]
  http:
    - name: main
      timeout: ${weight}s
      route:
        - destination: {host: reviews}
`;

test.describe('kubectl takes the playground for a cluster', () => {
  test.skip(!hasKubectl && !process.env.CI, 'kubectl is not installed');

  test('reads, writes, watches and explains', async ({ mesh }) => {
    await test.step('get', async () => {
      expect(await mesh.kubectl(['get', 'pods', '-n', 'default'])).toMatch(/NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE/);
      expect(await mesh.kubectl(['get', 'virtualservices', '-A'])).toMatch(/default\s+bookinfo\s+\["bookinfo-gateway"\]\s+\["\*"\]/);
    });
    await test.step('describe', async () => {
      expect(await mesh.kubectl(['describe', 'virtualservice', 'bookinfo'])).toContain('/productpage');
      expect(await mesh.kubectl(['describe', 'pod', '-l', 'app=ratings'])).toContain('istio-proxy');
    });
    await test.step('apply -f', async () => {
      expect(await mesh.kubectl(['apply', '-f', '-'], rule(5))).toContain('virtualservice.networking.istio.io/reviews created');
      expect(await mesh.kubectl(['apply', '-f', '-'], rule(6))).toContain('reviews configured');
      expect(await mesh.kubectl(['apply', '-f', '-'], rule(6))).toContain('reviews unchanged');
    });
    await test.step('apply --server-side takes over from another manager only by force', async () => {
      await expect(mesh.kubectl(['apply', '--server-side', '-f', '-'], rule(7))).rejects.toThrow(/conflict/);
      expect(await mesh.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], rule(7))).toContain(
        'reviews serverside-applied',
      );
    });
    await test.step('a refused object says why', async () => {
      await expect(mesh.kubectl(['apply', '-f', '-'], rule(1).replace('timeout: 1s', 'timeout: soon'))).rejects.toThrow(
        /spec.http\[0\].timeout/,
      );
    });
    await test.step('get -w', async () => {
      const watch = spawn('kubectl', [
        '--kubeconfig',
        mesh.kubeconfig,
        'get',
        'virtualservice',
        'reviews',
        '-w',
        '-o',
        'name',
        '--watch-only',
      ]);
      let output = '';
      watch.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await expect
        .poll(async () => {
          await mesh.kubectl(['annotate', 'virtualservice', 'reviews', `touched=${Date.now()}`, '--overwrite']);
          return output;
        })
        .toContain('virtualservice.networking.istio.io/reviews');
      watch.kill();
    });
    await test.step('logs', async () => {
      await expect.poll(() => mesh.kubectl(['logs', 'deploy/ratings-v1', '-c', 'istio-proxy', '--tail', '3'])).toContain('/ratings/0');
    });
    await test.step('explain', async () => {
      expect(await mesh.kubectl(['explain', 'virtualservice.spec.http.timeout'])).toContain('Timeout for HTTP requests');
    });
    await test.step('delete', async () => {
      expect(await mesh.kubectl(['delete', 'virtualservice', 'reviews'])).toContain('"reviews" deleted');
      await expect(mesh.kubectl(['get', 'virtualservice', 'reviews'])).rejects.toThrow(/NotFound/);
    });
  });
});
