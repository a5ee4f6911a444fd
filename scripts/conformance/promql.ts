import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runScript } from '../../packages/sim-prometheus/src/index.ts';
import type { Family, Verdict } from './family.ts';

/** Scripts in the language of Prometheus' promqltest; every `eval` is a case. */
export const promql: Family = {
  name: 'promql',
  isIn: (folder) => scriptsIn(folder).length > 0,
  run: (folder) => scriptsIn(folder).flatMap((file) => runFile(path.join(folder, 'promql', file), file)),
};

function scriptsIn(folder: string): string[] {
  const inner = path.join(folder, 'promql');
  return existsSync(inner) ? readdirSync(inner).filter((file) => file.endsWith('.test')) : [];
}

function runFile(file: string, name: string): Verdict[] {
  const { passed, failures, notRunnable } = runScript(readFileSync(file, 'utf8'));
  return [
    ...Array.from({ length: passed }, (_, at): Verdict => ({ id: `${name}#${at}`, outcome: 'passed' })),
    ...notRunnable.map(({ line, reason }): Verdict => ({ id: `${name}:${line}`, outcome: 'not-runnable', reason })),
    ...failures.map(({ line, query, reason }): Verdict => ({ id: `${name}:${line}`, outcome: 'failed', reason: `${query}: ${reason}` })),
  ];
}
