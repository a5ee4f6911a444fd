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

/**
 * YAML of a new object.
 * @param namespace left out for cluster-scoped kinds
 */
export function templateFor(apiVersion: string, kind: string, namespace: string | null): string {
  const name = `my-${kind.toLowerCase()}`;
  const place = namespace === null ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${place}${bodies[kind] ?? 'spec: {}\n'}`;
}
