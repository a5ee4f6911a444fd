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
import { applicable, applyOverlay, type Overlay } from './overlay.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const models = path.resolve(here, '../node_modules/@kubernetes-models');

function openApiSchema(kind: CrdKind): Schema {
  const { package: pack, version } = kind.declaration;
  const whole = schemaOfDeclaration(path.join(models, pack, kind.group, version, `${kind.kind}.d.ts`), `I${kind.kind}`);
  const { spec, status } = whole.properties ?? {};
  if (!spec) throw new Error(`${kind.kind} has no spec`);
  const schema: Schema = { type: 'object', properties: { spec, ...(status ? { status } : {}) } };
  if (whole.description) schema.description = whole.description;
  if (whole.required?.includes('spec')) schema.required = ['spec'];
  applyOverlay(schema, applicable(schema, readOverlay(pack)));
  applyOverlay(schema, readOverlay(pack === 'istio' ? kind.kind : `gateway-api-${kind.kind}`));
  return schema;
}

function readOverlay(name: string): Overlay {
  const file = path.join(here, 'overlay', `${name}.yaml`);
  const overlay: Overlay = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {};
  return overlay;
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
        subresources: kind.status ? { status: {} } : {},
        ...(kind.columns.length > 0 ? { additionalPrinterColumns: kind.columns } : {}),
      })),
    },
  };
}

const crds = crdKinds.map(customResourceDefinition);
mkdirSync(path.join(here, 'generated'), { recursive: true });
writeFileSync(path.join(here, 'generated/crds.json'), JSON.stringify(crds));
console.log(`${crds.length} CustomResourceDefinitions written`);
