/** A range of addresses: the bits of the first one, and how many of them count. */
export interface Cidr {
  bits: bigint;
  length: number;
  /** 32 or 128. */
  width: number;
}

/** An address with or without a prefix length; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash < 0) return { ...address, length: address.width };
  const length = Number(text.slice(slash + 1));
  if (!/^\d+$/.test(text.slice(slash + 1)) || length > address.width) return undefined;
  return { ...address, length };
}

/** The length of the prefix when `range` holds `address`, so that longer is closer; undefined when it does not. */
export function matchedPrefix(range: string, address: string): number | undefined {
  const cidr = parseCidr(range);
  const one = parseAddress(address);
  if (cidr === undefined || one === undefined || cidr.width !== one.width) return undefined;
  return masked(cidr) === masked({ ...one, length: cidr.length }) ? cidr.length : undefined;
}

/** The range in one spelling: `10.1.2.3/8` and `10.0.0.0/8` are the same. */
export function sameRange(text: string): string {
  const cidr = parseCidr(text);
  return cidr === undefined ? text : `${masked(cidr)}/${cidr.length}`;
}

function masked({ bits, length, width }: Cidr): bigint {
  return bits >> BigInt(width - length);
}

function parseAddress(text: string): Omit<Cidr, 'length'> | undefined {
  if (text.includes(':')) return parseIpv6(text);
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { bits: parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n), width: 32 };
}

function parseIpv6(text: string): Omit<Cidr, 'length'> | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n), width: 128 };
}
