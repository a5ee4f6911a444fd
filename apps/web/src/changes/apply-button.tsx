import type { MeshSummary, Plan } from '@pidalio/contract';
import { IconCheck } from '@tabler/icons-react';
import { useMesh } from '../api/queries.ts';
import { SUBMIT_KEYS } from '../lib/platform.ts';
import { useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/chip.tsx';
import { changesWords } from './words.ts';

/** "Apply n objects"; where it cannot, it stays, dashed, and says why. */
export function ApplyButton({ plan, busy, onApply }: { plan: Plan | undefined; busy: boolean; onApply: () => void }) {
  const t = useWords(changesWords);
  const cannot = useCannotWrite() ?? (plan && !plan.canApply ? t('apply.cannot') : plan ? undefined : t('review.loading'));
  const count = plan?.operations.length ?? 0;
  return (
    <Button look="primary" icon={<IconCheck size={15} />} cannot={busy ? t('apply.busy') : cannot} onClick={onApply}>
      {busy ? t('apply.busy') : count === 1 ? t('apply.one') : t('apply.many', { n: count })}
      <Kbd>{SUBMIT_KEYS}</Kbd>
    </Button>
  );
}

/** Why this server writes nothing at all; undefined where it does. */
export function useCannotWrite(): string | undefined {
  const t = useWords(changesWords);
  const writes: MeshSummary['writes'] | undefined = useMesh().data?.writes;
  if (!writes || writes.allowed) return undefined;
  return writes.reason === 'not-loopback' ? t('apply.notLoopback') : t('apply.readOnly');
}
