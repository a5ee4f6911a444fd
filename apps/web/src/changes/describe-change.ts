import type { ChangeRecord } from '@pidalio/contract';
import type { Translate } from '../lib/words.ts';
import type { changesWords } from './words.ts';

type Words = Translate<keyof typeof changesWords.en>;
type Told = Pick<ChangeRecord, 'id' | 'reason' | 'operations'>;

/**
 * A recorded change in the reader's language: the reason that somebody typed, else what it takes back, else which objects it wrote. `all`
 * are the records that the change may take back.
 */
export function describeChange(change: Told, all: readonly Told[], t: Words): string {
  const reverted = revertedId(change.reason);
  if (reverted === null) return change.reason || objectsInWords(change, t);
  const target = all.find(({ id }) => id === reverted);
  return target ? t('record.reverts', { what: describeChange(target, all, t) }) : t('record.revertsOlder');
}

/** The server gives the changes that take one back a reason of their own, made of its id. */
function revertedId(reason: string): string | null {
  return /^Revert of (pidalio-change-\S+)$/.exec(reason)?.[1] ?? null;
}

function objectsInWords({ operations }: Told, t: Words): string {
  return (['create', 'update', 'delete'] as const)
    .flatMap((action) => {
      const objects = operations.filter((operation) => operation.action === action).map(({ ref }) => `${ref.kind} ${ref.name}`);
      return objects.length > 0 ? [t(`record.${action}`, { objects: objects.join(', ') })] : [];
    })
    .join(' · ');
}
