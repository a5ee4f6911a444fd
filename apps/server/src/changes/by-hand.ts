import type { PlannedOperation } from '@pidalio/contract';
import { groupOf } from '../cluster/served-kind.ts';
import { needsPause, phaseOf } from './order.ts';

type Step = Pick<PlannedOperation, 'action' | 'ref' | 'apiVersion' | 'afterYaml' | 'before' | 'after'>;

/** Shell lines that do the same with kubectl, in the same order and with the same pause. */
export function byHand(operations: readonly Step[], pauseMs: number): string {
  const blocks: string[] = [];
  operations.forEach((operation, index) => {
    const previous = operations[index - 1];
    if (previous !== undefined && needsPause(phaseOfStep(previous), phaseOfStep(operation)))
      blocks.push(`sleep ${Math.ceil(pauseMs / 1000)}`);
    blocks.push(commandFor(operation));
  });
  return blocks.join('\n');
}

function commandFor({ action, ref, apiVersion, afterYaml }: Step): string {
  if (action === 'delete') {
    const namespace = ref.namespace === '' ? '' : ` -n ${ref.namespace}`;
    return `kubectl delete ${ref.kind.toLowerCase()}.${groupOf(apiVersion)}${namespace} ${ref.name}`;
  }
  const verb = action === 'create' ? 'create' : 'replace';
  return `kubectl ${verb} -f - <<'YAML'\n${afterYaml.trimEnd()}\nYAML`;
}

function phaseOfStep(step: Step) {
  return phaseOf({ ...step, kind: step.ref.kind });
}
