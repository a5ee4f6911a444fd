/**
 * Writes `generated/crds.json`: the CustomResourceDefinitions of Istio and the Gateway API, from the declarations of
 * @kubernetes-models and the overlays beside this file. Runs after every install (the package's `prepare` script).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Schema, schemaOfDeclaration } from './dts-to-schema.ts';
import { type CrdKind, crdKinds } from './kinds.ts';
import { applyOverlay, type Overlay } from './overlay.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const models = path.resolve(here, '../node_modules/@kubernetes-models');

function openApiSchema(kind: CrdKind): Schema {
  const file = path.join(models, kind.declaration.package, kind.group, kind.declaration.version, `${kind.kind}.d.ts`);
  const whole = schemaOfDeclaration(file, `I${kind.kind}`);
  const spec = whole.properties?.spec;
  if (!spec) throw new Error(`${kind.kind} has no spec`);
  const schema: Schema = { type: 'object', properties: { spec } };
  if (whole.required?.includes('spec')) schema.required = ['spec'];
  if (kind.status) schema.properties = { spec, status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  for (const name of [kind.declaration.package, kind.declaration.package === 'istio' ? kind.kind : `gateway-api-${kind.kind}`]) {
    const overlay = path.join(here, 'overlay', `${name}.yaml`);
    if (!existsSync(overlay)) continue;
    const parsed: Overlay = parse(readFileSync(overlay, 'utf8'));
    // The overlay of a whole package may name fields that some kinds lack.
    const applicable =
      name === kind.declaration.package
        ? Object.fromEntries(Object.entries(parsed).filter(([place]) => hasField(schema, place.replace('**.', ''))))
        : parsed;
    applyOverlay(schema, applicable);
  }
  return schema;
}

function hasField(schema: Schema, name: string): boolean {
  const children = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties].filter(
    (next) => next !== undefined,
  );
  return name in (schema.properties ?? {}) || children.some((next) => hasField(next, name));
}

function customResourceDefinition(kind: CrdKind) {
  const schema = openApiSchema(kind);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${kind.plural}.${kind.group}`,
      ...(kind.declaration.package === 'istio'
        ? { labels: { app: 'istio-pilot', chart: 'istio', heritage: 'Tiller', release: 'istio' } }
        : {}),
    },
    spec: {
      group: kind.group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.kind.toLowerCase(),
        ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
        categories: kind.categories,
      },
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      versions: kind.served.map((name) => ({
        name,
        served: true,
        storage: name === kind.storage,
        schema: { openAPIV3Schema: schema },
        ...(kind.status ? { subresources: { status: {} } } : {}),
        ...(kind.columns.length > 0 ? { additionalPrinterColumns: kind.columns } : {}),
      })),
    },
  };
}

const crds = crdKinds.map(customResourceDefinition);
mkdirSync(path.join(here, 'generated'), { recursive: true });
writeFileSync(path.join(here, 'generated/crds.json'), JSON.stringify(crds));
console.log(`${crds.length} CustomResourceDefinitions written`);
