import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Controllers, startControllers } from '../controllers/start.ts';
import { clusterRoleBindings, clusterRoles } from '../rbac/bootstrap-roles.ts';
import { listen, type TestServer } from '../testing/listen.ts';
import { widget } from '../testing/widgets.ts';
import type { JsonObject, ResourceId } from '../types.ts';

const rbac = 'rbac.authorization.k8s.io';
const roles: ResourceId = { group: rbac, version: 'v1', plural: 'roles' };
const roleBindings: ResourceId = { group: rbac, version: 'v1', plural: 'rolebindings' };
const tokens = {
  root: { username: 'root', groups: ['system:masters'] },
  jane: { username: 'jane', groups: ['devs'] },
  viewer: { username: 'viewer', groups: [] },
  boss: { username: 'boss', groups: [] },
  robot: { username: 'system:serviceaccount:default:robot', groups: ['system:serviceaccounts'] },
};

let server: TestServer;
let controllers: Controllers;
beforeAll(async () => {
  server = await listen({ tokens, rbac: true });
  controllers = startControllers(server.api.client);
  const { client } = server.api;
  const role = (name: string, rules: JsonObject[]) => ({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name }, rules });
  const bind = (name: string, kind: string, of: string, subjects: JsonObject[]) =>
    client.create(
      kind === 'ClusterRoleBinding' ? clusterRoleBindings : roleBindings,
      kind === 'ClusterRoleBinding' ? undefined : 'default',
      {
        apiVersion: `${rbac}/v1`,
        kind,
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: of.startsWith('cluster:') ? 'ClusterRole' : 'Role', name: of.replace('cluster:', '') },
        subjects,
      },
    );
  await client.create(
    roles,
    'default',
    role('developer', [
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] },
      { verbs: ['get', 'update'], apiGroups: ['example.com'], resources: ['widgets'], resourceNames: ['mine'] },
      { verbs: ['patch'], apiGroups: ['*'], resources: ['*/scale'] },
      { verbs: ['create', 'patch'], apiGroups: [rbac], resources: ['roles', 'rolebindings'] },
    ]),
  );
  await bind('developers', 'RoleBinding', 'developer', [{ kind: 'Group', name: 'devs' }]);
  await bind('robots', 'RoleBinding', 'developer', [{ kind: 'ServiceAccount', name: 'robot' }]);
  await bind('viewers', 'ClusterRoleBinding', 'cluster:view', [{ kind: 'User', name: 'viewer' }]);
  await bind('lost', 'RoleBinding', 'nowhere', [{ kind: 'User', name: 'viewer' }]);
  await client.create(clusterRoles, undefined, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'impersonator' },
    rules: [
      { verbs: ['impersonate'], apiGroups: [''], resources: ['users'], resourceNames: ['jane'] },
      { verbs: ['impersonate'], apiGroups: [''], resources: ['groups'], resourceNames: ['devs'] },
    ],
  });
  await bind('bosses', 'ClusterRoleBinding', 'cluster:impersonator', [{ kind: 'User', name: 'boss' }]);
});
afterAll(async () => {
  controllers.stop();
  await server.close();
});

