const peers = ['workload', 'workload_namespace', 'canonical_service', 'canonical_revision'];
const ends = [
  'reporter',
  ...peers.map((label) => `source_${label}`),
  ...peers.map((label) => `destination_${label}`),
  'destination_service',
  'destination_service_name',
  'destination_service_namespace',
];
const requestLabels = [
  ...ends,
  'request_protocol',
  'response_code',
  'response_flags',
  'grpc_response_status',
  'connection_security_policy',
  'route_name',
];
const durationLabels = ['le', ...ends, 'request_protocol', 'route_name'];
const tcpLabels = [...ends, 'connection_security_policy'];

/** Only what the two ends' proxies count: waypoints and ztunnels report the same requests once more. */
const reporters = 'reporter=~"source|destination"';

function grouped(labels: readonly string[], metric: string, window: string): string {
  return `sum by (${labels.join(', ')}) (rate(${metric}{${reporters}}[${window}]))`;
}

/** Every query of one snapshot: as many for one namespace and viewer as for fifty. */
export function snapshotQueries(windowSeconds: number) {
  const window = `${windowSeconds}s`;
  return {
    requests: grouped(requestLabels, 'istio_requests_total', window),
    durations: grouped(durationLabels, 'istio_request_duration_milliseconds_bucket', window),
    tcpSent: grouped(tcpLabels, 'istio_tcp_sent_bytes_total', window),
    tcpReceived: grouped(tcpLabels, 'istio_tcp_received_bytes_total', window),
    tcpOpened: grouped(tcpLabels, 'istio_tcp_connections_opened_total', window),
  };
}

/** Seconds over which samples are counted to find out how often Prometheus scrapes. */
export const paceWindowSeconds = 300;

/** The most samples any series has in the window: a series that lived through it has one per scrape. */
export const paceQuery = `max(count_over_time(istio_requests_total[${paceWindowSeconds}s]))`;
