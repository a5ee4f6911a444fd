export interface Stop {
  /** What a person types after `kubectl`. */
  command: string;
  input?: string;
  /** Standard output must match all of these. */
  shows?: RegExp[];
  /** Standard error; a command with it and without `shows` must fail. */
  complains?: RegExp;
}

const reviews = (version: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews, labels: {tour: "yes"}}
spec:
  hosts: [reviews]
  http:
  - name: main
    route:
    - destination: {host: reviews, subset: ${version}}
`;
const subsets = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
`;
const noRoute = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: typo}\nspec: {hosts: [a], htttp: []}\n';
const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: tour}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
`;

const rows = (count: number) => new RegExp(`^(?:.+\\n){${count}}$`);

/** In order, as somebody would who looks around, steers some traffic and tidies up. */
export const tour: Stop[] = [
  { command: 'version', shows: [/^Server Version: v1\.\d+\.\d+$/m] },
  { command: 'cluster-info', shows: [/Kubernetes control plane is running at https:\/\/127\.0\.0\.1:/] },
  { command: 'config get-contexts -o name', shows: [/^pidalio-playground\npidalio-playground-editor\npidalio-playground-viewer\n$/] },
  { command: 'auth whoami', shows: [/Username +playground-admin/, /Groups +\[system:authenticated\]/] },
  { command: 'auth can-i delete namespaces', shows: [/^yes\n$/] },
  { command: 'auth can-i create virtualservices --context pidalio-playground-editor', shows: [/^yes\n$/] },
  { command: 'auth can-i create virtualservices --context pidalio-playground-viewer', shows: [/^no\n$/] },
  { command: 'auth can-i list pods --as playground-viewer --all-namespaces', shows: [/^yes\n$/] },
  {
    command: 'auth can-i --list --context pidalio-playground-viewer',
    shows: [/^Resources +Non-Resource URLs +Resource Names +Verbs$/m, /^\*\.networking\.istio\.io +\[\] +\[\] +\[get list watch\]$/m],
  },
  {
    command: 'get secrets --context pidalio-playground-viewer',
    complains:
      /^Error from server \(Forbidden\): secrets is forbidden: User "playground-viewer" cannot list resource "secrets" in API group "" in the namespace "default"$/m,
  },
  { command: 'api-versions', shows: [/^apps\/v1$/m, /^networking\.istio\.io\/v1$/m, /^rbac\.authorization\.k8s\.io\/v1$/m] },
  {
    command: 'api-resources --api-group=networking.istio.io',
    shows: [/^virtualservices +vs +networking\.istio\.io\/v1 +true +VirtualService$/m],
  },
  { command: 'api-resources --namespaced=false -o name', shows: [/^namespaces$/m, /^customresourcedefinitions\.apiextensions\.k8s\.io$/m] },
  { command: 'explain virtualservice.spec.http.route', shows: [/^KIND: +VirtualService$/m, /FIELD: route <\[\]Object>/] },
  { command: 'explain deployment.spec.replicas', shows: [/FIELD: replicas <integer>/, /Defaults\s+to 1/] },
  { command: 'get namespaces', shows: [/^NAME +STATUS +AGE$/m, /^istio-system +Active +\S+$/m] },
  { command: 'get nodes -o wide', shows: [/^NAME +STATUS +ROLES +AGE +VERSION +INTERNAL-IP/, /^playground +Ready/m] },
  { command: 'get pods', shows: [/^NAME +READY +STATUS +RESTARTS +AGE$/m, /^reviews-v3-\S+ +2\/2 +Running +0 +\S+$/m, rows(7)] },
  {
    command: 'get pods -A -o wide',
    shows: [/^NAMESPACE +NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES$/m],
  },
  { command: 'get pods -l app=reviews --no-headers', shows: [rows(3)] },
  { command: "get pods -l 'app in (ratings, details)' -o name", shows: [/^pod\/details-v1-\S+\npod\/ratings-v1-\S+\n$/] },
  { command: 'get pods --field-selector=status.phase!=Running', complains: /^No resources found in default namespace\.$/m, shows: [/^$/] },
  {
    command: 'get pods -L version --sort-by=.metadata.name',
    shows: [/^NAME +READY +STATUS +RESTARTS +AGE +VERSION$/m, /^ratings-v1-.* v1$/m],
  },
  {
    command: 'get all -n legacy',
    shows: [
      /^pod\/legacy-batch-/m,
      /^deployment\.apps\/legacy-batch +1\/1 +1 +1 +\S+$/m,
      /^replicaset\.apps\/legacy-batch-\S+ +1 +1 +1 +\S+$/m,
    ],
  },
  {
    command: 'get services',
    shows: [/^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE$/m, /^reviews +ClusterIP +10\.96\.\S+ +<none> +9080\/TCP +\S+$/m],
  },
  {
    command: 'get svc istio-ingressgateway -n istio-system',
    shows: [/LoadBalancer +10\.96\.10\.20 +\S+ +15021:\d+\/TCP,80:\d+\/TCP,443:\d+\/TCP/],
  },
  {
    command: 'get endpointslices -l kubernetes.io/service-name=reviews',
    shows: [/^NAME +ADDRESSTYPE +PORTS +ENDPOINTS +AGE$/m, /^reviews-\S+ +IPv4 +9080 +\S+,\S+,\S+ +\S+$/m],
  },
  {
    command: 'get deployments -o custom-columns=NAME:.metadata.name,READY:.status.readyReplicas',
    shows: [/^NAME +READY$/m, /^reviews-v1 +1$/m],
  },
  { command: 'get rs -l app=ratings', shows: [/^NAME +DESIRED +CURRENT +READY +AGE$/m, /^ratings-v1-\S+ +1 +1 +1 +\S+$/m] },
  { command: 'get serviceaccounts', shows: [/^NAME +(?:SECRETS +)?AGE$/m, /^bookinfo-reviews\b/m] },
  { command: 'get configmap istio -n istio-system -o jsonpath={.data.mesh}', shows: [/rootNamespace: istio-system/] },
  { command: 'get crd virtualservices.networking.istio.io', shows: [/^NAME +CREATED AT$/m] },
  {
    command: 'get gw,vs',
    shows: [
      /^gateway\.networking\.istio\.io\/bookinfo-gateway +\S+$/m,
      /^virtualservice\.networking\.istio\.io\/bookinfo +\["bookinfo-gateway"\] +\["\*"\] +\S+$/m,
    ],
  },
  { command: 'get clusterroles', shows: [/^NAME +CREATED AT$/m, /^cluster-admin +\S+Z$/m] },
  {
    command: 'get clusterrolebindings -o wide',
    shows: [/^NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS$/m, /^playground-viewer +ClusterRole\/view +\S+ +playground-viewer/m],
  },
  { command: 'describe clusterrole view', shows: [/^Name: +view$/m, /^ +\*\.networking\.istio\.io +\[\] +\[\] +\[get list watch\]$/m] },
  { command: 'describe service reviews', shows: [/^Selector: +app=reviews$/m, /^Endpoints: +\S+:9080,\S+:9080/m] },
  { command: 'describe pod -l app=ratings', shows: [/^Status: +Running$/m, /^ +istio-proxy:$/m, /^Labels: +app=ratings$/m] },
  {
    command: 'describe deployment ratings-v1',
    shows: [/^Replicas: +1 desired \| 1 updated \| 1 total \| 1 available \| 0 unavailable$/m, /^StrategyType: +RollingUpdate$/m],
  },
  { command: 'describe node playground', shows: [/^Name: +playground$/m] },
  { command: 'logs deployment/ratings-v1 -c istio-proxy --tail=2', shows: [/inbound\|9080\|\|/] },
  { command: 'logs -l app=ratings -c ratings --tail=1 --timestamps', shows: [/^\d{4}-\d\d-\d\dT\S+Z /] },
  { command: 'logs deployment/ratings-v1 -c nope', complains: /container nope is not valid for pod ratings-v1-/ },
  { command: 'apply -f -', input: subsets, shows: [/^destinationrule\.networking\.istio\.io\/reviews created\n$/] },
  { command: 'apply -f -', input: reviews('v1'), shows: [/^virtualservice\.networking\.istio\.io\/reviews created\n$/] },
  { command: 'apply -f -', input: reviews('v1'), shows: [/^virtualservice\.networking\.istio\.io\/reviews unchanged\n$/] },
  { command: 'diff -f -', input: reviews('v2'), shows: [/^- +subset: v1$/m, /^\+ +subset: v2$/m], complains: /exit status 1|^$/ },
  { command: 'apply -f -', input: reviews('v2'), shows: [/^virtualservice\.networking\.istio\.io\/reviews configured\n$/] },
  { command: 'apply --server-side -f -', input: reviews('v1'), complains: /conflict with "kubectl-client-side-apply"/ },
  { command: 'apply -f -', input: noRoute, complains: /strict decoding error: unknown field "spec\.htttp"/ },
  {
    command: `patch vs reviews --type=json -p [{"op":"replace","path":"/spec/http/0/route/0/destination/subset","value":"v1"}]`,
    shows: [/^virtualservice\.networking\.istio\.io\/reviews patched\n$/],
  },
  {
    command: 'get vs reviews -o yaml',
    shows: [/^ {6}destination:\n|destination:$/m, /subset: v1/, /kubectl\.kubernetes\.io\/last-applied-configuration/],
  },
  { command: 'label vs reviews team=a', shows: [/reviews labeled\n$/] },
  { command: 'annotate vs reviews note=b', shows: [/reviews annotated\n$/] },
  { command: 'describe vs reviews', shows: [/^ {2}Hosts:\n {4}reviews$/m] },
  { command: 'delete vs -l tour=yes', shows: [/^virtualservice\.networking\.istio\.io "reviews" deleted/] },
  {
    command: 'delete dr reviews nope',
    shows: [/"reviews" deleted/],
    complains: /destinationrules\.networking\.istio\.io "nope" not found/,
  },
  { command: 'create namespace tour', shows: [/^namespace\/tour created\n$/] },
  { command: 'apply -f -', input: web, shows: [/^deployment\.apps\/web created\n$/] },
  { command: 'rollout status deployment/web -n tour --timeout=20s', shows: [/successfully rolled out/] },
  { command: 'set image deployment/web web=web:2 -n tour', shows: [/^deployment\.apps\/web image updated\n$/] },
  { command: 'rollout history deployment/web -n tour', shows: [/^REVISION +CHANGE-CAUSE$/m, /^2 /m] },
  { command: 'rollout restart deployment/web -n tour', shows: [/restarted\n$/] },
  { command: 'scale deployment/web --replicas=3 -n tour', shows: [/^deployment\.apps\/web scaled\n$/] },
  {
    command: 'get events -n tour',
    shows: [
      /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE$/m,
      /^\S+ +Normal +ScalingReplicaSet +deployment\/web +Scaled up replica set web-\S+ from 0 to 1$/m,
      /^\S+ +Normal +Scheduled +pod\/web-\S+ +Successfully assigned tour\/web-\S+ to playground$/m,
    ],
  },
  { command: 'describe deployment web -n tour', shows: [/^Events:$/m, /Scaled up replica set/] },
  { command: 'wait --for=condition=Available deployment/web -n tour --timeout=20s', shows: [/condition met\n$/] },
  { command: 'create configmap c --from-literal=a=1 -n tour', shows: [/^configmap\/c created\n$/] },
  { command: 'create role r --verb=get --resource=pods -n tour', shows: [/^role\.rbac\.authorization\.k8s\.io\/r created\n$/] },
  { command: 'create rolebinding r --role=r --user=jane -n tour', shows: [/rolebinding\.rbac\.authorization\.k8s\.io\/r created\n$/] },
  { command: 'auth can-i get pods -n tour --as jane', shows: [/^yes\n$/] },
  { command: 'create token default -n tour', shows: [/^\S+\s?$/] },
  { command: 'expose deployment web --port=80 -n tour', shows: [/^service\/web exposed\n$/] },
  { command: 'get --raw /readyz', shows: [/^ok$/] },
  { command: 'top pods', complains: /Metrics API not available/ },
  { command: 'delete namespace tour --timeout=20s', shows: [/^namespace "tour" deleted\n$/] },
];