async function ask(
  token: string,
  method: string,
  path: string,
  { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const review = async (token: string, kind: string, spec: JsonObject, namespace?: string) => {
  const group = kind === 'TokenReview' ? 'authentication.k8s.io' : 'authorization.k8s.io';
  const path = `/apis/${group}/v1/${namespace ? `namespaces/${namespace}/` : ''}${kind.toLowerCase()}s`;
  return ask(token, 'POST', path, { body: { apiVersion: `${group}/v1`, kind, spec } });
};
const can = async (token: string, attributes: JsonObject) =>
  (await review(token, 'SelfSubjectAccessReview', { resourceAttributes: attributes })).body.status.allowed;

describe('roles', () => {
  test.each([
    ['jane', { verb: 'list', resource: 'pods', namespace: 'default' }, true],
    ['jane', { verb: 'list', resource: 'pods', namespace: 'other' }, false],
    ['jane', { verb: 'list', resource: 'pods' }, false],
    ['jane', { verb: 'get', resource: 'pods', subresource: 'log', namespace: 'default' }, true],
    ['jane', { verb: 'get', resource: 'pods', subresource: 'status', namespace: 'default' }, false],
    ['jane', { verb: 'get', group: 'example.com', resource: 'widgets', name: 'mine', namespace: 'default' }, true],
    ['jane', { verb: 'get', group: 'example.com', resource: 'widgets', name: 'yours', namespace: 'default' }, false],
    ['jane', { verb: 'get', resource: 'widgets', name: 'mine', namespace: 'default' }, false],
    ['jane', { verb: 'patch', group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'default' }, true],
    ['robot', { verb: 'list', resource: 'pods', namespace: 'default' }, true],
    ['viewer', { verb: 'list', group: 'apps', resource: 'deployments' }, true],
    ['viewer', { verb: 'get', resource: 'secrets', namespace: 'default' }, false],
    ['root', { verb: 'delete', resource: 'nodes' }, true],
  ])('%s may %o: %s', async (token, attributes, expected) => {
    expect(await can(token, attributes)).toBe(expected);
  });

  test('a refusal is worded as by a real server, and names roles that nobody made', async () => {
    const other = await ask('jane', 'GET', '/api/v1/namespaces/kube-system/pods');
    expect(other).toMatchObject({
      status: 403,
      body: {
        reason: 'Forbidden',
        details: { kind: 'pods' },
        message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "kube-system"',
      },
    });
    expect((await ask('viewer', 'GET', '/api/v1/namespaces/default/secrets/a')).body.message).toMatch(
      /secrets "a" is forbidden: User "viewer" cannot get resource "secrets" .*: RBAC: role\.rbac\.authorization\.k8s\.io "nowhere" not found$/,
    );
  });

  test('a list of the one object of a name is judged as one for it', async () => {
    const path = '/apis/example.com/v1/namespaces/default/widgets?fieldSelector=metadata.name%3Dmine';
    expect((await ask('jane', 'GET', path)).status).toBe(403);
    expect((await ask('viewer', 'GET', '/api/v1/pods?fieldSelector=metadata.name%3Da')).status).toBe(200);
  });

  test('everybody known may look around; other paths need a rule', async () => {
    expect((await ask('jane', 'GET', '/apis')).status).toBe(200);
    expect((await ask('jane', 'GET', '/api/v1')).status).toBe(200);
    expect(await ask('jane', 'GET', '/metrics')).toMatchObject({
      status: 403,
      body: { message: 'forbidden: User "jane" cannot get path "/metrics"', details: {} },
    });
  });

  test('aggregation follows labels, when roles come and when they change', async () => {
    const rule = { verbs: ['get'], apiGroups: ['example.com'], resources: ['widgets'] };
    const asks = { verb: 'get', group: 'example.com', resource: 'widgets', namespace: 'default' };
    expect(await can('viewer', asks)).toBe(false);
    await server.api.client.create(clusterRoles, undefined, {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'widget-view', labels: { [`${rbac}/aggregate-to-view`]: 'true' } },
      rules: [rule],
    });
    await expect.poll(() => can('viewer', asks)).toBe(true);
    const edit = await server.api.client.get(clusterRoles, undefined, 'edit');
    expect(edit.rules).toContainEqual(rule);
  });

  test('nobody hands out more than they hold', async () => {
    const path = `/apis/${rbac}/v1/namespaces/default/roles`;
    const role = (name: string, verbs: string[]) => ({
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name },
      rules: [{ verbs, apiGroups: [''], resources: ['pods'] }],
    });
    expect((await ask('jane', 'POST', path, { body: role('less', ['get']) })).status).toBe(201);
    const more = await ask('jane', 'POST', path, { body: role('more', ['get', 'delete']) });
    expect(more.status).toBe(403);
    expect(more.body.message).toContain(
      'user "jane" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}',
    );
    const binding = { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'up' }, subjects: [{ kind: 'User', name: 'jane' }] };
    const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' };
    expect((await ask('jane', 'POST', `/apis/${rbac}/v1/namespaces/default/rolebindings`, { body: { ...binding, roleRef } })).status).toBe(
      403,
    );
  });

  test('what a binding refers to never changes', async () => {
    const patch = await ask('root', 'PATCH', `/apis/${rbac}/v1/namespaces/default/rolebindings/developers`, {
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { roleRef: { name: 'other' } },
    });
    expect(patch).toMatchObject({ status: 422, body: { message: expect.stringContaining('cannot change roleRef') } });
  });
});

