import { fieldsOf, type KubeObject, toRef } from '@pidalio/istio';
import { FindingSink, type MeshFinding } from './finding-sink.ts';
import { findInHttpRule } from './http-rule-findings.ts';

type Find = (sink: FindingSink, spec: Readonly<Record<string, unknown>>, object: KubeObject, rootNamespace: string) => void;

/** What is wrong with one object by itself. */
export function findInObject(kind: string, object: KubeObject, rootNamespace: string): readonly MeshFinding[] {
  const sink = new FindingSink(toRef(object));
  FINDERS[kind]?.(sink, sink.fields(object.spec, 'spec'), object, rootNamespace);
  return sink.findings;
}

const FINDERS: Readonly<Record<string, Find>> = {
  'networking.istio.io/VirtualService': findInVirtualService,
  'networking.istio.io/DestinationRule': findInDestinationRule,
  'networking.istio.io/ServiceEntry': findInServiceEntry,
  'networking.istio.io/Gateway': findInGateway,
  'networking.istio.io/Sidecar': findInSidecar,
  'security.istio.io/PeerAuthentication': findInPeerAuthentication,
  'security.istio.io/AuthorizationPolicy': findInAuthorizationPolicy,
};

/** The kinds that are looked at. */
export const FINDING_KINDS: readonly string[] = Object.keys(FINDERS);

function findInVirtualService(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  for (const [index, host] of sink.list(spec.hosts, 'spec.hosts').entries()) sink.host(host, `spec.hosts[${index}]`);
  sink.texts(spec.gateways, 'spec.gateways');
  if (sink.texts(spec.exportTo, 'spec.exportTo').includes('~')) sink.add('MF-HIDDEN', 'spec.exportTo');
  for (const [index, rule] of sink.list(spec.http, 'spec.http').entries()) findInHttpRule(sink, rule, `spec.http[${index}]`);
}

const TLS_MODES = ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'];
const BALANCERS = ['UNSPECIFIED', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST', 'LEAST_CONN'];

function findInDestinationRule(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  sink.host(spec.host, 'spec.host');
  if (typeof spec.host === 'string' && spec.host !== spec.host.toLowerCase()) sink.add('MF-UPPER-CASE', 'spec.host', { host: spec.host });
  findInTrafficPolicy(sink, spec.trafficPolicy, 'spec.trafficPolicy');
  for (const [index, entry] of sink.list(spec.subsets, 'spec.subsets').entries()) {
    const path = `spec.subsets[${index}]`;
    const subset = sink.fields(entry, path);
    sink.text(subset.name, `${path}.name`);
    sink.fields(subset.labels, `${path}.labels`);
    findInTrafficPolicy(sink, subset.trafficPolicy, `${path}.trafficPolicy`);
  }
}

function findInTrafficPolicy(sink: FindingSink, value: unknown, path: string): void {
  const policy = sink.fields(value, path);
  sink.enum(sink.fields(policy.tls, `${path}.tls`).mode, `${path}.tls.mode`, TLS_MODES);
  sink.enum(sink.fields(policy.loadBalancer, `${path}.loadBalancer`).simple, `${path}.loadBalancer.simple`, BALANCERS);
  const outliers = sink.fields(policy.outlierDetection, `${path}.outlierDetection`);
  sink.duration(outliers.interval, `${path}.outlierDetection.interval`);
  sink.duration(outliers.baseEjectionTime, `${path}.outlierDetection.baseEjectionTime`);
  sink.percent(outliers.maxEjectionPercent, `${path}.outlierDetection.maxEjectionPercent`);
  sink.percent(outliers.minHealthPercent, `${path}.outlierDetection.minHealthPercent`);
  const tcp = sink.fields(fieldsOf(policy.connectionPool).tcp, `${path}.connectionPool.tcp`);
  sink.duration(tcp.connectTimeout, `${path}.connectionPool.tcp.connectTimeout`);
}

function findInServiceEntry(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  for (const [index, host] of sink.list(spec.hosts, 'spec.hosts').entries()) sink.host(host, `spec.hosts[${index}]`);
  sink.enum(spec.resolution, 'spec.resolution', ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS']);
  sink.enum(spec.location, 'spec.location', ['MESH_EXTERNAL', 'MESH_INTERNAL']);
  for (const [index, port] of sink.list(spec.ports, 'spec.ports').entries()) {
    sink.port(sink.fields(port, `spec.ports[${index}]`).number, `spec.ports[${index}].number`);
  }
}

const PROTOCOLS = ['HTTP', 'HTTPS', 'GRPC', 'GRPC-WEB', 'HTTP2', 'MONGO', 'TCP', 'TLS', 'HBONE'];
const SERVER_MODES = ['PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL'];

function findInGateway(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  for (const [index, entry] of sink.list(spec.servers, 'spec.servers').entries()) {
    const path = `spec.servers[${index}]`;
    const server = sink.fields(entry, path);
    const port = sink.fields(server.port, `${path}.port`);
    sink.port(port.number, `${path}.port.number`);
    const protocol = sink.text(port.protocol, `${path}.port.protocol`)?.toUpperCase();
    sink.enum(protocol, `${path}.port.protocol`, PROTOCOLS);
    sink.texts(server.hosts, `${path}.hosts`);
    sink.enum(sink.fields(server.tls, `${path}.tls`).mode, `${path}.tls.mode`, SERVER_MODES);
  }
}

function findInSidecar(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  const policy = sink.fields(spec.outboundTrafficPolicy, 'spec.outboundTrafficPolicy');
  sink.enum(policy.mode, 'spec.outboundTrafficPolicy.mode', ['REGISTRY_ONLY', 'ALLOW_ANY']);
  for (const [index, entry] of sink.list(spec.egress, 'spec.egress').entries()) {
    sink.texts(sink.fields(entry, `spec.egress[${index}]`).hosts, `spec.egress[${index}].hosts`);
  }
}

const MUTUAL_TLS = ['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'];

function findInPeerAuthentication(sink: FindingSink, spec: Readonly<Record<string, unknown>>, object: KubeObject, root: string): void {
  sink.enum(sink.fields(spec.mtls, 'spec.mtls').mode, 'spec.mtls.mode', MUTUAL_TLS);
  const ports = sink.fields(spec.portLevelMtls, 'spec.portLevelMtls');
  for (const [port, entry] of Object.entries(ports)) {
    sink.enum(sink.fields(entry, `spec.portLevelMtls.${port}`).mode, `spec.portLevelMtls.${port}.mode`, MUTUAL_TLS);
  }
  const selects = Object.keys(fieldsOf(fieldsOf(spec.selector).matchLabels)).length > 0;
  if (selects && object.metadata.namespace === root) sink.add('MF-IGNORED', 'spec.selector', { why: 'root-selector' });
  if (!selects && Object.keys(ports).length > 0) sink.add('MF-IGNORED', 'spec.portLevelMtls', { why: 'port-without-selector' });
}

function findInAuthorizationPolicy(sink: FindingSink, spec: Readonly<Record<string, unknown>>): void {
  sink.enum(spec.action, 'spec.action', ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']);
  const rules = sink.list(spec.rules, 'spec.rules');
  const needsRules = spec.action === 'DENY' || spec.action === 'CUSTOM';
  if (needsRules && rules.length === 0) sink.add('MF-IGNORED', 'spec.rules', { why: 'deny-without-rules' });
}
