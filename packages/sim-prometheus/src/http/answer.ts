export interface Answer {
  data: unknown;
  warnings?: readonly string[];
  infos?: readonly string[];
}

/** The envelope of a successful answer; empty lists are left out, as Prometheus does. */
export function successBody({ data, warnings = [], infos = [] }: Answer): string {
  return JSON.stringify({
    status: 'success',
    data,
    ...(warnings.length > 0 && { warnings }),
    ...(infos.length > 0 && { infos }),
  });
}

export function errorBody(errorType: string, error: string): string {
  return JSON.stringify({ status: 'error', errorType, error });
}
