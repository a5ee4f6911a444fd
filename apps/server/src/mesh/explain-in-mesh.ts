import type { ExplainRequest, ExplainResult, postReadRequest } from '@pidalio/contract';
import {
  describeNote,
  describeProblem,
  describeVerdict,
  describeWhatIf,
  explainJourney,
  findSender,
  type Locale,
  placeRequest,
  readRequest,
  readWorkloads,
  toTestYaml,
  type WhatIf,
  whatIfs,
} from '@pidalio/explain';
import type { Mesh } from '@pidalio/routing';
import { findWorkload, fromJourneyRequest, toJourneyRequest } from './explain-request.ts';
import { layDrafts } from './read-drafts.ts';
import { type Telling, viewJourney, viewOutcome } from './view-explain.ts';
import type { World } from './world.ts';

interface Present {
  mesh: Mesh;
  world: World;
}

interface Question {
  request: ExplainRequest;
  drafts: readonly string[];
  locale: Locale;
}

/** What Istio does with a request now, and with the drafts applied. null where the mesh does not know the caller. */
export function explainInMesh(
  { mesh, world }: Present,
  { request, drafts, locale }: Question,
  nowMs: number,
): Omit<ExplainResult, 'sources'> | null {
  const caller = findWorkload(mesh, request.caller);
  const asked = toJourneyRequest(mesh, request);
  if (caller === null || asked === null) return null;
  const workloads = readWorkloads(mesh);
  const live: Telling = { mesh, texts: new Map(), world, workloads, locale };
  const journey = explainJourney(mesh, asked, workloads);
  const overlay = drafts.length === 0 ? null : layDrafts(mesh, drafts, new Date(nowMs).toISOString());
  return {
    istioVersion: mesh.catalog.options.istioVersion,
    caller: { namespace: caller.namespace, name: caller.name, proxy: caller.proxy, serviceAccount: caller.serviceAccount },
    live: viewJourney(live, journey),
    draft: overlay && viewJourney({ ...live, ...overlay }, explainJourney(overlay.mesh, asked, workloads)),
    whatIfs: whatIfs(mesh, journey, workloads).map((whatIf) => viewWhatIf(live, whatIf)),
    testYaml: toTestYaml(asked, journey),
  };
}

function viewWhatIf(telling: Telling, whatIf: WhatIf): ExplainResult['whatIfs'][number] {
  return {
    text: describeWhatIf(whatIf, telling.locale),
    request: fromJourneyRequest(whatIf.request),
    routeName: whatIf.caller.routeName,
    kind: whatIf.verdict.kind,
    title: describeVerdict(whatIf.verdict, telling.locale).title,
    outcomes: whatIf.outcomes.map((outcome) => viewOutcome(telling, outcome)),
  };
}

type PastedRequest = ReturnType<typeof postReadRequest.response.parse>;

/** A pasted text as a request in the mesh, or why it is none. */
export function readPasted(mesh: Mesh, text: string, chosen: ExplainRequest['caller'] | null, locale: Locale): PastedRequest {
  const read = readRequest(text);
  if (!read.ok) return { request: null, format: null, senderFrom: null, notes: [describeProblem(read.problem, locale)] };
  const alone = placeRequest(mesh, read.request);
  const sender = chosen === null ? undefined : findSender(mesh, chosen.namespace, chosen.name);
  // Who was chosen before sends it, unless the text itself says who can.
  const { request, senderFrom } = alone.senderFrom === 'assumed' && sender !== undefined ? placeRequest(mesh, read.request, sender) : alone;
  const notes = read.request.notes.map((note) => describeNote(note, locale));
  return { request: fromJourneyRequest(request), format: read.request.form, senderFrom, notes };
}
