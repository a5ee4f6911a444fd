// `pnpm conformance --vectors DIR [--only FAMILY]`: holds what we built against recorded behaviour of the real Istio, Envoy, Prometheus and
// Kubernetes. DIR is searched for every family of case files below; the exit code is 1 if a case fails.
import { parseArgs } from 'node:util';
import { envoyClusters } from './conformance/envoy-clusters.ts';
import { envoyFamilies } from './conformance/envoy-family.ts';
import { inboundFamilies } from './conformance/inbound.ts';
import { kubeFamilies } from './conformance/kube.ts';
import { promql } from './conformance/promql.ts';
import { printFamily, type Totals } from './conformance/report.ts';
import { sidecarRoutes } from './conformance/sidecar-routes.ts';
import { simulation } from './conformance/simulation.ts';
import { tcpTls } from './conformance/tcp-tls.ts';
import { unitTables } from './conformance/unit-tables.ts';

const FAMILIES = [
  ...envoyFamilies,
  ...inboundFamilies,
  envoyClusters,
  tcpTls,
  simulation,
  sidecarRoutes,
  unitTables,
  promql,
  ...kubeFamilies,
];

const { values } = parseArgs({ options: { vectors: { type: 'string' }, only: { type: 'string' } } });
const { vectors, only } = values;
if (vectors === undefined) {
  console.error('usage: pnpm conformance --vectors DIR [--only FAMILY]');
  process.exit(2);
}
const families = FAMILIES.filter(({ name }) => only === undefined || name === only || name.startsWith(`${only}/`));
const found = families.filter((family) => family.isIn(vectors));
if (found.length === 0) {
  console.error(`No case files of ${only ?? 'any family'} in ${vectors}. Families: ${FAMILIES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const totals: Totals = { passed: 0, failed: 0, notRunnable: 0 };
for (const family of found) {
  const { passed, failed, notRunnable } = printFamily(family.name, await family.run(vectors));
  if (family.notCompared !== undefined) console.log(`  not compared yet: ${family.notCompared}`);
  totals.passed += passed;
  totals.failed += failed;
  totals.notRunnable += notRunnable;
}
if (totals.notRunnable > 0) console.log(`${totals.notRunnable} not runnable`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
