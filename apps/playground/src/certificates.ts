import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { generate } from 'selfsigned';

export interface Certificates {
  /** PEM of the authority that signed the server's certificate. */
  authority: string;
  certificate: string;
  key: string;
}

const YEAR_MS = 365 * 86_400_000;

/** An authority and a server certificate for these names, made anew and kept under `dir` for people to look at. */
export async function makeCertificates(dir: string, hosts: readonly string[], nowMs: number): Promise<Certificates> {
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks differ a little between machines.
    notBeforeDate: new Date(nowMs - 3_600_000),
    notAfterDate: new Date(nowMs + YEAR_MS),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'Pidalio playground CA' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'kube-apiserver' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map(alternativeName) },
    ],
  });
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'playground-ca.crt'), authority.cert);
  return { authority: authority.cert, certificate: server.cert, key: server.private };
}

function alternativeName(host: string) {
  return isIP(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
}

/** The token of the last start, so that a kubeconfig someone copied keeps working; a new one the first time. */
export async function keepToken(dir: string, account: string, makeToken: () => string): Promise<string> {
  const file = path.join(dir, account === 'admin' ? 'playground.token' : `playground-${account}.token`);
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim()) return kept.trim();
  const token = makeToken();
  await mkdir(dir, { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}