describe('reviews', () => {
  test('a SubjectAccessReview asks for others, and says by which binding', async () => {
    const spec = { user: 'x', groups: ['devs'], resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } };
    expect((await review('root', 'SubjectAccessReview', spec)).body.status).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "developers/default" of Role "developer" to Group "devs"',
    });
    expect((await review('jane', 'SubjectAccessReview', spec)).status).toBe(403);
    expect((await review('root', 'LocalSubjectAccessReview', spec, 'default')).body.status.allowed).toBe(true);
    expect((await review('root', 'LocalSubjectAccessReview', spec, 'kube-system')).status).toBe(400);
    expect((await review('root', 'SubjectAccessReview', { user: 'x' })).status).toBe(422);
    const nonResourceAttributes = { verb: 'get', path: '/apis/x' };
    expect(
      (await review('root', 'SubjectAccessReview', { groups: ['system:authenticated'], nonResourceAttributes })).body.status.allowed,
    ).toBe(true);
  });

  test('a SelfSubjectRulesReview lists the rules of a namespace', async () => {
    const { status } = (await review('jane', 'SelfSubjectRulesReview', { namespace: 'default' })).body;
    expect(status.resourceRules).toContainEqual({ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] });
    expect(status.resourceRules).toContainEqual(expect.objectContaining({ resourceNames: ['mine'] }));
    expect(status.incomplete).toBe(false);
    expect((await review('jane', 'SelfSubjectRulesReview', { namespace: 'kube-system' })).body.status.resourceRules).not.toContainEqual(
      expect.objectContaining({ resources: ['pods', 'pods/log'] }),
    );
  });

  test('a TokenReview knows the tokens', async () => {
    expect((await review('root', 'TokenReview', { token: 'jane' })).body.status).toEqual({
      authenticated: true,
      user: { username: 'jane', groups: ['devs', 'system:authenticated'] },
    });
    expect((await review('root', 'TokenReview', { token: 'nope' })).body.status).toMatchObject({ authenticated: false });
  });
});

describe('impersonation', () => {
  const pods = '/api/v1/namespaces/default/pods';

  test('needs a valid token first', async () => {
    for (const token of ['', 'wrong']) {
      expect(
        (await ask(token, 'GET', pods, { headers: { 'impersonate-user': 'root', 'impersonate-group': 'system:masters' } })).status,
      ).toBe(401);
    }
  });

  test('needs the right to impersonate each name', async () => {
    const as = (token: string, headers: Record<string, string>) => ask(token, 'GET', pods, { headers });
    expect((await as('jane', { 'impersonate-user': 'root' })).body.message).toBe(
      'users "root" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
    expect((await as('boss', { 'impersonate-user': 'root' })).status).toBe(403);
    expect((await as('boss', { 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' })).status).toBe(403);
    expect((await as('boss', { 'impersonate-user': 'jane' })).body.message).toContain('User "jane" cannot list');
    expect((await as('boss', { 'impersonate-user': 'jane', 'impersonate-group': 'devs' })).status).toBe(200);
    expect((await as('boss', { 'impersonate-group': 'devs' })).status).toBe(500);
  });

  test('a service account has the groups of its kind', async () => {
    const headers = { 'impersonate-user': 'system:serviceaccount:default:robot' };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const who = await ask('root', 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { headers, body });
    expect(who.body.status.userInfo).toEqual({
      username: 'system:serviceaccount:default:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
    expect((await ask('root', 'GET', pods, { headers })).status).toBe(200);
  });

  test('only what a role grants is done', async () => {
    expect((await ask('jane', 'POST', '/apis/example.com/v1/namespaces/default/widgets', { body: widget('a') })).status).toBe(403);
  });
});
