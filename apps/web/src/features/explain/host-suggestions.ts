import type { ExplainSubjects } from '@pidalio/contract';
import type { RequestForm } from './request-form.ts';

/** Addresses that the chosen caller can call: short within its namespace, and what its gateway serves. With the paths that rules look at. */
export function hostSuggestions(
  { callers, hosts, gatewayHosts, paths }: Pick<ExplainSubjects, 'callers' | 'hosts' | 'gatewayHosts' | 'paths'>,
  { from, url }: Pick<RequestForm, 'from' | 'url'>,
): string[] {
  const [namespace] = from.split('/');
  const caller = callers.find((one) => `${one.namespace}/${one.name}` === from);
  const bases =
    caller?.proxy === 'gateway'
      ? gatewayHosts.map(({ host, port, scheme }) => address(scheme, host.replace(/^\*\.?/, host === '*' ? 'example.com' : 'www.'), port))
      : hosts.flatMap(({ host, namespace: home, shortName, ports }) => {
          const name = home === namespace ? shortName : home === '' ? host : `${shortName}.${home}`;
          const named = ports.filter(({ protocol }) => protocol !== 'udp' && protocol !== 'tcp');
          return named.slice(0, 1).map(({ port, protocol }) => address(protocol === 'tls' ? 'https' : 'http', name, port));
        });
  const chosen = bases.find((base) => url.startsWith(base));
  if (chosen !== undefined) return [...new Set([`${chosen}/`, ...paths.map((path) => chosen + path)])];
  return bases.map((base) => `${base}/`);
}

function address(scheme: 'http' | 'https', host: string, port: number): string {
  const isUsual = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host}${isUsual ? '' : `:${port}`}`;
}
