import type { ResourceId } from '../types.ts';

export const namespaces: ResourceId = { group: '', version: 'v1', plural: 'namespaces' };
export const pods: ResourceId = { group: '', version: 'v1', plural: 'pods' };
export const services: ResourceId = { group: '', version: 'v1', plural: 'services' };
export const endpoints: ResourceId = { group: '', version: 'v1', plural: 'endpoints' };
export const nodes: ResourceId = { group: '', version: 'v1', plural: 'nodes' };
export const serviceAccounts: ResourceId = { group: '', version: 'v1', plural: 'serviceaccounts' };
export const deployments: ResourceId = { group: 'apps', version: 'v1', plural: 'deployments' };
export const replicaSets: ResourceId = { group: 'apps', version: 'v1', plural: 'replicasets' };
export const endpointSlices: ResourceId = { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices' };
export const definitions: ResourceId = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
