import { fieldsOf, type KubeObject, textOf } from '@pidalio/istio';
import type { Sample, SimMesh } from '@pidalio/sim-mesh';
import { records } from './admission/fields.ts';

/** A pod as Prometheus' pod discovery sees it, with its series. */
export interface ScrapeTarget {
  key: string;
  /** Added to every series by the scrape. */
  labels: Readonly<Record<string, string>>;
  samples: readonly Sample[];
}

export function* scrapeTargets(mesh: SimMesh, pods: readonly KubeObject[]): Iterable<ScrapeTarget> {
  for (const { pod, samples } of mesh.scrapeTargets()) {
    yield { key: pod.uid, labels: targetLabels(pod.namespace, pod.name, `${pod.ip}:15020`), samples };
  }
  yield* controlPlaneTargets(pods);
}

/** istiod tells its version; the tag is that of its image. */
function* controlPlaneTargets(pods: readonly KubeObject[]): Iterable<ScrapeTarget> {
  for (const pod of pods) {
    const image = textOf(records(fieldsOf(pod.spec).containers).find(({ name }) => name === 'discovery')?.image) ?? '';
    const { podIP, phase } = fieldsOf(pod.status);
    if (image === '' || phase !== 'Running') continue;
    const { name, namespace = '', uid = name } = pod.metadata;
    const tag = image.slice(image.lastIndexOf(':') + 1);
    yield {
      key: uid,
      labels: targetLabels(namespace, name, `${textOf(podIP) ?? ''}:15014`),
      samples: [{ labels: { __name__: 'istio_build', component: 'pilot', tag }, value: 1 }],
    };
  }
}

function targetLabels(namespace: string, pod: string, instance: string) {
  return { job: 'kubernetes-pods', instance, namespace, pod };
}
