import { getExplainExample, getExplainSubjects, postExplain, postReadRequest } from '@pidalio/contract';
import type { IRouter } from 'express';
import type { Cluster } from '../cluster/cluster.ts';
import type { Deps } from '../deps.ts';
import { exampleRequest } from '../mesh/example-request.ts';
import { explainInMesh, readPasted } from '../mesh/explain-in-mesh.ts';
import { explainSubjects } from '../mesh/explain-subjects.ts';
import { DraftError } from '../mesh/read-drafts.ts';
import { HttpError } from './errors.ts';
import { route } from './route.ts';

/** What happens to a request. Nothing is sent and nothing written. */
export function explainRoutes(
  api: IRouter,
  { cluster, mesh, now }: Pick<Deps, 'mesh' | 'now'> & { cluster: Pick<Cluster, 'state'> },
): void {
  route(api, getExplainSubjects, () => {
    const engine = mesh.engine();
    return { sources: [cluster.state()], istioVersion: engine.catalog.options.istioVersion, ...explainSubjects(engine) };
  });

  route(api, getExplainExample, ({ query }) => {
    const [kind = '', namespace = '', name = '', index = ''] = query.rule?.split('/') ?? [];
    const rule = query.rule === undefined ? null : { ref: { kind, namespace, name }, index: Number(index) };
    const wish = { service: nameOf(query.service), by: query.by === undefined ? null : nameOf(query.by), rule };
    const request = exampleRequest(mesh.engine(), mesh.world(), wish);
    if (request === null) throw new HttpError(404, 'unknown-service', `There is no service ${query.service}.`);
    return { request };
  });

  route(api, postReadRequest, ({ body }) => readPasted(mesh.engine(), body.text, body.caller, body.locale));

  route(api, postExplain, ({ body }) => {
    const { namespace, name } = body.request.caller;
    try {
      const result = explainInMesh({ mesh: mesh.engine(), world: mesh.world() }, body, now());
      if (result === null) throw new HttpError(422, 'unknown-caller', `There is no workload ${name} in ${namespace}.`);
      return { sources: [cluster.state()], ...result };
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      throw new HttpError(422, 'unreadable-draft', error.message, {
        errors: [{ field: `body.drafts.${error.index}`, message: error.message }],
      });
    }
  });
}

/** Of `namespace/name`. */
function nameOf(text: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}
