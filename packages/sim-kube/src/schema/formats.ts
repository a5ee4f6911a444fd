import { isIPv6 } from 'node:net';

/** True when a string does not have the format that a schema asks for. Unknown formats are no constraint. */
export function formatError(value: string, format: string): boolean {
  const check = checks[format];
  return check !== undefined && !check(value);
}

const duration = /^[+-]?(\d+(\.\d+)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)((\d+(\.\d+)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$|^0$/;

/** The formats that apiextensions supports (pkg/apiserver/schema/… SupportedFormats), the ones met in practice. */
const checks: Record<string, (value: string) => boolean> = {
  'date-time': (value) =>
    /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  duration: (value) => duration.test(value),
  byte: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0,
  ipv4: (value) => /^(\d{1,3}\.){3}\d{1,3}$/.test(value) && value.split('.').every((part) => Number(part) < 256),
  ipv6: isIPv6,
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uri: (value) => /^[a-z][a-z0-9+.-]*:/i.test(value) || value.startsWith('/'),
};
