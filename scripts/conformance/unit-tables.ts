import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Fields, isFields } from '../../packages/istio/src/index.ts';
import type { Family, Verdict } from './family.ts';
import { delegateTables } from './unit-tables/delegates.ts';
import { destinationTables } from './unit-tables/destinations.ts';
import { gatewayTables } from './unit-tables/gateways.ts';
import { hostTables } from './unit-tables/hosts.ts';
import { routeTables } from './unit-tables/routes.ts';
import { securityTables } from './unit-tables/security.ts';
import { sidecarTables } from './unit-tables/sidecars.ts';
import { NotRunnable, type UnitTable } from './unit-tables/table.ts';
import { visibilityTables } from './unit-tables/visibility.ts';

const FILE = 'istio/unit_tables.json';

const TABLES: readonly UnitTable[] = [
  ...hostTables,
  ...visibilityTables,
  ...delegateTables,
  ...sidecarTables,
  ...destinationTables,
  ...routeTables,
  ...gatewayTables,
  ...securityTables,
];

interface Recorded {
  setup: Fields;
  cases: readonly Fields[] | Readonly<Record<string, Fields>>;
}

/** The tables of Istio's own unit tests, row by row. */
export const unitTables: Family = {
  name: 'istio/unit_tables',
  isIn: (folder) => existsSync(path.join(folder, FILE)),
  run: (folder) => {
    const recorded: Record<string, Recorded> = JSON.parse(readFileSync(path.join(folder, FILE), 'utf8'));
    return Object.entries(recorded).flatMap(([key, { setup, cases }]) => {
      const table = TABLES.find((candidate) => candidate.key === key);
      return Object.entries(cases).map(([at, row]) => runRow(`${nameOf(key)}#${row.name ?? at}`, table, row, setup));
    });
  },
};

function nameOf(key: string): string {
  return key.slice(key.indexOf('::') + 2);
}

function runRow(id: string, table: UnitTable | undefined, row: Fields, setup: Fields): Verdict {
  if (isUnresolved(row)) return { id, outcome: 'not-runnable', reason: 'hold unresolved Go identifiers' };
  if (table === undefined) return { id, outcome: 'not-runnable', reason: 'of tables that are not covered' };
  try {
    const result = table.run(row, setup);
    if (result instanceof NotRunnable) return { id, outcome: 'not-runnable', reason: result.reason };
    return result === undefined ? { id, outcome: 'passed' } : { id, outcome: 'failed', reason: result };
  } catch (error) {
    return { id, outcome: 'failed', reason: `exception: ${error}` };
  }
}

/** Whether anything in the row is an identifier, call or expression of the test's Go code. */
function isUnresolved(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isUnresolved);
  if (!isFields(value)) return false;
  if ('_id' in value || '_call' in value || '_unparsed' in value) return true;
  return Object.entries(value).some(([key, inner]) => key.startsWith("{'_id'") || isUnresolved(inner));
}
