import { kindAddress } from './kind-address.ts';

/** Starting points for new objects: small, valid, and with the fields that one nearly always needs. */
const bodies: Record<string, string> = {
  VirtualService: `spec:
  hosts:
    - my-service
  http:
    - name: main
      route:
        - destination:
            host: my-service
`,
  DestinationRule: `spec:
  host: my-service
  subsets:
    - name: v1
      labels:
        version: v1
`,
  Gateway: `spec:
  selector:
    istio: ingressgateway
  servers:
    - port:
        number: 80
        name: http
        protocol: HTTP
      hosts:
        - example.com
`,
  'Gateway.gateway.networking.k8s.io': `spec:
  gatewayClassName: istio
  listeners:
    - name: http
      port: 80
      protocol: HTTP
`,
  ServiceEntry: `spec:
  hosts:
    - api.example.com
  location: MESH_EXTERNAL
  resolution: DNS
  ports:
    - number: 443
      name: tls
      protocol: TLS
`,
  PeerAuthentication: `spec:
  mtls:
    mode: STRICT
`,
  AuthorizationPolicy: `spec:
  selector:
    matchLabels:
      app: my-service
  action: ALLOW
  rules:
    - from:
        - source:
            principals:
              - cluster.local/ns/default/sa/my-client
      to:
        - operation:
            methods:
              - GET
`,
  RequestAuthentication: `spec:
  selector:
    matchLabels:
      app: my-service
  jwtRules:
    - issuer: https://issuer.example.com
      jwksUri: https://issuer.example.com/.well-known/jwks.json
`,
  Sidecar: `spec:
  egress:
    - hosts:
        - ./*
        - istio-system/*
`,
  Telemetry: `spec:
  accessLogging:
    - providers:
        - name: envoy
`,
  HTTPRoute: `spec:
  parentRefs:
    - name: my-gateway
  rules:
    - backendRefs:
        - name: my-service
          port: 80
`,
};

/** Templates for one purpose, opened by name: `?template=route-names`. They bring their own name; null keeps the usual one. */
const purposes: Record<string, { kind: string; name: string; body: string }> = {
  'route-names': {
    kind: 'Telemetry',
    name: 'mesh-route-name',
    body: `spec:
  metrics:
    - providers:
        - name: prometheus
      overrides:
        - match:
            metric: REQUEST_COUNT
            mode: CLIENT
          tagOverrides:
            route_name:
              operation: UPSERT
              value: xds.route_name
        - match:
            metric: REQUEST_DURATION
            mode: CLIENT
          tagOverrides:
            route_name:
              operation: UPSERT
              value: xds.route_name
`,
  },
};

/**
 * YAML of a new object.
 * @param namespace left out for cluster-scoped kinds
 * @param purpose name of a special template of this kind, if any
 */
export function templateFor(apiVersion: string, kind: string, namespace: string | null, purpose: string | null): string {
  const special = purpose ? purposes[purpose] : undefined;
  const isSpecial = special?.kind === kind;
  const name = isSpecial ? special.name : `my-${kind.toLowerCase()}`;
  const place = namespace === null ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${place}${isSpecial ? special.body : (bodies[kindAddress({ apiVersion, kind })] ?? 'spec: {}\n')}`;
}
