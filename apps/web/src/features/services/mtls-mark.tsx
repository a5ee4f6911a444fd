import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useWords } from '../../lib/words.ts';
import { formatPercent } from '../../ui/format.ts';
import { servicesWords } from './words.ts';

/** How much of the traffic came with mutual TLS: a closed lock stays quiet, an open one does not. */
export function MtlsMark({ ratio }: { ratio: number | null }) {
  const t = useWords(servicesWords);
  if (ratio === null) return <span className="ink-3">–</span>;
  if (ratio === 1)
    return (
      <span className="row ink-2">
        <IconLock size={14} className="ink-3" /> {t('callers.mtls')}
      </span>
    );
  return (
    <span className="row warn-ink">
      <IconLockOpen size={14} /> {ratio === 0 ? t('callers.plain') : t('callers.some', { share: formatPercent(ratio) })}
    </span>
  );
}
