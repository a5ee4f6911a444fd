import type { RunningMesh } from './mesh.ts';

interface VersionRow {
  version: string;
  shareSeen: number | null;
  shadowRequestsPerSecond: number;
  signals: { p99: { valueMs: number } | null; requestsPerSecond: number };
}

/** What the dashboard's own API says of a service over the last minute: what a person would read off the page, as numbers. */
export async function serviceNow(mesh: RunningMesh, name: string) {
  const response = await fetch(`${mesh.url}/api/services/default/${name}?range=60`);
  const detail = await response.json();
  const versions: VersionRow[] = detail.versions;
  const routes: {
    routeName: string;
    signals: { requestsPerSecond: number; p99: { valueMs: number } | null } | null;
    destinations: { label: string; shareSeen: number | null }[];
  }[] = detail.routes;
  const codes: { code: string; flag: string }[] = detail.service.signals.codes;
  return {
    sharePercent: (version: string) => (versions.find((row) => row.version === version)?.shareSeen ?? 0) * 100,
    shadowRate: (version: string) => versions.find((row) => row.version === version)?.shadowRequestsPerSecond ?? 0,
    route: (routeName: string) => routes.find((row) => row.routeName === routeName),
    p99Ms: (detail.service.signals.p99?.valueMs ?? 0) as number,
    codes,
  };
}
