import { type Fields, fieldsOf, isFields, numberOf, textOf } from './read.ts';

/** A service outside the proxy that CUSTOM policies ask. */
export interface ExtensionProvider {
  name: string;
  /** `host` or `namespace/host` in the registry. */
  service: string;
  /** Speaks gRPC; only such a provider can be asked about TCP connections. */
  grpc: boolean;
  /** Requests pass when it cannot be reached. */
  failOpen: boolean;
  /** Answered when it cannot be reached. */
  statusOnError: number;
}

/** Empty for providers of other kinds, as those for tracing and logs. */
export function readExtensionProvider(fields: Fields): ExtensionProvider[] {
  const name = textOf(fields.name);
  const grpc = isFields(fields.envoyExtAuthzGrpc);
  const block = grpc ? fields.envoyExtAuthzGrpc : fields.envoyExtAuthzHttp;
  if (name === undefined || !isFields(block)) return [];
  const { service, failOpen, statusOnError } = fieldsOf(block);
  return [{ name, service: textOf(service) ?? '', grpc, failOpen: failOpen === true, statusOnError: numberOf(statusOnError) ?? 403 }];
}
