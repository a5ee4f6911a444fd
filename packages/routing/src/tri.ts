/** True, false, or the name of the unknown thing that it hangs on. */
export type Tri<Unknown extends string> = boolean | { unknown: Unknown };

export function and<Unknown extends string>(parts: Iterable<Tri<Unknown>>): Tri<Unknown> {
  let doubt: Tri<Unknown> = true;
  for (const part of parts) {
    if (part === false) return false;
    if (part !== true && doubt === true) doubt = part;
  }
  return doubt;
}

export function not<Unknown extends string>(value: Tri<Unknown>): Tri<Unknown> {
  return typeof value === 'boolean' ? !value : value;
}
