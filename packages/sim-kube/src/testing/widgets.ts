import type { NewObject } from '../types.ts';

/** A CustomResourceDefinition with a bit of everything, for tests. */
export const widgetDefinition: NewObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wd'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Color', type: 'string', jsonPath: '.spec.color' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A widget, for tests.',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['color'],
                'x-kubernetes-validations': [{ rule: '!has(self.min) || self.min <= self.size', message: 'min must not exceed size' }],
                properties: {
                  color: { type: 'string', enum: ['red', 'blue'], description: 'What it looks like.' },
                  size: { type: 'integer', default: 1, minimum: 0 },
                  min: { type: 'integer' },
                  tags: { type: 'array', items: { type: 'string' } },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, qty: { type: 'integer' } } },
                  },
                },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

export const definitions = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };
export const widgets = { group: 'example.com', version: 'v1', plural: 'widgets' };

export function widget(name: string, spec: Record<string, unknown> = { color: 'red' }): NewObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name }, spec };
}
