import type { Catalog } from './catalog.ts';
import type { MergedRule } from './destination-rule-index.ts';
import type { ClusterEndpoint, Endpoint, TlsMode } from './endpoint.ts';
import { meshTrafficOf } from './mesh-traffic.ts';
import { namespaceMutualTls, workloadMutualTls } from './mutual-tls-mode.ts';
import type { Origin } from './origin.ts';
import { definedOf, type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './read.ts';
import type { Service } from './service.ts';
import { serviceEndpoints, serviceIdentities } from './service-endpoints.ts';
import { type PolicyBlock, subsetPolicy, topPolicy, type WrittenPolicy } from './traffic-policy.ts';

/** How a caller's proxy secures connections to a cluster. */
export interface UpstreamTls {
  /** With `perEndpoint` what endpoints get that can take it; the others get plain text. */
  mode: TlsMode;
  /** Auto mTLS: decided for each endpoint. */
  perEndpoint: boolean;
  sni?: string;
  /** The SNI is the request's Host header. */
  sniFromHost: boolean;
  /** Names one of which the server's certificate must have; empty = any. */
  subjectAltNames: readonly string[];
  alpn: readonly string[];
  verifiesServer: boolean;
  /** Why TLS that a rule asks for is not used: its credentialName is only read at gateways and with a workloadSelector, or it names no certificate. */
  ignored?: 'credentialName' | 'certificate';
  /** The DestinationRule's `tls`, or the PeerAuthentication that turns auto mTLS off; absent where Istio's defaults decide. */
  from?: Origin;
}

export interface TlsTarget {
  service: Service;
  port: number;
  subset: string;
  rule: MergedRule | undefined;
  /** The effective `tls` block. */
  block: PolicyBlock | undefined;
  isSidecar: boolean;
  /** The cluster goes where the client dialled, without endpoints to choose from. */
  passthrough: boolean;
  http2: boolean;
}

/** TLS of a cluster (istio pilot cluster_tls.go buildUpstreamTLSSettings, buildUpstreamClusterTLSContext). */
export function upstreamTlsOf(catalog: Catalog, target: TlsTarget): UpstreamTls {
  const { block } = target;
  if (block === undefined) return automaticTls(catalog, target);
  const from = definedOf({ from: block.from });
  switch (textOf(block.fields.mode)) {
    case 'ISTIO_MUTUAL':
      return { ...istioMutual(catalog, target, block.fields), ...from };
    case 'SIMPLE':
      return { ...originatedTls(catalog, target, block.fields, 'SIMPLE'), ...from };
    case 'MUTUAL':
      return { ...originatedTls(catalog, target, block.fields, 'MUTUAL'), ...from };
    default:
      return { ...PLAIN, ...from };
  }
}

/** What one endpoint gets (istio pilot xds/endpoints mtls_checker.go). A rule's mode marks endpoints even on ports where its cluster forgets it. */
export function endpointTls(
  catalog: Catalog,
  tls: UpstreamTls,
  target: TlsTarget,
  endpoint: Endpoint,
): Pick<ClusterEndpoint, 'tls' | 'accepts'> {
  const accepts = workloadMutualTls(catalog, endpoint.namespace, endpoint.labels, endpoint.port);
  if (!tls.perEndpoint) return { tls: tls.mode, accepts };
  const ruled = ruledMode(target);
  const wanted = ruled === undefined ? accepts.mode !== 'DISABLE' : ruled === 'ISTIO_MUTUAL';
  return { tls: wanted && endpoint.tlsMode === 'istio' ? tls.mode : 'DISABLE', accepts };
}

const PLAIN: UpstreamTls = {
  mode: 'DISABLE',
  perEndpoint: false,
  sniFromHost: false,
  subjectAltNames: [],
  alpn: [],
  verifiesServer: false,
};

function automaticTls(catalog: Catalog, target: TlsTarget): UpstreamTls {
  const { service, passthrough } = target;
  const { autoMtls } = meshTrafficOf(catalog.options);
  if (service.external || !autoMtls) return PLAIN;
  // Without endpoints to tell apart all must be able to take it (istio pilot push_context.go BestEffortInferServiceMTLSMode).
  if ((service.headless || isPassthroughPolicy(target)) && !allTakeMutualTls(catalog, target)) return PLAIN;
  const { mode, from } = namespaceMutualTls(catalog, service.namespace);
  if (mode === 'DISABLE') return { ...PLAIN, ...definedOf({ from }) };
  return { ...istioMutual(catalog, target, {}), perEndpoint: !passthrough };
}

/** Istio looks at the top level of the policy only, or at the subset's own. */
function isPassthroughPolicy({ service, rule, subset }: TlsTarget): boolean {
  if (service.service === undefined && service.resolution === 'NONE') return true;
  const policy = subset === '' ? topPolicy(rule) : subsetPolicy(rule, subset);
  return fieldsOf(policy?.fields.loadBalancer).simple === 'PASSTHROUGH';
}

function allTakeMutualTls(catalog: Catalog, { service, port }: TlsTarget): boolean {
  const endpoints = serviceEndpoints(catalog, service, port);
  return endpoints.length > 0 && endpoints.every(({ tlsMode }) => tlsMode !== 'disabled');
}

function istioMutual(catalog: Catalog, { service, port, subset, http2 }: TlsTarget, tls: Fields): UpstreamTls {
  const names = textsOf(tls.subjectAltNames);
  return {
    mode: 'ISTIO_MUTUAL',
    perEndpoint: false,
    sni: textOf(tls.sni) || `outbound_.${port}_.${subset}_.${service.hostname}`,
    sniFromHost: false,
    subjectAltNames: names.length > 0 ? names : serviceIdentities(catalog, service),
    alpn: http2 ? ['istio-peer-exchange', 'istio', 'h2'] : ['istio-peer-exchange', 'istio'],
    verifiesServer: true,
  };
}

function originatedTls(catalog: Catalog, target: TlsTarget, tls: Fields, mode: 'SIMPLE' | 'MUTUAL'): UpstreamTls {
  const credential = textOf(tls.credentialName) ?? '';
  const isPrivate = credential !== '' && !credential.startsWith('configmap://');
  if (isPrivate && target.isSidecar && target.rule?.workloadSelector === undefined) return { ...PLAIN, ignored: 'credentialName' };
  if (credential === '' && mode === 'MUTUAL' && !(tls.clientCertificate && tls.privateKey)) return { ...PLAIN, ignored: 'certificate' };
  const written = textsOf(tls.subjectAltNames);
  const sni = textOf(tls.sni) || undefined;
  const { service } = target;
  const names = written.length > 0 || service.service !== undefined ? written : serviceIdentities(catalog, service);
  const verifiesServer = tls.insecureSkipVerify !== true && fieldsOf(tls.insecureSkipVerify).value !== true;
  return {
    mode,
    perEndpoint: false,
    ...definedOf({ sni }),
    sniFromHost: sni === undefined,
    subjectAltNames: verifiesServer ? names : [],
    alpn: target.http2 ? ['h2'] : [],
    verifiesServer,
  };
}

/** The mode that a rule names for a subset and port. Other than for clusters, settings for a port without `tls` leave the mode around them. */
function ruledMode({ rule, subset, port }: TlsTarget): string | undefined {
  const own = subset === '' ? undefined : subsetPolicy(rule, subset);
  return modeForPort(own, port) ?? modeForPort(topPolicy(rule), port);
}

function modeForPort(policy: WrittenPolicy | undefined, port: number): string | undefined {
  if (policy === undefined) return undefined;
  const forPort = listOf(policy.fields.portLevelSettings)
    .map(fieldsOf)
    .find((entry) => numberOf(fieldsOf(entry.port).number) === port && isFields(entry.tls));
  const tls = forPort?.tls ?? policy.fields.tls;
  return isFields(tls) ? (textOf(tls.mode) ?? 'DISABLE') : undefined;
}
